"""Folium maps as single files that ask nothing of the network: every script and style stands in the page."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import folium
from branca.element import Figure, MacroElement
from jinja2 import Template

from geo.errors import BadInput, Language, Message, Unavailable
from geo.files.page_policy import with_style_rules

NOT_VENDORED = Message(
    "page-not-vendored",
    zh="离线页面需要 {got}，但它不在随附文件中",
    en="the offline page needs {got}, which is not among the files that come with the program",
    remedy_zh="请在 web/vendor.json 中登记，并重新构建网页",
    remedy_en="list it in web/vendor.json and build the web again",
)
VENDOR_MISSING = Message(
    "page-files-missing",
    zh="缺少离线页面的文件 {got}",
    en="a file of the offline page is missing: {got}",
    remedy_zh="请运行 make web",
    remedy_en="run make web",
)

VENDORED: Final = {"leaflet.js": "leaflet/leaflet.js", "leaflet.css": "leaflet/leaflet.css"}
"""The last part of a link's path → the file in the vendor folder that stands for it."""

_SCRIPT = re.compile(r'<script\b[^>]*\bsrc="([^"]*)"[^>]*>\s*</script>')
_STYLE = re.compile(
    r'<link\b[^>]*\brel="stylesheet"[^>]*\bhref="([^"]*)"[^>]*/?>|<link\b[^>]*\bhref="([^"]*)"[^>]*\brel="stylesheet"[^>]*/?>'
)
_URL = re.compile(r"""url\(\s*['"]?([^'")]+)['"]?\s*\)""")
_INLINE_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script>", re.DOTALL)
_FOREIGN = re.compile(
    r"""<(?:script|img|iframe|link|source|object|embed)\b[^>]*\b(?:src|href|data)=["'](?!data:)([^"']+)|@import|url\(\s*['"]?((?:https?:)?//[^'")]+)"""
)
_FIXED_SIZE = re.compile(r",\s*maximum-scale=1\.0, user-scalable=no")
_PICTURES = {".png": "image/png", ".svg": "image/svg+xml", ".gif": "image/gif"}


class OfflineFigure(Figure):
    """A branca figure whose page stands alone.

    ``render`` exchanges each script and style link for the file of that name in ``vendor``, pictures of styles
    included, and raises ``BadInput`` for anything that is not there: a page with a foreign link is never written.
    The page says its language, and readers may enlarge it (folium alone forbids that).
    """

    def __init__(self, vendor: Path, title: str, language: Language = "zh") -> None:
        super().__init__(title=title)
        self.vendor = vendor
        self.language = language

    def render(self, **kwargs: Any) -> str:
        """The page as one text."""
        tag = "zh-CN" if self.language == "zh" else "en"
        page = super().render(**kwargs).replace("<html>", f'<html lang="{tag}">', 1)
        return closed(_FIXED_SIZE.sub("", page), self.vendor)


class Plain(MacroElement):
    """What every map of the program does: no advertising prefix, its own attribution, the map approval number."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var map = {{ this._parent.get_name() }};"
        "map.attributionControl.setPrefix(false);"
        "map.attributionControl.addAttribution({{ this.attribution|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, attribution: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Plain"
        self.attribution = attribution


class Passage(MacroElement):
    """Text of the page, in the order in which passages and maps are added to the figure; it must be safe HTML."""

    _template = Template("{% macro html(this, kwargs) %}{{ this.text }}{% endmacro %}")

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Passage"
        self.text = text


def plain_map(figure: OfflineFigure, attribution: str, height: str = "100%") -> folium.Map:
    """An empty map in the figure: no tiles, no markers, only what is added to it.

    Its links are the map's own: folium would change them for the class, and so for every later map.
    """
    chart = folium.Map(tiles=None, prefer_canvas=True, height=height, zoom_control=True, zoom_snap=0.25)
    chart.default_js = [("leaflet", "leaflet.js")]
    chart.default_css = [("leaflet_css", "leaflet.css")]
    figure.add_child(chart)
    chart.add_child(Plain(attribution))
    return chart


def closed(page: str, vendor: Path) -> str:
    """The page with every link inlined; raises ``BadInput`` when anything would still be asked for."""
    page = _SCRIPT.sub(_in(lambda link: f"<script>{_safe(_text(link, vendor))}</script>"), page)
    page = _STYLE.sub(_in(lambda link: f"<style>{_with_pictures(link, vendor)}</style>"), page)
    left = _FOREIGN.search(_INLINE_SCRIPT.sub("", page))
    if left:
        raise BadInput(NOT_VENDORED, got=left.group(1) or left.group(2) or left.group(0))
    return with_style_rules(page)


def _in(make: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
    return lambda match: make(next(group for group in match.groups() if group))


def _file(link: str, vendor: Path) -> Path:
    name = VENDORED.get(link.rpartition("/")[2])
    if name is None:
        raise BadInput(NOT_VENDORED, got=link)
    path = vendor / name
    if not path.is_file():
        raise Unavailable(VENDOR_MISSING, got=name)
    return path


def _text(link: str, vendor: Path) -> str:
    return _file(link, vendor).read_text("utf-8")


def _safe(script: str) -> str:
    """A script that cannot end its own element, without the address of its source map."""
    return re.sub(r"//# sourceMappingURL=\S+", "", script).replace("</script", "<\\/script")


def _with_pictures(link: str, vendor: Path) -> str:
    folder = _file(link, vendor).parent

    def picture(match: re.Match[str]) -> str:
        target = match.group(1)
        if target.startswith(("#", "data:")):
            return match.group(0)
        path = folder / target
        kind = _PICTURES.get(path.suffix)
        if kind is None or not path.is_file() or folder not in path.resolve().parents:
            raise BadInput(NOT_VENDORED, got=target)
        return f"url(data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()})"

    return _URL.sub(picture, _text(link, vendor))
