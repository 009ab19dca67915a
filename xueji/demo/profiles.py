"""What the national template asks besides the record: filled in for invented students, with the gaps of real registers.

One expression of SQL over a student s, so that a province is as quick as a school. About one in thirty lacks something, one
in two hundred names a place that never was.
"""

from students.rosters.columns import LABELS

# Field → SQL of its value; everything is drawn from the record's id, so that a seed makes the same again.
_VALUES = {
    "student_category": "CASE WHEN s.id % 23 = 0 THEN '五年制高职学生'"
    " WHEN s.id % 3 = 0 THEN '普通中专学生' ELSE '职业高中学生' END",
    "study_form": "'全日制'",
    "entry_mode": "'统一招生考试/普通入学'",
    "attendance_mode": "CASE WHEN s.id % 5 < 3 THEN '住校' ELSE '走读' END",
    "nationality": "'中国'",
    "overseas_status": "'非港澳台侨'",
    "marital_status": "'未婚'",
    "train_route": "CASE WHEN s.id % 61 <> 0 THEN '无' END",
    "is_migrant_child": "CASE WHEN s.id % 11 = 0 THEN '是' ELSE '否' END",
    "origin_code": "CASE WHEN s.id % 211 = 0 THEN '339999' ELSE {place} END",
    "birthplace_code": "{place}",
    "native_place_code": "{place}",
    "household_address": "CASE WHEN s.id % 41 <> 0 THEN '试样街道' || (s.id % 90 + 1) || '号' END",
    "police_station": "CASE WHEN s.id % 41 <> 0 THEN '试样派出所' END",
    "household_code": "{place}",
    "household_type": "CASE WHEN s.id % 7 < 4 THEN '农业户口' ELSE '非农业户口' END",
    "residence_type": "CASE WHEN s.id % 7 < 4 THEN '农村' ELSE '县城' END",
    "political_status": "CASE WHEN s.id % 4 = 0 THEN '共青团员' ELSE '群众' END",
    "health_status": "'健康或良好'",
    "student_source": "CASE WHEN s.id % 19 = 0 THEN '非应届' ELSE '应届' END",
    "recruit_target": "CASE WHEN s.id % 19 = 0 THEN '往届初中毕业生' ELSE '应届初中毕业生' END",
    "phone": "CASE WHEN s.id % 53 <> 0 THEN '1390000' || lpad((s.id % 10000)::text, 4, '0') END",
    "poverty_registered": "'否'",
    "recruit_way": "'统一招生'",
    "joint_type": "'非联合办学'",
    "exam_ticket": "'Z' || lpad(s.id::text, 9, '0')",
    "candidate_number": "'26' || lpad(s.id::text, 10, '0')",
    "exam_score": "CASE WHEN s.id % 71 <> 0 THEN (s.id % 211 + 380)::text END",
}
_PLACES = ("330106", "330122", "330203", "330206", "341500", "361100", "522300", "411500")
_PLACE = "(ARRAY[{}])[1 + (s.id * 7919 % 97 % 12)::int % {}]".format(
    ", ".join(f"'{code}'" for code in _PLACES), len(_PLACES)
)

assert set(_VALUES) <= set(LABELS)


def profile_sql() -> str:
    """A jsonb of the template's columns of a student s; what is null is left out."""
    pairs = ", ".join(f"'{field}', {value.format(place=_PLACE)}" for field, value in _VALUES.items())
    return f"jsonb_strip_nulls(jsonb_build_object({pairs}))"


def ethnic_sql() -> str:
    """An ethnic group for a student drawn from the number of the record at the school."""
    return (
        "CASE WHEN hashtext(d.name || d.school_number) % 17 = 0 THEN '11'"
        " WHEN hashtext(d.school_number) % 29 = 0 THEN '22' ELSE '01' END"
    )
