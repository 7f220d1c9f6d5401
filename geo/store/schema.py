"""Which schema does a database have, and how does it get the one that this program needs?"""

from __future__ import annotations

from dataclasses import dataclass

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from geo.errors import Conflict, Message, Unavailable

SCHEMA_NEWER = Message(
    "schema-newer",
    zh="数据库结构的版本是 {got}，比本程序所知的 {expected} 更新",
    en="the database has schema {got}, newer than the {expected} that this program knows",
    remedy_zh="请升级程序，或改用与该数据库相配的版本",
    remedy_en="upgrade the program, or use the one that made this database",
)
SCHEMA_MISSING = Message(
    "schema-not-ready",
    zh="数据库结构的版本是 {got}，本程序需要 {expected}",
    en="the database has schema {got}, this program needs {expected}",
    remedy_zh="请先运行 jingwei migrate",
    remedy_en="run jingwei migrate first",
)
DATABASE_FOREIGN = Message(
    "database-foreign",
    zh="数据库中已有不属于本程序的数据表“{got}”",
    en="the database already holds a table {got!r} that this program did not make",
    remedy_zh="请指定一个空数据库",
    remedy_en="name an empty database",
)

NONE = "none"


@dataclass(frozen=True, slots=True)
class Status:
    """The schema that a database has and the one that this program needs; ``revision`` is None in an empty database."""

    revision: str | None
    head: str

    @property
    def ready(self) -> bool:
        """Whether the store can be read and written."""
        return self.revision == self.head


def status(connection: Connection) -> Status:
    """The schema of a database; raises ``Unavailable`` for one that a newer program made."""
    scripts = ScriptDirectory.from_config(_config())
    head = scripts.get_current_head()
    assert head is not None, "the program carries its migrations"
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in {script.revision for script in scripts.walk_revisions()}:
        raise Unavailable(SCHEMA_NEWER, got=revision, expected=head)
    return Status(revision, head)


def upgrade(connection: Connection) -> Status:
    """Bring a database to the schema of this program, inside the caller's transaction; nothing to do is fine.

    Raises ``Conflict`` for a database without our schema in which one of our table names is taken.
    """
    before = status(connection)
    if before.ready:
        return before
    if before.revision is None:
        _refuse_foreign_tables(connection)
    command.upgrade(_config(connection), "head")
    return status(connection)


def require_ready(connection: Connection) -> None:
    """Raise ``Unavailable`` unless the schema is the one that this program needs."""
    found = status(connection)
    if not found.ready:
        raise Unavailable(SCHEMA_MISSING, got=found.revision or NONE, expected=found.head)


def _refuse_foreign_tables(connection: Connection) -> None:
    from geo.store.tables import METADATA

    taken = set(inspect(connection).get_table_names()) & set(METADATA.tables)
    if taken:
        raise Conflict(DATABASE_FOREIGN, got=min(taken))


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "geo.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
