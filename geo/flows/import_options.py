"""What a person can say about an import, and what follows when nothing is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from geo.audit import Asker
from geo.codes import DEFAULT_SCHEME
from geo.errors import BadInput, Door, Forbidden, Message
from geo.files.raw import RawTable, ReadLimits
from geo.files.spelling import normalised
from geo.layers import IMPORT_ORDER, Layer, layer_named
from geo.topology import Tolerances

RIGHTS = "assignment"
"""The layer whose rows are what accounts may do."""

RIGHTS_BY_COMMAND = Message(
    "import-of-rights",
    zh="“{got}”不能通过服务导入：它决定谁有什么权限",
    en="{got!r} is not imported by the service: it says who may do what",
    remedy_zh="请由系统管理员在服务器上运行 `jingwei admin assign`",
    remedy_en="have the administrator run `jingwei admin assign` on the server",
)
LAYER_UNCLEAR = Message(
    "import-layer-unclear",
    zh="{file} 属于哪个图层？文件名和表名都不能说明",
    en="which layer does {file} belong to? Neither its name nor its table's says",
    remedy_zh="用 --layer 指明：{expected}",
    remedy_en="name it with --layer: {expected}",
    asked=True,
)
REPAIR_UNKNOWN = Message(
    "import-repair-unknown",
    zh="没有名为“{got}”的修复",
    en="there is no repair named {got!r}",
    remedy_zh="可用：{expected}",
    remedy_en="there is: {expected}",
    asked=True,
)
CONDITION_MALFORMED = Message(
    "import-condition-malformed",
    zh="筛选条件“{got}”应写作 列名=值",
    en="the condition {got!r} should read column=value",
    remedy_zh="例如 --where level=village",
    remedy_en="for example --where level=village",
    asked=True,
)

REPAIRS = ("geometry-invalid",)
"""What an import can mend when asked to: polygons that cross themselves."""


THIS_MACHINE = Asker("local", "", "access")


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to import. ``layer`` and ``table`` overrule the options; ``shown_name`` is its name in the report."""

    path: Path
    layer: str | None = None
    table: str | None = None
    shown_name: str | None = None

    @property
    def name(self) -> str:
        """The name of the file in messages and as a source."""
        return self.shown_name or self.path.name


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import.

    ``layer`` is for files that do not say theirs. ``crs`` is ``auto`` or a label, which the coordinates may
    contradict. ``mapping`` gives columns to fields and ``constants`` one value to all rows, ``where`` (``column=value``, values of one column are
    alternatives) keeps rows, ``dissolve`` unites the areas that share a column's value, ``key`` names the column
    that identifies a row, ``table`` the sheet, layer or object to read. ``scheme`` is the code scheme. ``repair``
    asks for repairs by rule. ``accept`` names rules whose errors no longer stop the import: the rows that break them
    are left out. ``complete`` says that the files hold the whole layer: what they lack is retired. ``source`` names
    the data's origin through its editions; the file's name by default. ``valid_from`` is today in China by default.
    ``draft`` names a draft boundary set: the files are the whole of their layers in it, and nothing else changes.
    ``door`` is where the asker came in: the remedies of the report speak of options or of form fields. ``asker`` is who
    is written down for the rights that an import of assignments gives.
    """

    layer: str | None = None
    crs: str = "auto"
    mapping: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    where: tuple[str, ...] = ()
    dissolve: str | None = None
    key: str | None = None
    table: str | None = None
    encoding: str | None = None
    scheme: str = DEFAULT_SCHEME.name
    dry_run: bool = False
    complete: bool = False
    repair: frozenset[str] = frozenset()
    accept: frozenset[str] = frozenset()
    valid_from: dt.date | None = None
    draft: str | None = None
    source: str | None = None
    limits: ReadLimits = field(default_factory=ReadLimits)
    tolerances: Tolerances = field(default_factory=Tolerances)
    door: Door = "command"
    asker: Asker = THIS_MACHINE


def check_repairs(asked: Iterable[str]) -> None:
    """Raises ``BadInput`` for a repair that does not exist."""
    for name in asked:
        if name not in REPAIRS:
            raise BadInput(REPAIR_UNKNOWN, got=name, expected=", ".join(REPAIRS))


def parse_conditions(where: Iterable[str]) -> dict[str, set[str]]:
    """Column → the values that are kept; raises ``BadInput`` for a condition without «=»."""
    result: dict[str, set[str]] = {}
    for condition in where:
        column, sign, value = condition.partition("=")
        if not (column.strip() and sign):
            raise BadInput(CONDITION_MALFORMED, got=condition)
        result.setdefault(column.strip(), set()).add(value.strip())
    return result


def check_rights(layer: str | None, door: Door) -> None:
    """Raise ``Forbidden`` for a layer of rights that comes by the service."""
    if layer == RIGHTS and door != "command":
        raise Forbidden(RIGHTS_BY_COMMAND, got=layer)


def layer_of(table: RawTable, file: InputFile, options: ImportOptions) -> Layer:
    """The layer of a table: the file's, else the options', else the one that the table or the file is named after.

    Raises ``Forbidden`` for rights that come by the service: nobody may make himself what he is not.
    """
    layer = _named_layer(table, file, options)
    check_rights(layer.id, options.door)
    return layer


def _named_layer(table: RawTable, file: InputFile, options: ImportOptions) -> Layer:
    chosen = file.layer or options.layer
    if chosen is not None:
        return layer_named(chosen)
    names = {normalised(word): layer for layer in IMPORT_ORDER for word in _names(layer)}
    for word in (table.table, Path(file.name).stem):
        if word is not None and normalised(word) in names:
            return layer_named(names[normalised(word)])
    raise BadInput(LAYER_UNCLEAR, file=file.name, expected=", ".join(IMPORT_ORDER))


def _names(layer: str) -> tuple[str, ...]:
    label = layer_named(layer).label
    return layer, f"{layer}s", label.zh, label.en
