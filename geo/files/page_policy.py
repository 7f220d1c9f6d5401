"""A page that carries its scripts and styles within it says which ones they are: nothing else can run in it."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

_BLOCK = re.compile(r"(<(script|style)\b[^>]*>)(.*?)(</\2>)", re.DOTALL)
_ATTRIBUTE = re.compile(r'(<[a-zA-Z][^<>]*?)\sstyle="([^"<>]*)"')
_MARK: Final = "data-look"


def with_style_rules(page: str) -> str:
    """The page with each ``style`` attribute as a rule of one style sheet at the end of its head: a browser can be told
    to trust a sheet by its hash, attributes only all at once.
    """
    looks: dict[str, int] = {}

    def marked(match: re.Match[str]) -> str:
        return f'{match[1]} {_MARK}="{looks.setdefault(match[2], len(looks))}"'

    parts, last = [], 0
    for block in _BLOCK.finditer(page):
        parts += [_ATTRIBUTE.sub(marked, page[last : block.start()]), block[0]]
        last = block.end()
    made = "".join([*parts, _ATTRIBUTE.sub(marked, page[last:])])
    if not looks:
        return made
    # twice the mark: an attribute is stronger than a rule that names a class
    rules = "".join(f'[{_MARK}="{at}"][{_MARK}]{{{look}}}' for look, at in looks.items())
    return made.replace("</head>", f"<style>{rules}</style></head>", 1)


def page_policy(page: str) -> str:
    """The content security policy under which a page may be shown: its own scripts and styles by their hashes, pictures
    within it, an origin of its own, and no way to ask for anything.
    """
    scripts, styles = _hashes(page, "script"), _hashes(page, "style")
    return (
        f"sandbox allow-scripts; default-src 'none'; script-src {scripts}; style-src {styles}; img-src data: blob:; "
        "font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _hashes(page: str, tag: str) -> str:
    texts = dict.fromkeys(block[3] for block in _BLOCK.finditer(page) if block[2] == tag)
    # what a browser hashes has plain line ends
    plain = (text.replace("\r\n", "\n").replace("\r", "\n") for text in texts)
    found = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in plain]
    return " ".join(found) or "'none'"
