"""Scenarios in YAML: read as people write them, judged as the register judges, wrong ones explained."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from xueji.policies.matters import matter, matters
from xueji.policies.scenarios.describe import described

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "scenarios.yaml"

pytestmark = pytest.mark.django_db


@pytest.fixture
def judge(tmp_path):
    """judge(text): the answers, and what the command ended with."""

    def ask(text):
        file, out = tmp_path / "scenarios.yaml", StringIO()
        file.write_text(text, encoding="utf-8")
        ended = 0
        try:
            call_command("judge", str(file), "--json", stdout=out)
        except CommandError as error:
            ended = error.returncode
        return json.loads(out.getvalue()), ended

    return ask


def scenario(facts="{}", **changes):
    said = {"regulation": "zhejiang_2015", "kind": "transfer", "as_of": "2026-09-07"} | changes
    head = "\n".join(f"  {key}: {value}" for key, value in said.items())
    return f"-\n{head}\n  facts: {facts}\n"


def test_the_worked_examples_are_as_they_say():
    out = StringIO()
    call_command("judge", str(EXAMPLES), "--json", stdout=out)
    rows = json.loads(out.getvalue())
    assert len(rows) >= 20
    assert [row["unexpected"] for row in rows if row.get("unexpected")] == []


def test_the_table_can_be_read():
    out = StringIO()
    call_command("judge", str(EXAMPLES), stdout=out)
    assert "2026年9月15日不在转学窗口内" in out.getvalue()
    assert "转出方设区市、转入方设区市（甲市教育局） 核办 10 个工作日 至 2026-10-30" in out.getvalue()


@pytest.mark.parametrize("kind", [kind.key for kind in matters()])
@pytest.mark.parametrize("regulation", ["national_2010", "beijing_2020", "zhejiang_2015"])
def test_a_scenario_needs_hardly_a_fact(judge, kind, regulation):
    central = {"required_withdrawal": "{ground: truancy}", "cancellation": "{cause: death}"}
    [answer], ended = judge(scenario(central.get(kind, "{}"), kind=kind, regulation=regulation))
    assert ended == 0
    assert answer["rules"] or kind == "revocation" or matter(kind).by_school
    assert answer["chain"] is None or answer["chain"]["steps"][0]["kind"] == "submission"


@pytest.mark.parametrize(
    "facts",
    [
        "{student: {on_leave: true}}",
        "{student.on_leave: 是}",
    ],
)
def test_nested_and_dotted_names_are_the_same(judge, facts):
    [answer], _ = judge(scenario(facts))
    assert answer["outcome"] == "exception"


@pytest.mark.parametrize("word", ["personal_wish", "个人意愿"])
def test_words_may_be_chinese(judge, word):
    [answer], _ = judge(scenario(f"{{reason: {word}}}"))
    assert answer["facts"]["reason"] == "personal_wish"


@pytest.mark.parametrize("hours, said", [("1/3", (1, 3)), ("{missed_hours: 1/3, term_hours: 600}", (200, 600))])
def test_shares_are_exact(judge, hours, said):
    facts = hours if hours.startswith("{") else f"{{missed_hours: {hours}}}"
    [answer], _ = judge(scenario(facts, kind="leave", as_of="2026-10-12"))
    assert (answer["facts"]["missed_hours"], answer["facts"]["term_hours"]) == said


def test_a_set_is_a_list_or_all(judge):
    [none, some], _ = judge(scenario("{evidence: []}") + scenario("{evidence: [transfer_application, household_page]}"))
    assert [none["outcome"], some["outcome"]] == ["evidence", "allowed"]
    assert [need["key"] for need in none["missing_evidence"]] == ["transfer_application", "household_page"]


@pytest.mark.parametrize(
    "changes, problem, nearest",
    [
        ({"facts": "{student.birthdate: 2010-01-01}"}, "unknown_fact", "student.birth_date"),
        ({"facts": "{birth_date: 2010-01-01}"}, "unknown_fact", "student.birth_date"),
        ({"kind": "transfers"}, "unknown_kind", "transfer"),
        ({"regulation": "北京市"}, "unknown_regulation", "beijing_2020"),
        ({"kind": "leave", "facts": "{ground: 出国}"}, "unknown_word", "abroad"),
        ({"fact": "{student.age: 17}"}, "unknown_key", "facts"),
        ({"expect": "{rule: {transfer_window: allowed}}"}, "unknown_key", "rules"),
        ({"regulation": "zhejiang"}, "unknown_regulation", "zhejiang_2015"),
        ({"facts": "{reason: personal_wishes}"}, "unknown_word", "personal_wish"),
        ({"facts": "{student.on_leave: perhaps}"}, "wrong_type", ""),
        ({"facts": "{requested_on: soon}"}, "wrong_type", ""),
        ({"as_of": "2014-09-01"}, "not_in_force", ""),
        ({"route": "sideways"}, "unknown_route", "inside"),
        ({"exceptions": "[transfer_windows]"}, "unknown_rule", "zhejiang_2015.transfer_window"),
        ({"kind": "cancellation", "facts": "{}"}, "missing_fact", "cause"),
    ],
)
def test_what_is_not_known_is_an_error_that_helps(judge, changes, problem, nearest):
    [answer, other], ended = judge(scenario(**changes) + scenario())
    assert ended == 2
    assert (answer["error"]["problem"], answer["error"]["nearest"]) == (problem, nearest)
    assert other["allowed"]


def test_equal_names_melt_and_null_is_absent(judge):
    text = scenario() + "  parties: {from_city: 甲县教育局, to_city: null}\n"
    [answer], _ = judge(text)
    assert [step["party"] for step in answer["chain"]["steps"]] == ["from_school", "to_school", "from_city"]
    assert answer["chain"]["steps"][-1]["melted"] == ["from_authority", "to_authority"]


def test_an_outside_party_answers_on_paper(judge):
    text = scenario("{relation: across_provinces}") + "  parties: {to_school: {outside: 外省学校}}\n"
    [answer], _ = judge(text)
    assert [step["outside"] for step in answer["chain"]["steps"] if step["kind"] == "outside"] == ["外省学校"]


def test_days_in_an_unpublished_year_are_provisional(judge):
    [answer], _ = judge(scenario(kind="leave", as_of="2026-12-25"))
    assert answer["chain"]["provisional"]
    assert [step["provisional"] for step in answer["chain"]["steps"][:2]] == [False, True]


def test_an_unexpected_answer_ends_with_one(judge):
    [answer], ended = judge(scenario() + "  expect: forbidden\n")
    assert ended == 1
    assert answer["unexpected"] == ["outcome 应为 forbidden，实为 allowed"]


def test_defaults_of_a_file_hold_for_all(judge):
    text = "defaults: {regulation: zhejiang_2015, kind: transfer, as_of: 2026-09-07, facts: {evidence: []}}\n"
    answers, _ = judge(text + "scenarios: [{id: a}, {id: b, facts: {reason: other}}]\n")
    assert [(row["id"], row["outcome"]) for row in answers] == [("a", "evidence"), ("b", "evidence")]


def test_every_fact_says_what_it_means():
    silent = [f"{kind.key}.{info.name}" for kind in matters() for info in described(kind) if not info.meaning]
    assert silent == []


def test_facts_are_listed_with_their_words():
    out = StringIO()
    call_command("facts", "--json", stdout=out)
    kinds = {row["kind"]: row for row in json.loads(out.getvalue())}
    by_name = {fact["name"]: fact for fact in kinds["transfer"]["facts"]}
    assert by_name["student.birth_date"]["type"] == "date"
    assert {"value": "personal_wish", "label": "个人意愿"} in by_name["reason"]["words"]
    assert set(by_name["reason"]) >= {"name", "type", "unit", "meaning", "default", "required"}


def test_a_kind_may_have_two_parts():
    assert matter("registration").rule_kinds == ("registration", "registration_item")


def evidence_words(kind):
    [info] = [info for info in described(matter(kind)) if info.name == "evidence"]
    return [word.value for word in info.words]


def test_a_kind_lists_the_papers_that_it_asks_for():
    assert evidence_words("withdrawal") == ["withdrawal_application"]
    assert "death_proof" not in evidence_words("transfer")


@pytest.mark.parametrize(
    "kind, facts, missing",
    [
        ("registration", "{integrated: true, integrated_settled: false}", ["integrated_roster_consent"]),
        (
            "retention",
            "{failed_courses: 6, year_courses: 12, other_major: true, same_major_continues: false,"
            " student_consent: false}",
            ["other_major_consent"],
        ),
        ("resumption", "{recheck_passed: null}", ["school_recheck"]),
    ],
)
def test_who_denies_a_thing_does_not_hold_the_paper_on_it(judge, kind, facts, missing):
    [answer], _ = judge(scenario(facts, kind=kind, as_of="2026-08-25"))
    assert [paper["key"] for paper in answer["missing_evidence"]] == missing


def test_whom_nobody_tried_to_reach_was_not_told(judge):
    facts = "{ground: truancy, truant_hours: 95, student: {age: 18}, contact_attempts: 0}"
    [answer], _ = judge(scenario(facts, kind="required_withdrawal", regulation="beijing_2020"))
    assert answer["facts"]["student_notified_on"] is None
    assert answer["blocked"]


def test_a_stopped_major_is_stopped(judge):
    facts = "{reason: major_stopped}"
    [answer], _ = judge(scenario(facts, kind="major_change", regulation="beijing_2020", as_of="2026-08-25"))
    assert answer["outcome"] == "allowed"


def test_co_operation_is_with_another_province(judge):
    facts = "{admission_source: cooperative, evidence: [admission_notice, identity_proof]}"
    [answer], _ = judge(scenario(facts, kind="registration", regulation="beijing_2020", as_of="2026-10-12"))
    assert [paper["key"] for paper in answer["missing_evidence"]] == ["cooperation_agreement"]


def test_a_table_may_have_columns_of_its_own(judge):
    [answer], ended = judge(scenario(article="17", source="原文", expect="{verdict: forbidden, outcome: allowed}"))
    assert (answer["ignored"], answer["unexpected"], ended) == (["article", "source"], [], 0)


def test_kinds_and_regulations_may_be_called_by_their_names(judge):
    [answer], _ = judge(scenario(kind="转学", regulation="北京市中等职业学校学生学籍管理办法", as_of="2026-08-24"))
    assert (answer["kind"], answer["facts"]["initiated_by"]) == ("transfer", "to_school")


def test_an_unknown_word_lists_the_words_with_their_chinese(judge):
    [answer], _ = judge(scenario("{ground: holiday}", kind="leave"))
    assert "military（依法服兵役）" in answer["error"]["message"]


@pytest.mark.parametrize("hours", ["0.5", "1/2", "50%"])
def test_a_share_may_be_a_decimal(judge, hours):
    [answer], _ = judge(scenario(f"{{missed_hours: {hours}}}", kind="leave", as_of="2026-10-12"))
    assert (answer["facts"]["missed_hours"], answer["facts"]["term_hours"]) == (1, 2)


@pytest.mark.parametrize(
    "kind, as_of, grade, cohort",
    [
        ("transfer", "2026-08-24", 2, 2025),  # in the holidays: the grade after them
        ("transfer", "2026-02-10", 2, 2024),
        ("transfer", "2026-07-06", 2, 2024),  # the last week of term
        ("transfer", "2026-09-07", 2, 2025),
        ("retention", "2026-08-24", 2, 2024),  # the grade whose results they are
    ],
)
def test_the_grade_of_a_day(judge, kind, as_of, grade, cohort):
    [answer], _ = judge(scenario(f"{{student.grade: {grade}}}", kind=kind, as_of=as_of))
    assert answer["facts"]["student"]["programme"]["cohort"] == cohort


def test_the_terms_that_are_taken_are_told():
    out = StringIO()
    call_command("facts", "transfer", "--json", stdout=out)
    [kind] = json.loads(out.getvalue())
    [terms] = [fact for fact in kind["facts"] if fact["name"] == "terms"]
    assert "2026-09-01" in [term["starts_on"] for term in terms["published"]["zhejiang_2015"]]
