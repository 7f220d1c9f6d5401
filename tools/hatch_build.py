"""The wheel's build hook: builds the web pages and puts them into the package as ``api/web``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebPagesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs ``tools/build_web.py`` for a wheel; an editable install serves ``web/dist`` in place."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the built pages to a standard wheel."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "tools"))
        import build_web

        build_web.build()
        build_data["force_include"][str(Path(self.root) / "web" / "dist")] = "api/web"
