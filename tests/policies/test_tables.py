"""Scenarios written from the two texts alone, article by article, stating only the facts that each is about."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from xueji.policies.scenarios.papers import papers_of

TABLES = Path(__file__).parent / "tables"
ASKED = ("id", "kind", "as_of", "facts", "exceptions", "school_rules")

pytestmark = pytest.mark.django_db


def read(name):
    return yaml.safe_load((TABLES / f"{name}.yaml").read_text(encoding="utf-8"))


def judged(regulation, rows, folder):
    """Each row's answer by its name, as the command prints it."""
    asked = [{"regulation": regulation} | {key: row[key] for key in ASKED if key in row} for row in rows]
    file, out = folder / "table.yaml", StringIO()
    file.write_text(yaml.safe_dump(asked, allow_unicode=True), encoding="utf-8")
    call_command("judge", str(file), "--json", stdout=out)
    return {answer["id"]: answer for answer in json.loads(out.getvalue())}


def said_by(answer, article):
    """What the rules of an article said, the gravest first."""
    order = ("forbidden", "exception", "evidence", "warning", "allowed")
    found = {rule["outcome"] for rule in answer["rules"] if str(rule["citation"]["article"]) == str(article)}
    return next((outcome for outcome in order if outcome in found), "silent")


def step_of(step):
    days = f" {step['working_days']}" if step["working_days"] and step["kind"] != "submission" else ""
    return f"{step['party']} {step['kind']}{days}"


def found_for(row, answer):
    """The answer in the words of the table, for the columns that the row has."""
    steps = (answer["chain"] or {}).get("steps", [])
    levels = [rule["exception_level"] for rule in answer["rules"] if rule["outcome"] == "exception"]
    all_of_it = {
        "want": answer["outcome"],
        "says": said_by(answer, row["article"]),
        "by": levels[0] if levels else None,
        "missing": [paper["key"] for paper in answer["missing_evidence"]],
        "chain": [step_of(step) for step in steps],
        "due": [step["due_on"] and date.fromisoformat(step["due_on"]) for step in steps],
        "provisional": (answer["chain"] or {}).get("provisional"),
    }
    return {key: value for key, value in all_of_it.items() if key in row}


@pytest.mark.parametrize("name, regulation", [("beijing", "beijing_2020"), ("zhejiang", "zhejiang_2015")])
def test_the_table_of_a_text(name, regulation, tmp_path):
    rows = read(name)
    answers = judged(regulation, rows, tmp_path)
    wanted = {row["id"]: {key: row[key] for key in found_for(row, answers[row["id"]])} for row in rows}
    found = {row["id"]: found_for(row, answers[row["id"]]) for row in rows}
    assert {key: value for key, value in found.items() if value != wanted[key]} == {}
    assert len(rows) > 150


@pytest.mark.parametrize("name, first, last", [("beijing", 5, 25), ("zhejiang", 6, 24)])
def test_every_article_with_a_rule_has_its_rows(name, first, last):
    without = {"beijing": {9, 15}, "zhejiang": {15}}[name]  # the file and the reports; early graduation is chapter 6
    have = {row["article"] for row in read(name)}
    assert set(range(first, last + 1)) - without - have == set()


@pytest.mark.parametrize("name, regulation", [("beijing", "beijing_2020"), ("zhejiang", "zhejiang_2015")])
def test_papers_asked_for_are_papers_that_the_kind_lists(name, regulation, tmp_path):
    rows = [row | {"facts": row["facts"] | {"evidence": []}} for row in read(name) if papers_of(row["kind"])]
    known = {row["id"]: {paper.value for paper in papers_of(row["kind"])} for row in rows}
    rows = [row for row in rows if row["kind"] not in WITHOUT_PAPERS]
    answers = judged(regulation, rows, tmp_path)
    owed = {key: {paper["key"] for paper in answer["missing_evidence"]} for key, answer in answers.items()}
    assert {key: papers - known[key] for key, papers in owed.items() if papers - known[key]} == {}
    assert any(owed.values())


# Kinds whose facts hold no papers.
WITHOUT_PAPERS = {
    "check_in",
    "forfeiture",
    "entry_health",
    "admission_cancellation",
    "papers_return",
    "term_registration",
    "direction",
}
