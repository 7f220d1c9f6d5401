"""The files and options of an import as they come over HTTP: a multipart form, read under limits."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from api import params
from geo.errors import BadInput, Message, printable

MAX_FILES: Final = 50
MAX_FIELDS: Final = 200
MAX_FIELD_BYTES: Final = 16 * 1024
NAME_CHARACTERS: Final = 120
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,10}")

SINGLE: Final = frozenset({
    "layer", "crs", "table", "dissolve", "key", "encoding", "scheme", "source", "valid_from", "draft", "dry_run",
    "complete",
})  # fmt: skip
REPEATED: Final = frozenset({"map", "set", "where", "accept", "repair"})

FORM_EXPECTED = Message(
    "upload-not-a-form",
    zh="上传内容应为 multipart/form-data，收到的是“{got}”",
    en="an upload is a multipart/form-data form; this is {got!r}",
    remedy_zh="请用表单的 files 字段上传文件",
    remedy_en="send the files in the form field «files»",
)
NO_FILES = Message(
    "upload-without-files",
    zh="没有上传任何文件",
    en="no file was uploaded",
    remedy_zh="请用表单的 files 字段上传文件",
    remedy_en="send the files in the form field «files»",
)
NAME_UNUSABLE = Message(
    "upload-name-unusable",
    zh="文件名“{got}”不能使用",
    en="the file name {got!r} cannot be used",
    remedy_zh="请改成带扩展名的普通文件名",
    remedy_en="use a plain name with its extension",
)
NAME_TWICE = Message(
    "upload-name-twice",
    zh="有两个文件都叫“{got}”",
    en="two files are both called {got!r}",
    remedy_zh="请改名后重新上传",
    remedy_en="rename one of them",
)


@dataclass(frozen=True, slots=True)
class UploadForm:
    """What one form asks for. Single options hold the text given; repeated ones every text in order."""

    files: Sequence[UploadFile]
    single: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, list[str]] = field(default_factory=dict)

    def flag(self, name: str) -> bool:
        """A yes-or-no option; missing is no."""
        return params.flag(name, self.single.get(name))


@asynccontextmanager
async def reading_form(request: Request) -> AsyncIterator[UploadForm]:
    """The upload of a request, whose files are there until the end of the block.

    Raises ``BadInput`` for a body that is no form, has no files, or has unknown fields.
    """
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != "multipart/form-data":
        raise BadInput(FORM_EXPECTED, got=content_type)
    async with request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD_BYTES) as form:
        yield sorted_form(form)


def sorted_form(form: FormData) -> UploadForm:
    """The fields of a form by what they are."""
    files: list[UploadFile] = []
    single: dict[str, str] = {}
    repeated: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if name == "files" and isinstance(value, UploadFile):
            files.append(value)
        elif name in SINGLE and isinstance(value, str):
            if name in single:
                raise BadInput(params.PARAMETER_TWICE, got=name)
            single[name] = value
        elif name in REPEATED and isinstance(value, str):
            repeated.setdefault(name, []).append(value)
        else:
            raise params.unknown(name, ("files", *sorted(SINGLE | REPEATED)))
    if not files:
        raise BadInput(NO_FILES)
    return UploadForm(files, single, repeated)


def save_files(files: Sequence[UploadFile], folder: Path) -> list[str]:
    """Write the uploads into a folder, each where ``stored_paths`` says; answers the names to show, in order.

    Raises ``BadInput`` for names that are none.
    """
    names = shown_names(files)
    for upload, path in zip(files, stored_paths(folder, names), strict=True):
        with path.open("xb") as target:
            shutil.copyfileobj(upload.file, target, 1024 * 1024)
    return names


def shown_names(files: Sequence[UploadFile]) -> list[str]:
    """What messages and reports call the uploads; raises ``BadInput`` for names that are none, or not one each."""
    names = [file_name(upload.filename or "") for upload in files]
    for name in names:
        if names.count(name) > 1:
            raise BadInput(NAME_TWICE, got=name)
    return names


def stored_paths(folder: Path, names: Sequence[str]) -> list[Path]:
    """Where uploads of these names lie: under numbers, because a name may be longer than a disk takes."""
    suffixes = [Path(name).suffix.lower() for name in names]
    return [
        folder / f"{place:03d}{suffix if _SUFFIX.fullmatch(suffix) else ''}"
        for place, suffix in enumerate(suffixes, start=1)
    ]


def file_name(given: str) -> str:
    """The last part of a client's file name, harmless where it is shown; the extension is kept."""
    name = printable(given.replace("\\", "/").rpartition("/")[2]).strip()
    if (
        not name.strip(". ")
        or name.startswith(".")
        or len(name) > NAME_CHARACTERS
        or "\N{REPLACEMENT CHARACTER}" in name
    ):
        raise BadInput(NAME_UNUSABLE, got=given)
    return name
