"""Photos of incidents: for staff only, from the data folder, whose paths nobody outside learns."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import WithJsonSchema
from starlette.responses import FileResponse

from api import params
from api.deps import Running, Service
from api.incident_documents import TOLD_TO, own_incidents
from api.schemas import ProblemDocument
from api.scope import Acting, Scope
from api.witness import asker_of
from geo.errors import NotFound
from geo.store.incident_desk import PHOTO_UNKNOWN

router = APIRouter(tags=["incidents"], dependencies=[Depends(params.no_parameters)])

PhotoId = Annotated[str, Path(description="The photo's number"), WithJsonSchema({"type": "integer"})]
HEADERS = {"Cache-Control": "private, no-store", "Content-Disposition": "inline"}
JPEG = {200: {"content": {"image/jpeg": {}}}, 403: {"model": ProblemDocument}, 404: {"model": ProblemDocument}}


@router.get(
    "/photos/{id}.jpg",
    operation_id="photo",
    summary="A photo, at most 2,048 pixels long",
    responses=JPEG,  # type: ignore[arg-type]
    response_class=Response,
)
def photo(request: Request, service: Running, scope: Acting, id: PhotoId) -> Response:  # noqa: A002 -- the address says {id}
    """As it was encoded when it came: without anything that the camera wrote beside it."""
    return _file(request, service, scope, id, thumb=False)


@router.get(
    "/photos/{id}/thumb.jpg",
    operation_id="photo_thumb",
    summary="The small picture of a photo",
    responses=JPEG,  # type: ignore[arg-type]
    response_class=Response,
)
def photo_thumb(request: Request, service: Running, scope: Acting, id: PhotoId) -> Response:  # noqa: A002 -- the address says {id}
    """At most 320 pixels long."""
    return _file(request, service, scope, id, thumb=True)


def _file(request: Request, service: Service, scope: Scope, number: str, *, thumb: bool) -> Response:
    scope.require_staff()
    asked = params.integer("id", number, 1)
    with service.acting(scope).witnessed(asker_of(request, scope, "incident")) as look:
        found = look.incident_photo(asked)
        if not own_incidents(service, scope, [found.incident_id], *TOLD_TO):
            raise NotFound(PHOTO_UNKNOWN, got=found.id)
        path = service.photos.path(found.sha256, thumb=thumb)
        if not path.is_file():  # a copied database without its folder
            raise NotFound(PHOTO_UNKNOWN, got=found.id)
        look.saw("incident", found.incident_id, detail=f"{'thumb' if thumb else 'photo'} {found.id}")
    return FileResponse(path, media_type="image/jpeg", headers=HEADERS)
