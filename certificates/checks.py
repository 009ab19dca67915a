"""Operator checks: what printing needs on this machine."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register

from xueji.printing import fonts


@register(Tags.compatibility, deploy=True)
def printing(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """W001 fonts not built, W002 no fast subsetting, W003 no face for rare characters."""
    found: list[CheckMessage] = []
    if not (fonts.regular().file.is_file() and fonts.bold().file.is_file()):
        found.append(Warning("The certificate fonts are missing.", hint="./run prepares them.", id="certificates.W001"))
    if not fonts.subsets_quickly():
        found.append(
            Warning(
                "libharfbuzz-subset is missing: a certificate takes ten to sixty times longer.",
                hint="apt-get install libharfbuzz-subset0",
                id="certificates.W002",
            )
        )
    if fonts.rare() is None:
        found.append(
            Warning(
                "No font for rare characters: names that need one are refused.",
                hint="apt-get install fonts-babelstone-han",
                id="certificates.W003",
            )
        )
    return found
