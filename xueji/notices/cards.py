"""The section of the workbench with the person's newest notices."""

from xueji.notices.presenting import recent_card
from xueji.web.workbench import Card, register_card

register_card(Card("notices", "notices/_recent.html", recent_card, place="aside", order=10))
