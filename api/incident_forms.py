"""What is sent about incidents, read strictly: JSON, or a form with that JSON and photos."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final, TypeVar

import orjson
from fastapi import Depends, Path
from pydantic import BaseModel, ValidationError, WithJsonSchema
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request

from api import params
from api.problems import Stalled, refusal
from api.schemas import ProblemDocument
from geo.errors import BadInput, LimitExceeded, Message

FORM: Final = "multipart/form-data"
TEXT_BYTES: Final = 64 * 1024
Shape = TypeVar("Shape", bound=BaseModel)
NOTHING_ELSE: Final = [Depends(params.no_parameters)]
IncidentId = Annotated[str, Path(description="The incident's id"), WithJsonSchema({"type": "integer"})]
WRONG: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": ProblemDocument} for status in (400, 403, 404, 409, 413)
}
"""How questions about incidents are refused, as the description tells it."""

BROKEN_OFF = Message(
    "body-broken-off",
    zh="请求体在传完之前中断了",
    en="the body broke off before its end",
    remedy_zh="请用同一个客户端编号重新发送",
    remedy_en="send it again under the same client id",
)
JSON_BROKEN = Message(
    "body-not-json",
    zh="请求体不是 JSON（第 {got} 个字符）",
    en="the body is no JSON (character {got})",
)
PART_TWICE = Message(
    "form-part-twice",
    zh="表单中“{got}”应恰好出现一次",
    en="the form needs the part {got!r} exactly once",
)
PHOTOS_TOO_MANY = Message(
    "photos-too-many",
    zh="一次上报有 {got} 张照片，最多 {expected} 张",
    en="{got} photos came with one report, at most {expected} are taken",
    remedy_zh="请选出最能说明问题的几张",
    remedy_en="choose those that show the problem best",
)


@contextmanager
def whole_body() -> Iterator[None]:
    """A client that leaves in the middle is nothing that went wrong here; raises ``Stalled`` in its place."""
    try:
        yield
    except ClientDisconnect:
        raise Stalled(BROKEN_OFF) from None


async def read_with_photos(
    request: Request, shape: type[Shape], part: str, photos_most: int
) -> tuple[Shape, list[bytes]]:
    """The text and the photos of a request, in the order in which they came; JSON alone has none.

    Raises ``BadInput`` for what is neither, for unknown parts and for a text that does not have the shape.
    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    with whole_body():
        if content_type != FORM:
            return parsed(await request.body(), shape), []
        texts, photos = await _parts(request, part, photos_most)
    if len(texts) != 1:
        raise BadInput(PART_TWICE, got=part)
    if len(photos) > photos_most:
        raise LimitExceeded(PHOTOS_TOO_MANY, got=len(photos), expected=photos_most)
    return parsed(texts[0], shape), photos


async def _parts(request: Request, part: str, photos_most: int) -> tuple[list[bytes], list[bytes]]:
    texts: list[bytes] = []
    photos: list[bytes] = []
    async with request.form(max_files=photos_most + 2, max_fields=1, max_part_size=TEXT_BYTES) as form:
        for name, value in form.multi_items():
            raw = await value.read() if isinstance(value, UploadFile) else value.encode()
            if name == part:
                texts.append(raw)
            elif name == "photo" and isinstance(value, UploadFile):
                photos.append(raw)
            else:
                raise params.unknown(name, (part, "photo"))
    return texts, photos


def parsed(raw: bytes, shape: type[Shape]) -> Shape:
    """JSON as the shape; raises ``BadInput`` with the first place that does not fit."""
    try:
        return shape.model_validate(orjson.loads(raw))
    except orjson.JSONDecodeError as error:
        raise BadInput(JSON_BROKEN, got=error.pos) from None
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(place) for place in first["loc"]) or "body"
        message, told = refusal(first, name)
        raise BadInput(message, **told) from None


def form_or_json(shape: type[BaseModel], part: str) -> dict[str, Any]:
    """How the description shows such a body."""
    text = shape.model_json_schema()  # in place: nothing else names it
    form = {
        "type": "object",
        "required": [part],
        "additionalProperties": False,
        "properties": {part: text, "photo": {"type": "array", "items": {"type": "string", "format": "binary"}}},
    }
    content = {"application/json": {"schema": text}, FORM: {"schema": form}}
    return {"requestBody": {"required": True, "content": content}}
