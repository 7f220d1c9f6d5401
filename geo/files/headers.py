"""Which column of a file is which field of a layer?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from geo.errors import BadInput, Message
from geo.files.coordinates import COLUMN_UNKNOWN
from geo.files.spelling import near, normalised
from geo.layers import Field, Layer, layer_named

FIELD_UNKNOWN = Message(
    "field-unknown",
    zh="{layer} 没有名为“{got}”的字段",
    en="layer {layer} has no field {got!r}",
    remedy_zh="该图层的字段：{expected}",
    remedy_en="its fields: {expected}",
    asked=True,
)
COLUMN_TWICE = Message(
    "column-mapped-twice",
    zh="“{got}”列被指定给了 {first} 和 {second} 两个字段",
    en="column {got!r} is given to two fields, {first} and {second}",
    remedy_zh="每一列只对应一个字段",
    remedy_en="give each column to one field",
)
REQUIRED_MISSING = Message(
    "required-column-missing",
    zh="{file} 没有“{field}”列，{layer} 必须有这一项",
    en="{file} has no column for {field}, which layer {layer} needs",
    remedy_zh="用 --map {name}=列名 指明；该文件的列：{expected}",
    remedy_en="name it with --map {name}=COLUMN; its columns: {expected}",
)

_UNUSED_HEADERS = {"boundary_set_id"}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column feeds each field (``columns``: field name → column), and which columns feed none."""

    columns: Mapping[str, str]
    unmapped: tuple[str, ...]

    def as_dict(self) -> dict[str, str]:
        """Field name → column, for reports."""
        return dict(self.columns)


def map_columns(
    layer: Layer,
    columns: Sequence[str],
    overrides: Mapping[str, str],
    file: str,
    given: frozenset[str] = frozenset(),
    last_words: Mapping[str, str] = MappingProxyType({}),
) -> ColumnMap:
    """The column of each field, by the user's word first, else by the spellings of the registry.

    A field is looked for under its name, its labels, then its ``headers`` in their order; a field that refers to
    another layer also under that layer's «…编码», «…名称» and the like. Exact names win over spellings, so that no
    column feeds two fields. Of grouped headers (``last_words``: header → its lowest word) the last word counts for what
    no whole header matches, unless two columns share it. Fields in ``given`` have a value from elsewhere and take
    no column. Raises ``BadInput`` for an unknown field (with all fields) or column (with near matches) in
    ``overrides`` and for a required field that no column feeds.
    """
    taken = _overridden(layer, columns, overrides, file)
    for name in given:
        if name not in {field.name for field in layer.fields}:
            names = [field.name for field in layer.fields]
            raise BadInput(FIELD_UNKNOWN, layer=layer.id, got=name, expected=", ".join(names))
    _spelled(layer, {column: column for column in columns}, taken, given)
    left = {column: last_words[column] for column in columns if column in last_words and column not in taken.values()}
    shared = Counter(map(normalised, left.values()))
    _spelled(layer, {c: word for c, word in left.items() if shared[normalised(word)] == 1}, taken, given)
    for field in layer.fields:
        if field.required and field.name not in taken and field.name not in given:
            raise BadInput(
                REQUIRED_MISSING, file=file, field=field.label, name=field.name, layer=layer.label,
                expected=", ".join(columns[:20]),
            )  # fmt: skip
    ordered = {field.name: taken[field.name] for field in layer.fields if field.name in taken}
    unmapped = tuple(column for column in columns if column not in taken.values())
    return ColumnMap(MappingProxyType(ordered), unmapped)


def _spelled(layer: Layer, names: Mapping[str, str], taken: dict[str, str], given: frozenset[str]) -> None:
    """Give each field that has no column yet the one whose name (column → name) is a spelling of it, surest first."""
    words = {
        field.name: spellings(layer, field)
        for field in layer.fields
        if field.name not in given and field.name not in _UNUSED_HEADERS
    }
    for rank in range(max(map(len, words.values()), default=0)):
        for field, ranked in words.items():
            if field in taken or rank >= len(ranked):
                continue
            free = {normalised(names[c]): c for c in reversed(list(names)) if c not in taken.values()}
            if (column := free.get(ranked[rank])) is not None:
                taken[field] = column


def spellings(layer: Layer, field: Field) -> list[str]:
    """Every header under which files carry the field, normalised, the surest first."""
    words = [field.name, field.label.zh, field.label.en, *field.headers]
    if field.name == "code":
        words += [f"{layer.label.zh}{word}" for word in ("编码", "代码", "编号")] + [f"{layer.id}code"]
    if field.ref is not None:
        holder = layer_named(field.ref).label.zh
        words += [f"{field.ref}_code", f"{field.ref}_name", field.ref]
        words += [f"{holder}编码", f"{holder}代码", f"{holder}名称", f"所在{holder}", holder]
        words.remove(field.name)
    return list(dict.fromkeys(map(normalised, words)))


def _overridden(layer: Layer, columns: Sequence[str], overrides: Mapping[str, str], file: str) -> dict[str, str]:
    names = [field.name for field in layer.fields]
    taken: dict[str, str] = {}
    for name, column in overrides.items():
        field_name = _field_named(layer, name)
        if field_name is None:
            raise BadInput(FIELD_UNKNOWN, layer=layer.id, got=name, expected=", ".join(names))
        found = column if column in columns else {normalised(c): c for c in columns}.get(normalised(column))
        if found is None:
            raise BadInput(COLUMN_UNKNOWN, file=file, got=column, expected=near(column, columns))
        for other, used in taken.items():
            if used == found:
                raise BadInput(COLUMN_TWICE, got=found, first=other, second=field_name)
        taken[field_name] = found
    return taken


def _field_named(layer: Layer, name: str) -> str | None:
    """The field that the user means: by its name or label, a reference also without ``_id``."""
    for field in layer.fields:
        words = {field.name, field.name.removesuffix("_id"), field.label.zh, field.label.en}
        if normalised(name) in set(map(normalised, words)):
            return field.name
    return None
