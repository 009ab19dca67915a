"""The person of a row: identity number, sex and birth date must say the same; pinyin may be left out."""

from datetime import date

from django.utils.translation import gettext as _

from students.rosters.checks.cells import broken
from students.rosters.checks.table import Table
from students.rosters.columns import MEMBERS
from students.rosters.problems import Fault, first_error
from xueji.codes.codesets import template_set
from xueji.codes.identity import DocumentType, Identity, normalise, parse, type_of_permit
from xueji.codes.identity_problems import empty

_YOUNGEST, _OLDEST = 10, 70


def check_people(table: Table) -> None:
    """Read every identity number (`table.identities`) and fill in sex and birth date where only the number has them."""
    _read_identities(table)
    for name in ("sex", "birth_date"):
        table.values.setdefault(name, [None] * len(table))
    for at, identity in enumerate(table.identities):
        _check_sex(table, at, identity)
        _check_birth(table, at, identity)
    _leave_out_years(table)
    for member in MEMBERS:
        _read_member(table, f"member{member}")


def document_code(label: str | None) -> str:
    """The JY/T 1001 code of a document's label; a resident's card when nothing was said."""
    types = template_set("身份证件类型")
    return types.codes.get(label, DocumentType.OTHER) if label and types else DocumentType.RESIDENT_ID.value


def _read_identities(table: Table) -> None:
    numbers: list[str | None] = []
    codes = _document_codes(table)
    for at, raw in enumerate(table.raws["identity_number"]):
        code = codes[at]
        if isinstance(raw, str) and raw[:1] == "#" and (fault := broken(raw)):
            table.add(at, "identity_number", fault)
            table.identities.append(Identity("", problems=(empty(),)))
            numbers.append(None)
            continue
        identity = parse(raw, today=table.day.today, document_type=code, extra_areas=table.day.extra_areas)
        if fault := first_error(identity.problems, "identity"):
            table.add(at, "identity_number", fault)
        elif isinstance(raw, str) and raw != identity.number:
            table.tidied["width" if raw.strip() != identity.number else "space"] += 1
        table.identities.append(identity)
        codes[at] = type_of_permit(code, identity.number)
        numbers.append(identity.number if identity.ok else None)
    table.values["identity_type"], table.values["identity_number"] = codes, numbers


def _document_codes(table: Table) -> list[str]:
    if not table.has("identity_type"):
        return [document_code(None)] * len(table)
    texts, labels = table.texts["identity_type"], table.values["identity_type"]
    # The type is wrong and named already: judge the number by no form.
    known = {
        (text, label): DocumentType.OTHER.value if label is None and text.strip() else document_code(label)
        for text, label in set(zip(texts, labels, strict=True))
    }
    return [known[pair] for pair in zip(texts, labels, strict=True)]


def _is_unknown_type(table: Table, at: int) -> bool:
    """Whether the document's type could not be read: that is said, and what its number tells is not known yet."""
    types = template_set("身份证件类型")
    text = table.text("identity_type", at).strip()
    return bool(text) and types is not None and not types.match(text).accepted


def _check_sex(table: Table, at: int, identity: Identity) -> None:
    sexes = template_set("性别")
    label = table.values["sex"][at]
    code = sexes.codes.get(label, "") if label and sexes else ""
    if identity.sex and code and code != identity.sex:
        right = sexes.label(identity.sex) if sexes else ""
        message = _("与证件号第 17 位（%(right)s）不一致") % {"right": right}
        table.add(at, "sex", _mismatch("sex_mismatch", message, right, identity))
    elif not code and not table.text("sex", at).strip():
        if identity.sex:
            code = identity.sex
        elif identity.ok and not _is_unknown_type(table, at):
            table.add(at, "sex" if table.has("sex") else "identity_number", _needed(_("性别")))
    table.values["sex"][at] = code or None


def _check_birth(table: Table, at: int, identity: Identity) -> None:
    _hold_month(table, at, identity)
    birth: date | None = table.values["birth_date"][at]
    if identity.birth_date and birth and birth != identity.birth_date:
        right = f"{identity.birth_date:%Y%m%d}"
        message = _("与证件号中的 %(right)s 不一致") % {"right": right}
        table.add(at, "birth_date", _mismatch("birth_mismatch", message, right, identity))
    elif birth is None and not table.text("birth_date", at).strip():
        if identity.birth_date:
            birth = table.values["birth_date"][at] = identity.birth_date
        elif identity.ok and not _is_unknown_type(table, at):
            table.add(at, "birth_date" if table.has("birth_date") else "identity_number", _needed(_("出生日期")))
    if birth and at not in table.bad:
        _check_age(table, at, birth)


def _leave_out_years(table: Table) -> None:
    """That a birth date is not what the number says tells more than that its year cannot be: one cell, one fault."""
    of_year = {problem.at for problem in table.problems if problem.fault.code == "date_range"}
    of_number = {
        problem.at
        for problem in table.problems
        if (problem.field, problem.fault.code) == ("birth_date", "birth_mismatch")
    }
    if both := of_year & of_number:
        table.problems = [
            problem
            for problem in table.problems
            if problem.at not in both or (problem.field, problem.fault.code) != ("birth_date", "date_range")
        ]


def _hold_month(table: Table, at: int, identity: Identity) -> None:
    """A column "出生年月" must agree with the number; a whole date in it serves where nothing else tells the day."""
    said = table.value("birth_month", at)
    right = identity.birth_date or table.values["birth_date"][at]
    if said is None:
        return
    if right is None and isinstance(said, date):
        table.values["birth_date"][at] = said
    elif right is not None and not _is_month_of(said, right):
        message = _("与%(what)s %(right)s 不一致") % {
            "what": _("证件号中的") if identity.birth_date else _("出生日期"),
            "right": f"{right:%Y%m%d}",
        }
        table.add(at, "birth_month", _mismatch("birth_mismatch", message, f"{right:%Y%m%d}", identity))


def _is_month_of(said: date | str, right: date) -> bool:
    return said in (right, f"{right:%Y%m}") or (said == f"{right:%Y}.1" and right.month in (1, 10))


def _mismatch(code: str, message: str, right: str, identity: Identity) -> Fault:
    if identity.ok:
        return Fault(code, "identity", message, _("采用“%(right)s”") % {"right": right}, right, certain=True)
    return Fault(code, "identity", message, _("先核对证件号，再改这里"))


def _needed(what: str) -> Fault:
    message = _("从这种证件号看不出%(what)s") % {"what": what}
    return Fault("required", "required", message, _("照证件补填%(what)s") % {"what": what})


def _check_age(table: Table, at: int, birth: date) -> None:
    entry = table.value("entry_month", at)
    age = int(entry[:4]) - birth.year if entry else None
    if age is not None and not _YOUNGEST <= age <= _OLDEST:
        message = _("入学时 %(age)s 岁") % {"age": age}
        name = "birth_date" if table.has("birth_date") else "identity_number"
        table.add(at, name, Fault("age_unusual", "identity", message, _("核对出生日期和入学年月"), is_hint=True))


def _read_member(table: Table, member: str) -> None:
    name = f"{member}_identity_number"
    if not table.has(name):
        return
    if table.spellings[name] <= {""}:
        table.values[name] = [None] * len(table)
        return
    values: list[str | None] = []
    for at, raw in enumerate(table.raws[name]):
        value = normalise(raw)
        values.append(value or None)
        if value:
            code = document_code(table.value(f"{member}_identity_type", at))
            found = parse(raw, today=table.day.today, document_type=code, extra_areas=table.day.extra_areas)
            if fault := first_error(found.problems, "identity"):
                table.add(at, name, fault)
            values[-1] = found.number or None
    table.values[name] = values
