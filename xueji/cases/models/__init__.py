"""Cases (办件): the only way that a status changes. A case has items, steps, decisions, clocks and evidence."""

from xueji.cases.models.case import Case, Item
from xueji.cases.models.fences import part_fence
from xueji.cases.models.papers import Evidence, Notice
from xueji.cases.models.steps import ClockEntry, DeadlineEvent, Decision, Step

__all__ = ["Case", "ClockEntry", "DeadlineEvent", "Decision", "Evidence", "Item", "Notice", "Step", "part_fence"]
