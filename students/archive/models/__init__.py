"""Papers of a file, who keeps the files of a school, files that were closed, and lists by which they change hands."""

from students.archive.models.closing import ClosedFile, HandOverLine, HandOverList, Receipt, Reopening
from students.archive.models.materials import Apprentice, Keeper, Material, Removal

__all__ = [
    "Apprentice",
    "ClosedFile",
    "HandOverLine",
    "HandOverList",
    "Keeper",
    "Material",
    "Receipt",
    "Removal",
    "Reopening",
]
