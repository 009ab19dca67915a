"""One person under two numbers (一人两号): the case that brings the two together, its effect and its undo (ADR 0027)."""
