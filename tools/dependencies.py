"""What does the program stand on? Every pinned package of Python and of the web, with its licence, read from the pins alone.

Licences come from the metadata of what is installed and from the web's lock file. What is pinned for another system and
not installed here, or says nothing of its licence, stands in ``STATED`` with where it was read.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PINS = {"run": "required", "uv": "excluded", "dev": "excluded", "bench": "excluded", "fuzz": "excluded"}
"""The files of pins, and whether what they add is part of what is delivered."""

ALLOWED = frozenset({
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0",
    "Python-2.0", "Zlib",
    "MPL-2.0",  # per file: its files stay as they are
    "LGPL-3.0-only",  # loaded at run time, replaceable by whoever installs it
})  # fmt: skip
"""What may be built upon."""

FOR_TESTS_ONLY = {"igraph": "GPL-2.0-or-later"}
"""Others, which tests compare with and nothing delivered holds."""

STATED = {
    "colorama": "BSD-3-Clause",  # Windows only; its LICENSE.txt
    "appnope": "BSD-2-Clause",  # macOS only; its LICENSE
    "pycparser": "BSD-3-Clause",  # PyPy only; its metadata
    # Python 3.12 and later; their metadata
    "httpcore2": "BSD-3-Clause", "httpx2": "BSD-3-Clause", "httpx2-jsfetch": "BSD-3-Clause", "truststore": "MIT",
    # of the measurements' own environment; their metadata
    "asyncpg": "Apache-2.0", "ciso8601": "MIT", "cql2": "MIT", "cramjam": "MIT", "geojson-pydantic": "MIT",
    "morecantile": "MIT", "starlette-cramjam": "MIT", "tipg": "MIT",
    "atheris": "Apache-2.0",  # installed by `make fuzz` alone; its metadata
    "@mapbox/jsonlint-lines-primitives": "MIT",  # its README
}  # fmt: skip

WORDS = {
    "3-Clause BSD License": "BSD-3-Clause", "Apache 2.0": "Apache-2.0", "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause", "ISC License (ISCL)": "ISC", "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "Python Software Foundation License": "PSF-2.0",
    "GNU General Public License (GPL)": "GPL-2.0-or-later",
}  # fmt: skip
"""The names of older metadata as SPDX writes them."""

_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_BETWEEN = re.compile(r"\s+(?:AND|OR)\s+|[()]")


@dataclass(frozen=True, slots=True)
class Package:
    """One pinned package. ``scope`` is ``required`` for what is delivered; ``licence`` an SPDX expression or empty."""

    ecosystem: str
    name: str
    version: str
    scope: str
    licence: str
    hashes: tuple[str, ...] = ()

    @property
    def delivered(self) -> bool:
        """Whether it is part of what is delivered, not of development alone."""
        return self.scope == "required"

    @property
    def purl(self) -> str:
        """The package's address as CycloneDX and vulnerability services write it."""
        kind = "pypi" if self.ecosystem == "PyPI" else "npm"
        return f"pkg:{kind}/{self.name.replace('@', '%40')}@{self.version}"


def packages(root: Path = ROOT) -> list[Package]:
    """Every pinned package once, what is delivered first."""
    found: dict[tuple[str, str, str], Package] = {}
    for package in [*python_packages(root), *web_packages(root)]:
        found.setdefault((package.ecosystem, package.name, package.version), package)
    return sorted(found.values(), key=lambda one: (not one.delivered, one.ecosystem, one.name, one.version))


def python_packages(root: Path) -> Iterator[Package]:
    """The packages of ``requirements/*.txt``."""
    for file, scope in PINS.items():
        text = (root / "requirements" / f"{file}.txt").read_text("utf-8")
        pins = list(_PIN.finditer(text))
        for pin, end in zip(pins, [*(one.start() for one in pins[1:]), len(text)], strict=True):
            hashes = tuple(_HASH.findall(text, pin.start(), end))
            yield Package("PyPI", pin[1], pin[2], scope, python_licence(pin[1]), hashes)


def web_packages(root: Path) -> Iterator[Package]:
    """The packages of the web's lock file."""
    lock = json.loads((root / "web" / "package-lock.json").read_text("utf-8"))
    for path, entry in lock["packages"].items():
        if path and not entry.get("link"):
            name = path.rpartition("node_modules/")[2]
            scope = "excluded" if entry.get("dev") else "required"
            yield Package("npm", name, entry["version"], scope, entry.get("license") or STATED.get(name, ""))


def python_licence(name: str) -> str:
    """The licence of a Python package, empty where nothing says it."""
    try:
        told = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return STATED.get(name, "")
    classes = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    named = [WORDS[word] for word in classes if word in WORDS]
    written = (told.get("License") or "").partition("\n")[0]
    return told.get("License-Expression") or " AND ".join(named) or WORDS.get(written, written)


def refused(package: Package) -> list[str]:
    """The licences of a package that may not be built upon; ``?`` for one that says none."""
    if not package.delivered and FOR_TESTS_ONLY.get(package.name) == package.licence:
        return []
    # of «A OR B» one is enough; where both words stand, every licence has to be on the list
    licence = package.licence.strip("()")
    choices = [licence] if " AND " in licence else re.split(r"\s+OR\s+", licence)
    wrong = [[word for word in _BETWEEN.split(choice) if word and word not in ALLOWED] for choice in choices]
    return min(wrong, key=len) if package.licence else ["?"]
