"""What the program stands on: allowed licences, a whole bill of materials, and an audit that says when it did not happen."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tools.audit import FOUND, NOT_AUDITED, SOUND, bill_of_materials, main
from tools.dependencies import PINS, ROOT, Package, packages, refused


@pytest.fixture(scope="module")
def listed() -> list[Package]:
    return packages()


def test_every_pinned_package_may_be_built_upon(listed: list[Package]) -> None:
    assert len(listed) > 300
    assert {one.ecosystem for one in listed} == {"PyPI", "npm"}
    assert [(one.purl, words) for one in listed if (words := refused(one))] == []


def test_no_file_of_pins_is_left_out(listed: list[Package]) -> None:
    assert {path.stem for path in (ROOT / "requirements").glob("*.txt")} == set(PINS)
    (fuzzing,) = [one for one in listed if one.name == "atheris"]
    assert (fuzzing.delivered, fuzzing.licence) == (False, "Apache-2.0")


@pytest.mark.parametrize(
    ("licence", "scope", "name", "wrong"),
    [
        ("MIT", "required", "a", []),
        ("(MIT AND Zlib)", "required", "a", []),
        ("GPL-3.0-only OR MIT", "required", "a", []),
        ("GPL-3.0-only AND (MIT OR ISC)", "required", "a", ["GPL-3.0-only"]),
        ("GPL-3.0-only AND MIT", "required", "a", ["GPL-3.0-only"]),
        ("AGPL-3.0-only", "required", "a", ["AGPL-3.0-only"]),
        ("GPL-2.0-or-later", "excluded", "igraph", []),
        ("GPL-2.0-or-later", "required", "igraph", ["GPL-2.0-or-later"]),
        ("", "required", "a", ["?"]),
    ],
)
def test_a_licence_that_is_not_on_the_list_is_refused(licence: str, scope: str, name: str, wrong: list[str]) -> None:
    assert refused(Package("PyPI", name, "1", scope, licence)) == wrong


def test_the_bill_of_materials_names_every_package_once(listed: list[Package]) -> None:
    bill = bill_of_materials(listed)
    refs = [one["bom-ref"] for one in bill["components"]]
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert len(refs) == len(set(refs)) == len(listed)
    assert all(one["licenses"] for one in bill["components"])
    assert {"required", "excluded"} == {one["scope"] for one in bill["components"]}
    assert any(ref.startswith("pkg:pypi/fastapi@") for ref in refs) and any(
        ref.startswith("pkg:npm/ol@") for ref in refs
    )
    assert bill == bill_of_materials(listed)


@contextmanager
def service(vulnerable: str | None, short_by: int = 0) -> Iterator[str]:
    """A service that knows something against one package, on a free port of this machine."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            known: list[dict[str, Any]] = [
                {"vulns": [{"id": "X-1"}]} if one["package"]["name"] == vulnerable else {} for one in asked
            ]
            body = json.dumps({"results": known[: len(known) - short_by]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_audit_names_what_is_vulnerable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with service("fastapi") as address:
        assert main(["--sbom", str(tmp_path / "a.json"), "--service", address]) == FOUND
    assert "VULNERABLE pkg:pypi/fastapi@" in capsys.readouterr().out
    with service("atheris") as address:
        assert main(["--sbom", str(tmp_path / "a.json"), "--service", address]) == FOUND
    assert " (development only): X-1" in capsys.readouterr().out
    with service(None) as address:
        assert main(["--sbom", str(tmp_path / "a.json"), "--service", address]) == SOUND
    assert len(json.loads((tmp_path / "a.json").read_text())["components"]) > 300


def test_an_audit_that_did_not_happen_is_no_good_news(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sbom", str(tmp_path / "a.json"), "--service", "http://127.0.0.1:9"]) == NOT_AUDITED
    assert "NOT AUDITED" in capsys.readouterr().err
    with service(None, short_by=1) as address:
        assert main(["--sbom", str(tmp_path / "a.json"), "--service", address]) == NOT_AUDITED
    assert "NOT AUDITED" in capsys.readouterr().err
