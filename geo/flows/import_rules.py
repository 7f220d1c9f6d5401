"""Which rules can an import be told to overrule?"""

from __future__ import annotations

import difflib
import pkgutil
from collections.abc import Iterable
from importlib import import_module

from geo.errors import BadInput, Message, Rule

RULE_UNKNOWN = Message(
    "import-rule-unknown",
    zh="没有名为“{got}”的规则",
    en="there is no rule named {got!r}",
    remedy_zh="{near}规则的名称见导入报告",
    remedy_en="{near}the report of an import names the rules",
    asked=True,
)

CHECKED_BY = ("geo.codes", "geo.detective", "geo.files", "geo.flows", "geo.topology")
"""The packages whose rules the report of an import can hold."""


def known_rules() -> frozenset[str]:
    """The codes of all rules of the packages that check an import; those packages are loaded for it."""
    codes: set[str] = set()
    for package in CHECKED_BY:
        for found in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            values = vars(import_module(found.name)).values()
            codes.update(value.code for value in values if isinstance(value, Rule))
    return frozenset(codes)


def check_rules(asked: Iterable[str]) -> None:
    """Raises ``BadInput``, with the names nearest to it, for a rule that does not exist."""
    names = set(asked)
    unknown = sorted(names - known_rules()) if names else []
    if unknown:
        near = difflib.get_close_matches(unknown[0], sorted(known_rules()), 3, 0.5)
        raise BadInput(RULE_UNKNOWN, got=unknown[0], near=f"{', '.join(near)}? " if near else "")
