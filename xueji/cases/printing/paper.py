"""How papers of cases look."""

from pathlib import Path

STYLE = Path(__file__).with_name("paper.css")
