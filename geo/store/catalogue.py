"""Does PostgreSQL keep the rows about people as it should? Its own catalogue is asked, and the service's role is made here.

SQLite has no such catalogue: there the program is the only door.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy import Connection, text

from geo.errors import BadInput, Message, Unavailable
from geo.layers import Label
from geo.store.backend import shown_url
from geo.store.keeping import Keeper
from geo.store.rights import RESTRICTED

POSTGRESQL = "postgresql"
ROLES_MISSING = Message(
    "database-without-roles",
    zh="嵌入式数据库“{got}”没有角色",
    en="the embedded database {got!r} has no roles",
    remedy_zh="--service-role 只用于 PostgreSQL",
    remedy_en="--service-role is for PostgreSQL only",
)
KEPT_CLOSE = (
    "account", "account_session", "account_token", "audit_entry", "change", "incident_receipt", "metric_run", "address_alias",
)  # fmt: skip
"""Tables without policies that nobody but the service reads: who may come in, who looked, what was measured of single
buildings, where something was written.
"""
COMMANDS = ("SELECT", "INSERT", "UPDATE", "DELETE")
ROLE_LONGEST = 63

SERVICE_ROLE_UNFIT = Message(
    "service-role-unfit",
    zh="数据库角色“{got}”不能作为服务的登录角色：{reason}",
    en="the database role {got!r} cannot be the service's login role: {reason}",
    remedy_zh="请另选一个名称，由 jingwei migrate 建立",
    remedy_en="name another one, and jingwei migrate makes it",
)
SERVICE_ROLE_NOT_MADE = Message(
    "service-role-not-made",
    zh="当前数据库用户没有建立角色“{got}”的权限",
    en="the current database user may not create the role {got!r}",
    remedy_zh="请由数据库管理员执行 CREATE ROLE {got} LOGIN; 然后重新运行",
    remedy_en="let the administrator of the database run CREATE ROLE {got} LOGIN; then run this again",
)

WHY = {
    "no-row-security": Label("未强制行级安全", "row-level security is not forced"),
    "no-policy": Label("缺少该命令的策略", "a command has no policy"),
    "strange-policy": Label("有本程序之外的策略", "has a policy that this program did not make"),
    "view": Label("视图以属主权限读取受限表", "a view reads a restricted table with its owner's rights"),
    "function": Label("函数以属主权限执行", "a function runs with its owner's rights"),
    "public-grant": Label("受限表对所有人授权", "a restricted table is granted to everybody"),
    "publication": Label("受限表被逻辑复制发布", "a restricted table is published to replicas"),
    "reader": Label("服务之外的角色可读", "a role beside the service may read a table that is not for everybody"),
    "bypass": Label(
        "可读受限表的角色能绕过行级安全", "a role that may read restricted tables bypasses row-level security"
    ),
}


@dataclass(frozen=True, slots=True)
class Leak:
    """One way past the policies: what kind (a key of ``WHY``), and the table, view, function or role."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The database user that this program works as: whether the policies bind it, and whether it owns the tables."""

    user: str
    bypasses: bool
    owns: bool


_SECURED = text(
    "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c "
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(:tables) AND c.relkind = 'r'"
)
_POLICIES = text(
    "SELECT tablename, policyname, cmd, coalesce(qual, with_check) FROM pg_policies "
    "WHERE schemaname = current_schema() AND tablename = ANY(:tables)"
)
# views over views as well: what any of them reads with its owner's rights, the policies let through
_VIEWS = text(
    "WITH RECURSIVE reads(view) AS ("
    "SELECT r.ev_class FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class t ON t.oid = d.refobjid "
    "WHERE d.classid = 'pg_rewrite'::regclass AND t.relname = ANY(:tables) AND r.ev_class <> t.oid "
    "AND t.relnamespace = current_schema()::regnamespace UNION "
    "SELECT r.ev_class FROM reads JOIN pg_depend d ON d.refobjid = reads.view AND d.classid = 'pg_rewrite'::regclass "
    "JOIN pg_rewrite r ON r.oid = d.objid) "
    "SELECT DISTINCT v.relname FROM reads JOIN pg_class v ON v.oid = reads.view WHERE "
    "NOT coalesce('security_invoker=true' = ANY(v.reloptions) OR 'security_invoker=on' = ANY(v.reloptions), false)"
)
_FUNCTIONS = text(
    "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
    "WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND NOT EXISTS "
    "(SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')"
)
_PUBLIC = text(
    "SELECT DISTINCT c.relname FROM pg_class c, aclexplode(c.relacl) AS acl "
    "WHERE acl.grantee = 0 AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(:tables)"
)
_PUBLISHED = text("SELECT DISTINCT tablename FROM pg_publication_tables WHERE tablename = ANY(:tables)")
_BYPASSING = text(
    "SELECT DISTINCT r.rolname FROM pg_class c, aclexplode(c.relacl) AS acl JOIN pg_roles r ON r.oid = acl.grantee "
    "WHERE r.rolbypassrls AND NOT r.rolsuper AND c.relnamespace = current_schema()::regnamespace "
    "AND c.relname = ANY(:tables)"
)
# whoever reads these and is not the service: the owner takes for it who may add to the chain of looks, the service itself
_READERS = text(
    "SELECT DISTINCT r.rolname || ' ' || c.relname FROM pg_class c, aclexplode(c.relacl) AS acl "
    "JOIN pg_roles r ON r.oid = acl.grantee OR pg_has_role(r.oid, acl.grantee, 'USAGE') "
    "WHERE acl.grantee <> 0 AND acl.privilege_type = 'SELECT' AND NOT r.rolsuper AND r.oid <> c.relowner "
    "AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(:tables) AND r.rolname <> current_user "
    "AND NOT (pg_has_role(current_user, c.relowner, 'MEMBER') AND has_table_privilege(r.oid, 'audit_entry', 'INSERT'))"
)
_STANDING = text(
    "SELECT current_user, r.rolsuper OR r.rolbypassrls, "
    "EXISTS (SELECT 1 FROM pg_class c WHERE c.relname = 'household' AND c.relnamespace = current_schema()::regnamespace "
    "AND pg_has_role(current_user, c.relowner, 'MEMBER')) FROM pg_roles r WHERE r.rolname = current_user"
)


def leaks(connection: Connection) -> list[Leak]:
    """Every way past the policies that the catalogue shows, sorted; none where all is as the migrations left it."""
    tables = {"tables": list(RESTRICTED)}
    secured = {name: bool(sure) for name, sure in connection.execute(_SECURED, tables)}
    found = {Leak("no-row-security", name) for name in RESTRICTED if not secured.get(name, False)}
    commands: dict[str, set[str]] = {name: set() for name in RESTRICTED}
    for table, policy, command, condition in connection.execute(_POLICIES, tables):
        commands[table].add(command)
        if policy not in _own_policies(table) or condition in (None, "true"):
            found.add(Leak("strange-policy", f"{table}.{policy}"))
    for table, known in commands.items():
        found |= {Leak("no-policy", f"{table} {command}") for command in COMMANDS if command not in known}
    for kind, query in (
        ("view", _VIEWS), ("function", _FUNCTIONS), ("public-grant", _PUBLIC), ("publication", _PUBLISHED),
        ("bypass", _BYPASSING),
    ):  # fmt: skip
        given = tables if ":tables" in query.text else {}
        found |= {Leak(kind, str(name)) for name in connection.scalars(query, given)}
    found |= {
        Leak("reader", str(name)) for name in connection.scalars(_READERS, {"tables": [*RESTRICTED, *KEPT_CLOSE]})
    }
    return sorted(found, key=lambda leak: (leak.kind, leak.name))


def standing(connection: Connection) -> Standing:
    """As whom this program works in the database."""
    return Standing(*connection.execute(_STANDING).one())


def _own_policies(table: str) -> frozenset[str]:
    return frozenset(f"{table}_{what}" for what in ("seen", "added", "changed", "deleted"))


def admit_service(connection: Connection, role: str, password: str | None = None) -> None:
    """Make the role as which the service signs in, unless it is there, and give it what the service needs: it reads and
    writes rows, owns nothing, changes no table, and the policies bind it. Run by the owner of the tables.

    Raises ``BadInput`` for a role that could pass the policies by, ``Unavailable`` where no role may be made.
    """
    if not 1 <= len(role) <= ROLE_LONGEST or "\0" in role:
        raise BadInput(SERVICE_ROLE_UNFIT, got=role[:ROLE_LONGEST], reason=f"1 … {ROLE_LONGEST}")
    find = text("SELECT rolsuper OR rolbypassrls OR rolcreaterole, pg_has_role(rolname, current_user, 'MEMBER') "
                "FROM pg_roles WHERE rolname = :role")  # fmt: skip
    known = connection.execute(find, {"role": role}).one_or_none()
    if known is not None and (known[0] or known[1]):
        raise BadInput(SERVICE_ROLE_UNFIT, got=role, reason="SUPERUSER / BYPASSRLS / CREATEROLE / OWNER")
    name = sql.Identifier(role)
    raw: psycopg.Connection[tuple[object, ...]] = connection.connection.driver_connection  # type: ignore[assignment]
    try:
        if known is None:
            raw.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS").format(name))
        if password is not None:
            raw.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise Unavailable(SERVICE_ROLE_NOT_MADE, got=role) from error
    (schema, database), = raw.execute("SELECT current_schema(), current_database()").fetchall()  # fmt: skip
    place, rows = sql.Identifier(str(schema)), sql.SQL("SELECT, INSERT, UPDATE, DELETE")
    for grant in (
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(sql.Identifier(str(database)), name),
        sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(place, name),
        sql.SQL("GRANT {} ON ALL TABLES IN SCHEMA {} TO {}").format(rows, place, name),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {}").format(name),
        # the chain of looks is added to; only the owner of the tables cuts it (jingwei retention)
        sql.SQL("REVOKE UPDATE, DELETE ON audit_entry FROM {}").format(name),
        sql.SQL("GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {} TO {}").format(place, name),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA {} GRANT {} ON TABLES TO {}").format(place, rows, name),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA {} GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {}").format(
            place, name
        ),
    ):
        raw.execute(grant)


class CatalogueKeeper(Keeper):
    """What a ``Store`` asks of the database about itself."""

    def leaks(self) -> list[Leak]:
        """Every way past the rules of rows that the database's catalogue shows; none in an embedded store, which has no
        other door than this program.
        """
        if self._backend.engine.dialect.name != POSTGRESQL:
            return []
        with self.looking() as connection:
            return leaks(connection)

    def standing(self) -> Standing | None:
        """As whom this program works in the database; ``None`` in an embedded store."""
        if self._backend.engine.dialect.name != POSTGRESQL:
            return None
        with self.looking() as connection:
            return standing(connection)

    def admit_service(self, role: str, password: str | None = None) -> None:
        """Make the database role as which the service signs in, see `admit_service`; raises ``BadInput`` for
        an embedded store, which has no roles.
        """
        if self._backend.engine.dialect.name != POSTGRESQL:
            raise BadInput(ROLES_MISSING, got=shown_url(self._backend.engine.url))
        with self.writing() as connection:
            admit_service(connection, role, password)
