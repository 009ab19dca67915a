"""The regulations as pages: every article with its rules, numbers, readings and chains. Nothing to change."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xueji import clock

from .coverage import articles
from .engine.registry import UnknownPolicy, all_policies, get


def regulations(request: HttpRequest) -> HttpResponse:
    """All regulations that the register applies."""
    today = clock.today()
    rows = [(policy, policy.version(today)) for policy in all_policies()]
    return render(request, "policies/regulations.html", {"rows": rows})


def regulation(request: HttpRequest, key: str) -> HttpResponse:
    """One regulation, article by article."""
    try:
        policy = get(key)
    except UnknownPolicy as unknown:
        raise Http404 from unknown
    today = clock.today()
    context = {
        "policy": policy,
        "version": policy.version(today),
        "articles": articles(key, today),
        "today": today,
        "inherited_rules": policy.inherited_rules(today),
        "inherited_readings": [item for item in policy.interpretations if item.citation.policy != key],
    }
    return render(request, "policies/regulation.html", context)
