"""The students of a batch on the case page: each once, what all share above them, long lists folded."""

from xueji.cases.models import Item
from xueji.cases.presenters import students
from xueji.cases.states import ItemState


def items(count):
    return [Item(pk=key, position=key, state=ItemState.PENDING, verdicts=[]) for key in range(1, count + 1)]


def lines(rows):
    return [(item, [("学年", "2025—2026"), ("结果", f"{item.pk} 门"), ("说明", "")]) for item in rows]


def test_what_all_share_is_said_once():
    rows = items(2)
    assert students.said_of_all(lines(rows)) == [("学年", "2025—2026")]
    shown = students.context(rows, None, lines(rows))["items_shown"]
    assert [row.described for row in shown] == [[("结果", "1 门")], [("结果", "2 门")]]


def test_beyond_twenty_they_are_folded():
    rows = items(23)
    found = students.context(rows, None, [])
    assert (len(found["items"]), len(found["items_shown"]), len(found["items_folded"])) == (23, 20, 3)
