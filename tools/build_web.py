"""Builds the web pages when their sources changed: ``npm ci`` and ``vite build``, stamped with a hash.

Called by ``make web`` and by the wheel's build hook. Needs npm only when something has to be built.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "web"
STAMP = WEB / "dist" / ".sources"
"""The hash of the sources that ``web/dist`` was built from."""
NOT_SOURCES = {"node_modules", "dist"}


class WebBuildError(RuntimeError):
    """The web pages could not be built; the message says what to do."""


def source_files() -> list[Path]:
    """Every file the build depends on, in a stable order."""
    return sorted(
        path for path in WEB.rglob("*") if path.is_file() and not NOT_SOURCES & set(path.relative_to(WEB).parts)
    )


def digest(paths: list[Path]) -> str:
    """One hash over names and contents."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.relative_to(WEB).as_posix().encode() + b"\0")
        total.update(path.read_bytes() + b"\0")
    return total.hexdigest()


def run(*command: str) -> None:
    """One npm command in ``web/``; raises ``WebBuildError`` when it fails."""
    if subprocess.run(command, cwd=WEB, check=False).returncode:
        raise WebBuildError(f"`{' '.join(command)}` failed in web/: read its output above")


def install() -> None:
    """Brings ``node_modules`` to what the lock file says, if it is not already there."""
    stamp = WEB / "node_modules" / ".jingwei-lock"
    wanted = digest([WEB / "package-lock.json"])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if shutil.which("npm") is None:
        raise WebBuildError("npm was not found: install Node.js 20 or newer, then run `make web` again")
    run("npm", "ci", "--no-audit", "--no-fund")
    stamp.write_text(wanted)


def is_fresh() -> bool:
    """Whether the pages in ``web/dist`` are those of the sources."""
    return STAMP.exists() and STAMP.read_text() == digest(source_files())


def build() -> bool:
    """Builds into ``web/dist``; false when the pages there are already those of the sources."""
    if is_fresh():
        return False
    wanted = digest(source_files())
    install()
    run("npm", "run", "build")
    STAMP.write_text(wanted)
    return True


def main(arguments: list[str]) -> int:
    """``build_web.py [--install]``: build, or only install the npm packages."""
    try:
        if arguments == ["--install"]:
            install()
        elif arguments:
            print(main.__doc__, file=sys.stderr)
            return 2
        else:
            print("web pages built" if build() else "web pages are fresh")
    except WebBuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
