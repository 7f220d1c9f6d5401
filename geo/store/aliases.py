"""Aliases: names that people of a community use for its estates and buildings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from geo.errors import Message, NotFound
from geo.store.tables import ADDRESS_ALIAS

ALIAS_UNKNOWN = Message(
    "alias-unknown",
    zh="没有编号为 {got} 的别名",
    en="there is no alias {got}",
    remedy_zh="请在别名列表中选择",
    remedy_en="choose one from the list of aliases",
)


@dataclass(frozen=True, slots=True)
class KeptAlias:
    """A name for an estate or a building: ``text`` as people write it, ``value`` as names are compared.

    ``is_learned`` says that it comes from a confirmed match, not from a person who entered it. ``id`` and ``made_at``
    are the store's: None until it has given them.
    """

    community_id: int
    text: str
    value: str
    layer: str
    target_id: int
    is_learned: bool = False
    id: int | None = None
    made_at: dt.datetime | None = None


def save_alias(connection: Connection, alias: KeptAlias, at: dt.datetime) -> KeptAlias:
    """Add an alias; the one with the same meaning, where there is one, comes back unchanged."""
    kept = replace(alias, made_at=at)
    values = {one.name: getattr(kept, one.name) for one in ADDRESS_ALIAS.c if one.name != "id"}
    found = _same(connection, alias)
    if found is not None:
        return found
    try:
        with connection.begin_nested():
            made = connection.execute(insert(ADDRESS_ALIAS).values(values).returning(ADDRESS_ALIAS.c.id)).scalar_one()
    except IntegrityError:
        # another connection has kept the same meanwhile
        found = _same(connection, alias)
        if found is None:
            raise
        return found
    return replace(kept, id=int(made))


def _same(connection: Connection, alias: KeptAlias) -> KeptAlias | None:
    column = ADDRESS_ALIAS.c
    query = select(ADDRESS_ALIAS).where(
        column.community_id == alias.community_id, column.value == alias.value,
        column.layer == alias.layer, column.target_id == alias.target_id,
    )  # fmt: skip
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else KeptAlias(**row)


def aliases(connection: Connection) -> list[KeptAlias]:
    """The aliases in the order in which they were made."""
    query = select(ADDRESS_ALIAS).order_by(ADDRESS_ALIAS.c.id)
    return [KeptAlias(**row) for row in connection.execute(query).mappings()]


def mark(connection: Connection) -> str:
    """A text that changes when an alias is added or forgotten. SQLite gives the greatest number again once it is free:
    the moment tells the two apart.
    """
    column = ADDRESS_ALIAS.c
    row = connection.execute(select(func.count(), func.max(column.id), func.max(column.made_at))).one()
    return "/".join(str(part) for part in row)


def delete_alias(connection: Connection, number: int) -> None:
    """Forget one; raises ``NotFound`` for one that is not there."""
    gone = 0
    if 0 < number < 1 << 63:
        gone = connection.execute(delete(ADDRESS_ALIAS).where(ADDRESS_ALIAS.c.id == number)).rowcount
    if not gone:
        raise NotFound(ALIAS_UNKNOWN, got=number)
