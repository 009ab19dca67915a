"""The regulations as pages: every article with its rules, numbers, readings and chains, and the open questions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xueji import clock

from .assignments import bound_by
from .coverage import articles
from .engine.policy import Policy
from .engine.registry import UnknownPolicy, all_policies, get
from .matters import matters
from .questions import questions as all_questions
from .readers import settable_readings
from .school_rules import settable


def regulations(request: HttpRequest) -> HttpResponse:
    """All regulations that the register applies."""
    today = clock.today()
    rows = [(policy, policy.version(today)) for policy in all_policies()]
    return render(request, "policies/regulations.html", {"rows": rows})


def regulation(request: HttpRequest, key: str) -> HttpResponse:
    """One regulation, article by article."""
    policy = policy_or_404(key)
    today = clock.today()
    context = {
        "policy": policy,
        "version": policy.version(today),
        "articles": articles(key, today),
        "today": today,
        "settable": settable_readings(policy),
        "chains": [chain.bound(policy.parameters(today)) for chain in policy.own_chains if chain.in_force(today)],
        "inherited_rules": tuple(dict.fromkeys(policy.inherited_rules(today))),
        "inherited_readings": [item for item in policy.interpretations if item.citation.policy != key],
        "left_to_schools": settable(key),
        "bound": bound_by(key, today),
        "kinds": {rules: kind.label for kind in matters() for rules in kind.rule_kinds},
    }
    return render(request, "policies/regulation.html", context)


def questions(request: HttpRequest) -> HttpResponse:
    """What the texts leave open, with the readings that answer it."""
    asked = all_questions()
    context = {
        "questions": asked,
        "today": clock.today(),
        "open": [question for question in asked if not question.answers and not question.later],
    }
    return render(request, "policies/questions.html", context)


def policy_or_404(key: str) -> Policy:
    """The regulation of that key, or the page that says there is none."""
    try:
        return get(key)
    except UnknownPolicy as unknown:
        raise Http404 from unknown
