"""What every command shares: the options that all take, the settings they give, the voice, and the exit codes."""

from __future__ import annotations

import functools
import inspect
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from api.settings import Settings, load_settings
from geo.errors import SYSTEM_REASONS, BadInput, JingweiError, Language, Message, Unavailable, system_reason

if TYPE_CHECKING:
    from geo import model
    from geo.audit import Asker, Seen
    from geo.store import Store

OK: Final = 0
DATA_PROBLEM: Final = 1
USAGE: Final = 2
UNAVAILABLE: Final = 3
CRASHED: Final = 70
INTERRUPTED: Final = 130

EXIT_CODES: Final = {
    OK: ("完成", "done"),
    DATA_PROBLEM: ("数据有问题或与现有数据冲突；没有写入", "the data has problems or contradicts what is stored; nothing was written"),
    USAGE: ("命令、选项或设置有误", "the command, an option or a setting is wrong"),
    UNAVAILABLE: ("需要的东西不可用：数据库、端口、网页……", "something needed is not available: database, port, web map …"),
    CRASHED: ("程序内部错误", "an internal error"),
    INTERRUPTED: ("被用户中断", "interrupted"),
}  # fmt: skip

SHOW_PROGRESS_AFTER_S: Final = 2.0
UNBOUND_COLUMNS: Final = 1_000

CLI_CRASHED = Message(
    "command-crashed",
    zh="程序内部错误：{kind}",
    en="an internal error: {kind}",
    remedy_zh="加上 --debug 再运行一次，把输出告诉开发者",
    remedy_en="run it again with --debug and show the developers what it prints",
)
SYSTEM_REFUSED = Message(
    "system-refused",
    zh="“{got}”无法读写：{reason}",
    en="{got!r} cannot be read or written: {reason}",
    remedy_zh="请检查路径和权限",
    remedy_en="check the path and its rights",
)


class Misuse(BadInput):
    """The command was called in a way that cannot work."""


def _console() -> Console:
    """Where people read: a terminal as wide as it is; in a file or a pipe nothing is cut."""
    console = Console(soft_wrap=True, highlight=False)
    if not console.is_terminal:
        console.width = UNBOUND_COLUMNS
    return console


@dataclass
class Session:
    """One run of one command."""

    settings: Settings
    given: dict[str, Any]
    json: bool
    debug: bool
    out: Console = field(default_factory=_console)
    err: Console = field(default_factory=lambda: Console(stderr=True, soft_wrap=True, highlight=False))

    @property
    def language(self) -> Language:
        """The language in which the command speaks."""
        return self.settings.language

    def say(self, zh: str, en: str) -> None:
        """Tell a person; silent with ``--json``, whose output is one document."""
        if not self.json:
            self.out.print(zh if self.language == "zh" else en, markup=False)

    def show(self, what: Any) -> None:
        """Print a table for a person; silent with ``--json``."""
        if not self.json:
            self.out.print(what)

    def emit(self, document: Any) -> None:
        """Write the one document that a machine reads; silent without ``--json``."""
        if self.json:
            typer.echo(json_text(document))

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[Store]:
        """The store, opened and of the schema that the program needs.

        With ``create`` an empty database gets its schema; an older schema is never changed without being asked.
        Raises ``Unavailable`` otherwise.
        """
        from api.deps import require_migrated
        from geo.store import SYSTEM, open_store

        if create:
            self.settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        store = open_store(self.settings.database_url, create=create)
        try:
            if create and store.status().revision is None:
                store.migrate()
            require_migrated(store)
            # whoever may run commands on this machine may read its database
            yield store.acting(SYSTEM)
        finally:
            store.close()

    def asker(self, purpose: str) -> Asker:
        """Who runs this command, as the audit chain keeps it; raises ``BadInput`` for an unknown purpose."""
        from api.cli.local_user import local_user
        from geo.audit import Asker, checked_purpose

        return Asker(f"local:{local_user()}", "", checked_purpose(purpose))

    def exporting(self, store: Store, purpose: str, *seen: Seen) -> None:
        """Write down what this machine's user is about to take along, before it is; raises ``Unavailable``."""
        store.exporting(self.asker(purpose), *seen)

    @contextmanager
    def progress(self) -> Iterator[model.Progress]:
        """A listener that draws a bar for what takes longer than two seconds; none without a terminal."""
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.err,
            transient=True,
            disable=self.json or not self.err.is_terminal,
        )
        task = bar.add_task("", total=None)
        started_s = time.monotonic()

        def listen(stage: str, done: int, total: int) -> None:
            if not bar.live.is_started and time.monotonic() - started_s > SHOW_PROGRESS_AFTER_S:
                bar.start()
            bar.update(task, description=stage, completed=done, total=total or None)

        try:
            yield listen
        finally:
            bar.stop()

    def fail(self, error: JingweiError) -> int:
        """Say what went wrong and what to do; returns the exit code."""
        text, remedy = error.text(self.language), error.remedy(self.language)
        if self.json:
            self.emit({"error": {"code": error.message.code, "detail": text, "remedy": remedy}})
        else:
            self.err.print(f"{'错误' if self.language == 'zh' else 'error'}: {text}", markup=False, style="bold red")
            if remedy:
                self.err.print(f"→ {remedy}", markup=False)
        return exit_code_of(error)


def json_text(document: Any) -> str:
    """A document as JSON for a machine that a person may read."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY, default=str).decode()


def exit_code_of(error: JingweiError) -> int:
    """The exit code for a kind of error."""
    if isinstance(error, Misuse) or error.message.asked:
        return USAGE
    return UNAVAILABLE if isinstance(error, Unavailable) else DATA_PROBLEM


Data = Annotated[Path | None, typer.Option("--data", help="数据文件夹 The data folder", show_default=False)]
Database = Annotated[str | None, typer.Option("--database", help="数据库地址 Database URL", show_default=False)]
Tongue = Annotated[str | None, typer.Option("--language", help="语言 Language: zh, en", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON Print one JSON document")]
Debug = Annotated[bool, typer.Option("--debug", help="出错时显示完整信息 Show the full trace of an error")]

SHARED: Final = (("data", Data, None), ("database", Database, None), ("language", Tongue, None), ("json", Json, False), ("debug", Debug, False))  # fmt: skip

Command = Callable[..., int | None]


def command(app: typer.Typer, name: str) -> Callable[[Command], Command]:
    """Register a command: it gets a ``Session`` first, its own options by name, and returns its exit code.

    The shared options stand in the help of each command. An option of the command that is also a setting (``host``,
    ``port``) is passed on to the settings.
    """

    def register(function: Command) -> Command:
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        shared = [
            inspect.Parameter(option, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for option, kind, default in SHARED
        ]

        @functools.wraps(function)
        def run(**options: Any) -> None:
            asked = {option: options.pop(option) for option, _, _ in SHARED}
            raise typer.Exit(run_session(function, asked, options))

        keyword = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
        setattr(run, "__signature__", inspect.Signature(keyword + shared))  # noqa: B010 -- what typer reads
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in keyword + shared}
        del run.__wrapped__  # else its signature is read instead
        app.command(name)(run)
        return function

    return register


def run_session(function: Command, asked: dict[str, Any], options: dict[str, Any]) -> int:
    """Run a command with its errors turned into words and an exit code."""
    as_json, debug = bool(asked.pop("json")), bool(asked.pop("debug"))
    given = asked | {name: value for name, value in options.items() if name in Settings.model_fields}
    try:
        session = Session(load_settings(**given), given, as_json, debug)
    except BadInput as error:
        session = Session(Settings.model_construct(), given, as_json, debug)
        session.fail(error)
        return USAGE
    try:
        return function(session, **options) or OK
    except JingweiError as error:
        if debug:
            session.err.print_exception()
        return session.fail(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # who reads our output has left, and wants no word about it
        return OK
    except Exception as crash:
        if debug:
            session.err.print_exception()
        if isinstance(crash, OSError) and crash.filename is not None and crash.errno in SYSTEM_REASONS:
            return session.fail(Unavailable(SYSTEM_REFUSED, got=crash.filename, reason=system_reason(crash)))
        session.fail(JingweiError(CLI_CRASHED, kind=type(crash).__name__))
        return CRASHED
