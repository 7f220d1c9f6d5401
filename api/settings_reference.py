"""The settings as people read them: a table of values with their sources, and the reference page of the docs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.settings import Settings, meaning_of, source_of, variable_of
from geo.errors import Language

MASK = "****"

_PASSWORD_IN_AUTHORITY = re.compile(r"(?P<head>://[^/?#@]*?:)(?P<secret>.*)(?P<tail>@)")
_PASSWORD_IN_QUERY = re.compile(r"(?P<head>[?&](?:password|passfile|sslpassword)=)(?P<secret>[^&#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting as it is in force: a value that may be printed, its default, where it came from, what it means."""

    name: str
    variable: str
    value: str
    default: str
    source: str
    meaning: str


def masked_url(url: str) -> str:
    """A database URL that may be printed: its passwords are replaced, wherever the URL carries them.

    The greedy match up to the last ``@`` also hides a password that itself contains ``@`` or ``/`` unescaped.
    """
    hidden = _PASSWORD_IN_AUTHORITY.sub(rf"\g<head>{MASK}\g<tail>", url)
    return _PASSWORD_IN_QUERY.sub(rf"\g<head>{MASK}", hidden)


def setting_lines(settings: Settings, given: Mapping[str, Any], language: Language) -> list[SettingLine]:
    """Every setting in the order of declaration; ``given`` are the command line's options."""
    effective = settings.model_dump() | {"database": settings.database_url, "web_root": settings.web_folder}
    return [
        SettingLine(
            name,
            variable_of(name),
            masked_url(_written(effective[name])),
            _written(field.default),
            source_of(name, given),
            meaning_of(name, language),
        )
        for name, field in Settings.model_fields.items()
    ]


def settings_markdown() -> str:
    """The reference page ``docs/settings.md``."""
    lines = [
        "# Settings",
        "",
        "Every setting is an environment variable; `--data`, `--database`, `--language`, `--host` and `--port` are also",
        "options of the command line, which win. `jingwei settings` prints the values in force and where each came",
        "from. This page is written by `jingwei settings --markdown`; a test keeps it fresh.",
        "",
        "| variable | default | meaning | 含义 |",
        "|---|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = _written(field.default)
        shown = f"`{default}`" if default else "–"
        lines.append(f"| `{variable_of(name)}` | {shown} | {meaning_of(name, 'en')} | {meaning_of(name, 'zh')} |")
    return "\n".join(lines) + "\n"


def _written(value: Any) -> str:
    """A value as one would write it into the environment; nothing for an empty one."""
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, tuple) else str(value)
