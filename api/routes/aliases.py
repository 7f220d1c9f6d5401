"""Names that people use for estates and buildings: listed with their conflicts, entered, learned, forgotten."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas_address
from api.addresses import place_document
from api.answers import live_answer
from api.deps import Running, Service
from api.links import link
from api.schemas import ProblemDocument
from api.scope import Acting, Scope
from geo.address.book import AddressBook, Alias
from geo.address.learning import alias_for, conflicts_of, learned, target_place
from geo.errors import NotFound
from geo.flows.find_address import keep_alias
from geo.rights import KEEPS_ALIASES, sees_whole
from geo.snapshot import FEATURE_UNKNOWN
from geo.store import KeptAlias
from geo.store.aliases import ALIAS_UNKNOWN

router = APIRouter(tags=["places"])

WRONG: dict[int | str, dict[str, Any]] = {400: {"model": ProblemDocument}, 403: {"model": ProblemDocument}, 404: {"model": ProblemDocument}}  # fmt: skip
Number = Annotated[str, Path(description="The alias's number"), WithJsonSchema({"type": "integer"})]


@router.get(
    "/aliases",
    operation_id="aliases",
    summary="The aliases of estates and buildings, each with what else it means",
    dependencies=[Depends(params.no_parameters)],
    responses={200: {"model": schemas_address.Aliases}},
    response_class=Response,
)
def aliases(request: Request, service: Running, scope: Acting) -> Response:
    """In the order in which they were made, of the reader's own areas. An alias with conflicts places nothing: its
    meanings are listed as rivals.
    """
    scope.require_role(*KEEPS_ALIASES)
    book = _book(service)
    documents = [
        _document(one, book) for one in service.store.aliases() if _is_own(service, scope, one.layer, one.target_id)
    ]
    return live_answer({"aliases": documents, "links": [link(request, "self", "/aliases")]})


@router.post(
    "/aliases",
    operation_id="make_alias",
    summary="Keep a name for an estate or a building",
    status_code=201,
    dependencies=[Depends(params.no_parameters)],
    responses={201: {"model": schemas_address.KeptAlias}, **WRONG},
    response_class=Response,
)
def make_alias(service: Running, scope: Acting, text: schemas_address.AliasText) -> Response:
    """For the operator, and in their own areas planners and workers. One that is kept already comes back as it is."""
    _require_own(service, scope, text.layer, text.id)
    return _keep(service, alias_for(_book(service), text.text, text.layer, text.id), is_learned=False)


@router.post(
    "/aliases/learn",
    operation_id="learn_alias",
    summary="Learn a name from an address that was confirmed to mean a building or an estate",
    status_code=201,
    dependencies=[Depends(params.no_parameters)],
    responses={201: {"model": schemas_address.KeptAlias}, **WRONG},
    response_class=Response,
)
def learn_alias(service: Running, scope: Acting, text: schemas_address.AliasLesson) -> Response:
    """As for an alias that is entered. The one name in the address that is not known becomes an alias; 400 where there is
    none, or several.
    """
    _require_own(service, scope, text.layer, text.id)
    return _keep(service, learned(_book(service), text.q, text.layer, text.id), is_learned=True)


@router.delete(
    "/aliases/{id}",
    operation_id="delete_alias",
    summary="Forget an alias",
    status_code=204,
    dependencies=[Depends(params.no_parameters)],
    responses={204: {}, **WRONG},
    response_class=Response,
)
def delete_alias(service: Running, scope: Acting, id: Number) -> Response:  # noqa: A002 -- the address says {id}
    """One of a place that is not one's own looks like one that is not there."""
    scope.require_role(*KEEPS_ALIASES)
    number = params.integer("id", id)
    kept = next((one for one in service.store.aliases() if one.id == number), None)
    if kept is not None and not _is_own(service, scope, kept.layer, kept.target_id):
        raise NotFound(ALIAS_UNKNOWN, got=number)
    service.store.delete_alias(number)
    return Response(status_code=204)


def _require_own(service: Service, scope: Scope, layer: str, thing: int) -> None:
    """Raises ``Forbidden`` for who keeps no aliases, ``NotFound`` for a place that is not the asker's own."""
    scope.require_role(*KEEPS_ALIASES)
    if not _is_own(service, scope, layer, thing):
        raise NotFound(FEATURE_UNKNOWN, layer=layer, got=thing)


def _is_own(service: Service, scope: Scope, layer: str, thing: int) -> bool:
    """Whether an estate or a building is the asker's own; of one that is gone only who keeps aliases everywhere knows."""
    if scope.areas_for(*KEEPS_ALIASES) is None:
        return True
    city = service.views.at().city
    row = int(city.layer(layer).rows_of(np.array([thing], np.int64))[0])
    if row < 0:
        return False
    return scope.owns(layer, thing, city, *KEEPS_ALIASES) or sees_whole(scope, layer, thing, city)


def _book(service: Service) -> AddressBook:
    return service.books.at(service.views.at().city)


def _keep(service: Service, alias: Alias, *, is_learned: bool) -> Response:
    kept = keep_alias(service.store, alias, is_learned=is_learned)
    return live_answer(_document(kept, _book(service)), 201)


def _document(kept: KeptAlias, book: AddressBook) -> dict[str, Any]:
    alias = Alias(kept.community_id, kept.text, kept.layer, kept.target_id)
    try:
        target = target_place(book, kept.layer, kept.target_id).name
    except NotFound:
        target = None
    assert kept.made_at is not None
    return {
        "id": kept.id, "text": kept.text, "layer": kept.layer, "target_id": kept.target_id, "target": target,
        "community_id": kept.community_id, "learned": kept.is_learned, "made_at": kept.made_at.isoformat(timespec="seconds"),
        "conflicts": [place_document(one) for one in conflicts_of(book, alias, book.aliases)],
    }  # fmt: skip
