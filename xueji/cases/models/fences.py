"""Who reads and writes what belongs to a case."""

from xueji.database.fence import OFFICE_LEVELS, ORG, PERSON, Fence, Level

OF_STUDENT = f"SELECT i.case_id FROM cases_item i WHERE i.person_id = {PERSON}"


def case_fence() -> Fence:
    """The parties of a case write, the parties and the levels above them read; the student reads the own cases."""
    return Fence(
        read=dict.fromkeys(OFFICE_LEVELS, f"{ORG} = ANY (viewers)") | {Level.STUDENT: f"id IN ({OF_STUDENT})"},
        write=dict.fromkeys(OFFICE_LEVELS, f"{ORG} = ANY (parties)"),
        add=f"opened_for_id = {ORG}",
    )


def part_fence(*, append_only: bool = False, student: bool = True, in_the_name_of: str | None = None) -> Fence:
    """Rows that belong to a case are seen by whoever sees the case and written by its parties, each `in_the_name_of`
    itself: the column with the organization that did it."""
    seen = "EXISTS (SELECT FROM cases_case c WHERE c.id = case_id)"
    ours = f"EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND {ORG} = ANY (c.parties))"
    read = dict.fromkeys(OFFICE_LEVELS, seen)
    if student:
        read[Level.STUDENT] = f"case_id IN ({OF_STUDENT})"
    add = f"{in_the_name_of} = {ORG}" if in_the_name_of else "true"
    return Fence(read=read, write=dict.fromkeys(OFFICE_LEVELS, ours), add=add, append_only=append_only)
