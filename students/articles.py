"""Articles on which something stands, in each regulation; readers are shown those of their own."""

from collections.abc import Mapping

from xueji.policies.engine.citations import Citation
from xueji.policies.engine.registry import get as policy

Articles = Mapping[str, tuple[int | str, ...]]
"""By the key of a regulation: the numbers of articles; subjects of the base, whose numbers are not known for certain."""


def cited(articles: Articles, policy_key: str) -> str:
    """The articles of one regulation in words (浙江 2015 第七条、第十一条); empty where it says nothing of the matter."""
    numbers = articles.get(policy_key)
    if not numbers:
        return ""
    labels = "、".join(Citation(policy_key, number).label for number in numbers)
    return f"{policy(policy_key).short_name}{labels}"
