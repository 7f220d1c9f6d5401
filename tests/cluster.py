"""A private PostgreSQL + PostGIS server for tests and benchmarks: in a temporary folder, on a unix socket only.

It needs PostgreSQL's programs and the PostGIS extension on this machine, never a running service, a port, a password
or a configuration. PostgreSQL refuses to run as root: then it runs as the user ``postgres``.

    with Cluster() as cluster:
        url = cluster.create_database()
"""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg import sql

SUPERUSER = "postgres"
TEMPLATE = "jingwei_template"
FILE_COPY_SINCE = 150000
START_WAIT_S = 30.0
LONGEST_SOCKET_FOLDER = 80

QUICK = {"fsync": "off", "full_page_writes": "off"}
DURABLE = {"fsync": "on", "full_page_writes": "on"}
ORDINARY = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "autovacuum": "off",
    "log_timezone": "UTC",
}

HOW_TO_INSTALL = "on Debian and Ubuntu: apt-get install postgresql postgresql-postgis"


class ClusterMissingError(RuntimeError):
    """This machine lacks a program or an extension that the private server needs; the message names the remedy."""


class Cluster:
    """A PostgreSQL server of one's own, gone without a trace at the end.

    ``durable`` keeps ``fsync`` on, for tests that kill the server; otherwise the disk is not waited for.
    ``settings`` are further server parameters. The server starts with the first call that needs it.
    """

    def __init__(self, *, durable: bool = False, settings: Mapping[str, str] | None = None) -> None:
        self._settings = ORDINARY | (DURABLE if durable else QUICK) | dict(settings or {})
        self._folder: Path | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)

    def __enter__(self) -> Cluster:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    @property
    def folder(self) -> Path:
        """Where the server keeps its files and its socket."""
        assert self._folder is not None, "the cluster is not started"
        return self._folder

    def start(self) -> None:
        """Make the cluster unless it is there, and start the server unless it runs; returns when it answers."""
        if self._server is not None:
            return
        if self._folder is None:
            self._make()
            self._launch()
            self._make_template()
        else:
            self._launch()

    def stop(self) -> None:
        """Stop the server in order, cutting open connections off; the files stay for another ``start``."""
        if self._server is None:
            return
        self._server.send_signal(signal.SIGINT)
        try:
            self._server.wait(timeout=START_WAIT_S)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server = None

    def kill(self) -> None:
        """What a crash does to the server: SIGKILL to the postmaster and to each process that it started."""
        assert self._server is not None, "the cluster is not started"
        pid = self._server.pid
        workers = [int(worker) for worker in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        os.kill(pid, signal.SIGKILL)
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        self._server.wait()
        self._server = None
        while any(Path(f"/proc/{worker}").exists() for worker in workers):
            time.sleep(0.01)

    def remove(self) -> None:
        """Stop the server and delete its files; harmless when there is nothing left to delete."""
        try:
            self.stop()
        finally:
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder = None
            atexit.unregister(self.remove)

    def create_database(self, template: str = TEMPLATE) -> str:
        """The URL of a fresh database with PostGIS in it, or of a copy of the database ``template``."""
        self.start()
        name = f"jingwei_{next(self._numbers)}"
        # without waiting for the disk copying files takes half as long as writing them into the log
        how = sql.SQL(" STRATEGY FILE_COPY" if self._version >= FILE_COPY_SINCE else "")
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        self._execute(copy + how)
        return self.url(name)

    def create_bare_database(self) -> str:
        """The URL of a fresh database without PostGIS."""
        return self.create_database("template0")

    def drop_database(self, url: str) -> None:
        """Delete a database that ``create_database`` made, with whoever is still connected to it."""
        name = database_name(url)
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def url(self, database: str) -> str:
        """The address of one database of this server, as SQLAlchemy writes it."""
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.folder}"

    def conninfo(self, url: str) -> str:
        """The same database, as psycopg, psql and ogr2ogr write it."""
        return f"host={self.folder} user={SUPERUSER} dbname={database_name(url)}"

    def _make(self) -> None:
        initdb = postgres_program("initdb")
        parent = tempfile.gettempdir()
        self._folder = Path(
            tempfile.mkdtemp(prefix="jingwei-pg-", dir="/tmp" if len(parent) > LONGEST_SOCKET_FOLDER else parent)
        )
        atexit.register(self.remove)
        if os.geteuid() == 0:
            owner = server_user()
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
        command = [
            initdb, "--pgdata", self._folder / "data", "--username", SUPERUSER, "--auth", "trust",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions",
        ]  # fmt: skip
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=self._folder, check=False, **as_server_user()
        )
        if done.returncode != 0:
            raise ClusterMissingError(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")

    def _launch(self) -> None:
        settings = self._settings | {"unix_socket_directories": str(self.folder)}
        command: list[str | Path] = [postgres_program("postgres"), "-D", self.folder / "data"]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, start_new_session=True, **as_server_user()
            )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        assert self._server is not None
        deadline = time.monotonic() + START_WAIT_S
        while True:
            try:
                psycopg.connect(f"host={self.folder} user={SUPERUSER} dbname=postgres", connect_timeout=2).close()
                return
            except psycopg.OperationalError as error:
                if self._server.poll() is not None or time.monotonic() > deadline:
                    log = (self.folder / "server.log").read_text(errors="replace")[-2000:]
                    raise ClusterMissingError(f"PostgreSQL did not start: {error}\n{log}") from error
            time.sleep(0.03)

    def _make_template(self) -> None:
        self._execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
        with psycopg.connect(f"host={self.folder} user={SUPERUSER} dbname={TEMPLATE}", autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone() is None:
                raise ClusterMissingError(f"PostgreSQL is here, but its PostGIS extension is not; {HOW_TO_INSTALL}")
            connection.execute("CREATE EXTENSION postgis")

    @functools.cached_property
    def _version(self) -> int:
        with psycopg.connect(f"host={self.folder} user={SUPERUSER} dbname=postgres") as connection:
            return connection.info.server_version

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(f"host={self.folder} user={SUPERUSER} dbname=postgres", autocommit=True) as connection:
            connection.execute(statement)


def database_name(url: str) -> str:
    """The database that a socket URL of ``Cluster.url`` names."""
    return url.partition("@/")[2].partition("?")[0]


def postgres_program(name: str) -> str:
    """The path of a PostgreSQL server program: on the PATH, or the newest where Debian keeps them."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(name) or (str(installed[-1]) if installed else None)
    if found is None:
        raise ClusterMissingError(f"PostgreSQL's program {name!r} is not on this machine; {HOW_TO_INSTALL}")
    return found


def server_user() -> pwd.struct_passwd:
    """Whom the server runs as when we are root."""
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise ClusterMissingError(
            f"PostgreSQL cannot run as root and there is no user 'postgres'; {HOW_TO_INSTALL}"
        ) from None


def as_server_user() -> dict[str, object]:
    """Arguments for ``subprocess`` that give up root's rights; none for an ordinary user."""
    if os.geteuid() != 0:
        return {}
    owner = server_user()
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
