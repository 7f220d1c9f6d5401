"""Is anything that the program stands on known to be vulnerable, and may it be built upon? Writes the bill of materials.

    python tools/audit.py [--sbom build/sbom.cdx.json] [--service https://api.osv.dev | --advisories FOLDER_OR_ZIP]

Where no service can be reached, ``--advisories`` takes the advisories that were brought along: a folder or an archive of
OSV records of PyPI and npm, as osv.dev hands them out (``all.zip`` of each ecosystem). Ends with 0 when every package was asked about and nothing is known against any; 1 for findings; 3 when nothing, or not
everything, was audited: an audit that did not happen is no good news.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import json
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tools.advisories import UnreadableError, lacking, read_advisories
from tools.dependencies import Package, packages, refused

SERVICE = "https://api.osv.dev"
BATCH = 500
WAIT_S = 30
OLD_DAYS = 30
"""Advisories whose newest is older than this are said to be old."""
SOUND, FOUND, NOT_AUDITED = 0, 1, 3


class NotAuditedError(Exception):
    """The service did not answer for every package."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Audit, and say what was done."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sbom", type=Path, default=ROOT / "build" / "sbom.cdx.json")
    source = options.add_mutually_exclusive_group()
    source.add_argument("--service", default=SERVICE)
    source.add_argument("--advisories", type=Path, metavar="FOLDER_OR_ZIP")
    given = options.parse_args(arguments)
    listed = packages()
    given.sbom.parent.mkdir(parents=True, exist_ok=True)
    given.sbom.write_text(json.dumps(bill_of_materials(listed), indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(
        f"bill of materials: {given.sbom}, {len(listed)} packages, {sum(not one.delivered for one in listed)} of them for development only"
    )
    wrong = [(package, words) for package in listed if (words := refused(package))]
    for package, words in wrong:
        print(f"LICENCE {package.purl}: {', '.join(words)} is not on the list of tools/dependencies.py")
    print(f"licences: {len(listed)} looked at, {len(wrong)} refused")
    try:
        if given.advisories is None:
            known = vulnerabilities(listed, given.service)
        else:
            known = vulnerabilities_by(listed, given.advisories, dt.datetime.now(dt.UTC))
    except NotAuditedError as reason:
        print(f"NOT AUDITED: nothing can be said about vulnerabilities: {reason}", file=sys.stderr)
        return NOT_AUDITED
    for package, names in known:
        print(f"VULNERABLE {package.purl}{'' if package.delivered else ' (development only)'}: {', '.join(names)}")
    print(f"vulnerabilities: {len(listed)} packages asked about, {len(known)} with findings")
    return FOUND if known or wrong else SOUND


def vulnerabilities(listed: Sequence[Package], service: str) -> list[tuple[Package, list[str]]]:
    """The packages that something is known against, with its names; raises ``NotAuditedError`` for a missing answer."""
    found = []
    for start in range(0, len(listed), BATCH):
        part = listed[start : start + BATCH]
        question = {
            "queries": [
                {"package": {"ecosystem": one.ecosystem, "name": one.name}, "version": one.version} for one in part
            ]
        }
        answers = _asked(f"{service}/v1/querybatch", question).get("results")
        if not isinstance(answers, list) or len(answers) != len(part):
            raise NotAuditedError(f"{service} answered for {len(answers or [])} of {len(part)} packages")
        for package, answer in zip(part, answers, strict=True):
            names = [str(one["id"]) for one in (answer or {}).get("vulns", [])]
            if names:
                found.append((package, names))
    return found


def vulnerabilities_by(listed: Sequence[Package], place: Path, now: dt.datetime) -> list[tuple[Package, list[str]]]:
    """The packages that advisories on the disk hold against, with their names; raises ``NotAuditedError`` where they
    cannot be read, or none was read of an ecosystem that something is pinned of.
    """
    try:
        advisories = read_advisories(place)
    except (UnreadableError, OSError) as error:
        raise NotAuditedError(str(error)) from None
    missing = lacking(advisories, listed)
    if missing or advisories.newest_at is None:
        raise NotAuditedError(f"{place} holds no advisory of {', '.join(missing)}")
    counts = ", ".join(f"{name} {count}" for name, count in sorted(advisories.by_ecosystem.items()))
    age = (now - advisories.newest_at).days
    old = f": bring newer ones, those of the last {age} days are not known" if age > OLD_DAYS else ""
    print(
        f"advisories: {advisories.records} read ({counts}), the newest of {advisories.newest_at:%Y-%m-%d}, {age} days old{old}"
    )
    return [(package, names) for package in listed if (names := advisories.against(package))]


def _asked(url: str, question: dict[str, Any]) -> dict[str, Any]:
    request = Request(url, json.dumps(question).encode(), {"Content-Type": "application/json"})  # noqa: S310 -- the operator names it
    try:
        with urlopen(request, timeout=WAIT_S) as answer:  # noqa: S310
            told = json.loads(answer.read())
    except (URLError, OSError, http.client.HTTPException, ValueError) as error:
        raise NotAuditedError(f"{url} does not answer: {error}") from None
    if not isinstance(told, dict):
        raise NotAuditedError(f"{url} answers something else")
    return told


def bill_of_materials(listed: Sequence[Package]) -> dict[str, Any]:
    """The packages as a CycloneDX 1.6 document; the same packages give the same document."""
    components = [_component(package) for package in listed]
    name = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components, sort_keys=True))
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{name}", "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "jingwei", "name": "jingwei", "licenses": [{"license": {"id": "Apache-2.0"}}]}},
        "components": components,
        "dependencies": [{"ref": "jingwei", "dependsOn": [one.purl for one in listed]}],
    }  # fmt: skip


def _component(package: Package) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library", "bom-ref": package.purl, "name": package.name, "version": package.version,
        "scope": package.scope, "purl": package.purl,
    }  # fmt: skip
    if package.licence:
        component["licenses"] = [{"expression": package.licence}]
    if len(package.hashes) == 1:
        # several are those of builds for several systems: none of them is the package's own
        component["hashes"] = [{"alg": "SHA-256", "content": package.hashes[0]}]
    return component


if __name__ == "__main__":
    sys.exit(main())
