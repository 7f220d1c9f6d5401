"""The web map at ``/``, the analyst's page, the grid worker's page, their files, and the pages of the API's documentation; everything from this machine."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Receive, Scope, Send

from api import params, schemas
from api.answers import json_answer, tagged_answer
from api.deps import Reader, Running, Service
from api.encoding import REVALIDATE
from api.links import link
from api.packed_files import PACKED_TYPES, PackedFiles
from geo.errors import Language, Message

router = APIRouter()

IMMUTABLE: Final = "public, max-age=31536000, immutable"
HASHED_FOLDER: Final = "assets"
"""The web build puts files whose names change with their content here."""

SWAGGER: Final = "vendor/swagger-ui"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.1"

WEB_NOT_BUILT = Message(
    "web-not-built",
    zh="网页还没有构建：缺少 {missing}",
    en="the web map is not built: {missing} is missing",
    remedy_zh="在源码目录运行 `make web`，或安装带网页的发行包；接口说明见 /openapi.json",
    remedy_en="run `make web` in the sources, or install a release that carries it; the API is described at /openapi.json",
)


@router.get(
    "/",
    operation_id="landing",
    tags=["service"],
    summary="The web map; for clients that ask for JSON, what the service offers",
    responses={200: {"model": schemas.LandingPage, "content": {"text/html": {}}}, 503: {"content": {"text/html": {}}}},
    response_class=Response,
)
async def landing(request: Request, service: Running, language: Reader) -> Response:
    """The map's page is asked about each time, so that a new release is seen at once."""
    if _prefers_json(request.headers.get("accept", "")):
        answer = json_answer(request, _landing_document(request, service, language), language=language)
        answer.headers["Vary"] += ", Accept"
        return answer
    index = service.settings.web_folder / "index.html"
    if not index.is_file():
        return not_built(index.name, language)
    files: WebFiles = request.app.router.default
    return await files.page(request, index, {"Cache-Control": REVALIDATE, "Vary": "Accept"})


@router.get("/openapi.json", include_in_schema=False, dependencies=[Depends(params.no_parameters)])
def description(request: Request) -> Response:
    """The service described for machines."""
    return json_answer(request, request.app.openapi(), media_type=OPENAPI)


@router.get("/analyst", include_in_schema=False, dependencies=[Depends(params.no_parameters)])
async def analyst(request: Request, service: Running, language: Reader) -> Response:
    """The analyst's page: questions to the service, with their answers as table, map and chart."""
    return await _page(request, service, "analyst.html", language)


@router.get("/work", include_in_schema=False, dependencies=[Depends(params.no_parameters)])
async def work(request: Request, service: Running, language: Reader) -> Response:
    """The grid worker's page for the phone."""
    return await _page(request, service, "work.html", language)


@router.get("/desk", include_in_schema=False, dependencies=[Depends(params.no_parameters)])
async def desk(request: Request, service: Running, language: Reader) -> Response:
    """The dispatcher's page: incidents as list and map, and the steps that deal with them."""
    return await _page(request, service, "desk.html", language)


@router.get("/sign-in", include_in_schema=False, dependencies=[Depends(params.no_parameters)])
async def sign_in(request: Request, service: Running, language: Reader) -> Response:
    """Signing in, and the account of whoever is signed in."""
    return await _page(request, service, "sign-in.html", language)


@router.get("/docs", include_in_schema=False, dependencies=[Depends(params.no_parameters)])
def docs(request: Request, service: Running, language: Reader) -> Response:
    """The API's documentation in Swagger UI, from the files of the web build."""
    if not (service.settings.web_folder / SWAGGER / "swagger-ui-bundle.js").is_file():
        return not_built(f"{SWAGGER}/swagger-ui-bundle.js", language)
    return tagged_answer(request, DOCS_PAGE.encode(), media_type="text/html; charset=utf-8")


@router.get("/docs/start.js", include_in_schema=False, dependencies=[Depends(params.no_parameters)])
def docs_script(request: Request) -> Response:
    """Starts Swagger UI; a file of its own, because no page may carry scripts."""
    return tagged_answer(request, DOCS_SCRIPT.encode(), media_type="text/javascript; charset=utf-8")


def not_built(missing: str, language: Language) -> Response:
    """A page that says what is missing and what to do."""
    said = {"missing": missing}
    title, remedy = WEB_NOT_BUILT.text(language, said), WEB_NOT_BUILT.remedy(language, said)
    tag = "zh-CN" if language == "zh" else "en"
    page = (
        f'<!doctype html><html lang="{tag}"><meta charset="utf-8"><title>Jingwei 经纬</title>'
        f"<main><h1>{escape(title)}</h1><p>{escape(remedy)}</p></main></html>"
    )
    return HTMLResponse(page, 503, {"Cache-Control": "no-store"})


class WebFiles(StaticFiles):
    """The files of the web build: those with a hash in their name for good, all others asked about each time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._packed = PackedFiles()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What is no file here is no address of the service, whatever the method."""
        if scope["method"] != "GET" or not Path(str(self.directory)).is_dir():
            raise HTTPException(404)
        await super().__call__(scope, receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file; raises ``HTTPException`` where there is none."""
        answer = await super().get_response(path, scope)
        hashed = path.startswith(f"{HASHED_FOLDER}/") and answer.status_code in (200, 206, 304)
        answer.headers["Cache-Control"] = IMMUTABLE if hashed else REVALIDATE
        if isinstance(answer, FileResponse):
            return await self._packed.answer(Request(scope), answer)
        if Path(path).suffix in PACKED_TYPES:
            answer.headers["Vary"] = "Accept-Encoding"
        return answer

    async def page(self, request: Request, path: Path, headers: dict[str, str]) -> Response:
        """One file that has an address of its own."""
        plain = FileResponse(path, headers=headers, stat_result=await to_thread.run_sync(path.stat))
        if self.is_not_modified(plain.headers, request.headers):
            plain.headers.add_vary_header("Accept-Encoding")
            return NotModifiedResponse(plain.headers)
        return await self._packed.answer(request, plain)


async def _page(request: Request, service: Service, name: str, language: Language) -> Response:
    """A page of the web build by its file's name."""
    page = service.settings.web_folder / name
    if not page.is_file():
        return not_built(name, language)
    files: WebFiles = request.app.router.default
    return await files.page(request, page, {"Cache-Control": REVALIDATE})


def _prefers_json(accept: str) -> bool:
    """Whether a client asks for JSON and not for a page; browsers always name ``text/html``."""
    kinds = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return "application/json" in kinds and "text/html" not in kinds


def _landing_document(request: Request, service: Running, language: Language) -> dict[str, Any]:
    zh = language == "zh"
    return {
        "title": "经纬 Jingwei",
        "description": "城市社区网格化地理信息服务"
        if zh
        else "A geospatial grid-mapping service for urban communities",
        "attribution": service.settings.attribution,
        "map_approval_number": service.settings.map_approval_number,
        "links": [
            link(request, "self", "/"),
            link(request, "service-desc", "/openapi.json", OPENAPI),
            link(request, "service-doc", "/docs", "text/html"),
            link(request, "conformance", "/conformance"),
            link(request, "data", "/collections"),
        ],
    }


DOCS_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Jingwei 经纬 API</title>
<link rel="stylesheet" href="/vendor/swagger-ui/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="/vendor/swagger-ui/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""

DOCS_SCRIPT: Final = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
});
"""
