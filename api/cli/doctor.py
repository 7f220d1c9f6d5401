"""``jingwei doctor``: is this installation sound, and if not, what is to be done?"""

from __future__ import annotations

import json
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from api.cli.serve import Host, Port
from api.cli.session import DATA_PROBLEM, OK, Session, command
from geo.errors import JingweiError, Language, system_reason

if TYPE_CHECKING:
    from api.settings import Settings

OLDEST_PYTHON: Final = (3, 11)
FREE_BYTES: Final = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: whether it holds, the figure or name behind it, and the remedy where it does not."""

    ok: bool
    detail: str
    remedy: str = ""


Check = Callable[["Settings", Language], Finding]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "doctor")(doctor)


def doctor(session: Session, host: Host = None, port: Port = None) -> int:
    """检查安装是否完好，并说明如何修复。 Check the installation and say what to do."""
    report = []
    for check in CHECKS:
        finding = check(session.settings, session.language)
        question = question_of(check, session.language)
        report.append({"check": check.__name__, "question": question, **asdict(finding)})
        mark = (
            ("正常" if session.language == "zh" else "ok")
            if finding.ok
            else ("有问题" if session.language == "zh" else "PROBLEM")
        )
        session.say(*(f"[{mark}] {question} {finding.detail}",) * 2)
        if not finding.ok and finding.remedy:
            session.say(*(f"    → {finding.remedy}",) * 2)
    session.emit(report)
    return OK if all(line["ok"] for line in report) else DATA_PROBLEM


def question_of(check: Check, language: Language) -> str:
    """What a check answers: the first line of its docstring in English, the second in Chinese."""
    english, _, chinese = (check.__doc__ or "").partition("\n")
    return chinese.strip() if language == "zh" else english.strip()


def python_version(settings: Settings, language: Language) -> Finding:
    """Python is new enough.
    Python 版本足够新。
    """
    found = ".".join(map(str, sys.version_info[:3]))
    needed = ".".join(map(str, OLDEST_PYTHON))
    return Finding(
        sys.version_info[:2] >= OLDEST_PYTHON,
        found,
        f"请安装 Python {needed} 或更新版本" if language == "zh" else f"install Python {needed} or newer",
    )


def packages(settings: Settings, language: Language) -> Finding:
    """Every package that the program needs is installed.
    程序需要的软件包都已安装。
    """
    try:
        names = [line.partition(";")[0] for line in requires("jingwei") or []]
    except PackageNotFoundError:
        return Finding(True, "从源码运行，未安装" if language == "zh" else "run from its sources, not installed")
    lacking = []
    for requirement in names:
        name = requirement
        for sign in "[<>=!~ (":
            name = name.partition(sign)[0]
        try:
            version(name)
        except PackageNotFoundError:
            lacking.append(name)
    remedy = "请重新安装：`make run`" if language == "zh" else "install again: `make run`"
    return Finding(not lacking, ", ".join(lacking) or str(len(names)), remedy)


def data_folder(settings: Settings, language: Language) -> Finding:
    """The data folder can be written to, or made.
    数据文件夹可以写入或建立。
    """
    try:
        with tempfile.TemporaryFile(dir=_nearest(settings.data)) as trial:
            trial.write(b"1")
    except OSError as error:
        remedy = (
            "请更改文件夹权限，或用 --data 指定另一个"
            if language == "zh"
            else "change its rights, or name another with --data"
        )
        return Finding(False, f"{settings.data}: {getattr(system_reason(error), language)}", remedy)
    return Finding(True, str(settings.data.resolve()))


def private_folder(settings: Settings, language: Language) -> Finding:
    """Nobody else on this machine can read the data folder.
    本机其他用户不能读取数据文件夹。
    """
    folder = settings.data
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError:
        return Finding(True, str(folder))  # not made yet: it will be its owner's alone
    remedy = f"请运行 chmod -R go= {folder}" if language == "zh" else f"run chmod -R go= {folder}"
    return Finding(not mode & (stat.S_IRWXG | stat.S_IRWXO), f"{folder} {mode:04o}", remedy)


def disk_space(settings: Settings, language: Language) -> Finding:
    """There is room on the disk of the data folder.
    数据文件夹所在磁盘有足够空间。
    """
    free = shutil.disk_usage(_nearest(settings.data)).free
    remedy = f"请腾出至少 {FREE_BYTES >> 30} GiB" if language == "zh" else f"free at least {FREE_BYTES >> 30} GiB"
    return Finding(free >= FREE_BYTES, f"{free / 2**30:.1f} GiB", remedy)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists: a look must leave nothing behind."""
    folder = folder.resolve()
    while not folder.exists():
        folder = folder.parent
    return folder


def database(settings: Settings, language: Language) -> Finding:
    """The database answers and has the schema that the program needs.
    数据库可以连接，结构是程序需要的版本。
    """
    from api.deps import require_migrated
    from geo.store import open_store

    try:
        store = open_store(settings.database_url, create=False)
        try:
            require_migrated(store)
            return Finding(True, f"{store.kind}: {store.url}")
        finally:
            store.close()
    except JingweiError as error:
        return Finding(False, error.text(language), error.remedy(language))


def row_rights(settings: Settings, language: Language) -> Finding:
    """The database keeps rows about people from whoever may not see them.
    数据库不让无权者看到有关个人的数据行。
    """
    from geo.store import open_store
    from geo.store.catalogue import WHY

    try:
        store = open_store(settings.database_url, create=False)
    except JingweiError as error:
        return Finding(False, error.text(language), error.remedy(language))
    try:
        found, user = store.leaks(), store.standing()
    finally:
        store.close()
    if found:
        told = "; ".join(f"{leak.name} ({getattr(WHY[leak.kind], language)})" for leak in found)
        return Finding(False, told, "jingwei migrate")
    if user is None:
        return Finding(True, "SQLite")
    if user.bypasses or user.owns:
        zh = "请由属主运行 jingwei migrate --service-role jingwei_service，再让服务以该角色登录"
        en = "run jingwei migrate --service-role jingwei_service as the owner, and let the service sign in as that role"
        return Finding(False, user.user, zh if language == "zh" else en)
    return Finding(True, user.user)


def web_map(settings: Settings, language: Language) -> Finding:
    """The web map is built.
    网页地图已构建。
    """
    index = settings.web_folder / "index.html"
    return Finding(index.is_file(), str(index), "请运行 `make web`" if language == "zh" else "run `make web`")


def port(settings: Settings, language: Language) -> Finding:
    """The port is free, or the service already answers on it.
    端口空闲，或服务已在该端口上运行。
    """
    from api.cli.serve import listening

    shown = f"{settings.host}:{settings.port}"
    try:
        listening(settings).close()
        return Finding(True, shown)
    except JingweiError as error:
        return Finding(_is_ours(settings), shown, error.remedy(language))


def listening_address(settings: Settings, language: Language) -> Finding:
    """People sign in over a way that nobody can listen on.
    登录走他人无法窃听的通道。
    """
    open_way = settings.sign_in_over_http
    told = f"{settings.host}, HTTP" if open_way else settings.host
    remedy = (
        "请在反向代理上启用 HTTPS，然后去掉 JINGWEI_SIGN_IN_OVER_HTTP"
        if language == "zh"
        else "put HTTPS in front, then take JINGWEI_SIGN_IN_OVER_HTTP away"
    )
    return Finding(not open_way, told, remedy)


def trusted_machine(settings: Settings, language: Language) -> Finding:
    """Nobody is staff without signing in.
    不登录的人都不是工作人员。
    """
    remedy = (
        "单台办公电脑可以这样使用；绝不可在反向代理之后使用（默认的 nginx 认不出来），有其他使用者时也请去掉 JINGWEI_TRUST_LOCAL"
        if language == "zh"
        else "fine for a single office computer; never behind a proxy (a default nginx cannot be recognised), nor with other "
        "users: take JINGWEI_TRUST_LOCAL away"
    )
    return Finding(not settings.trust_local, "JINGWEI_TRUST_LOCAL" if settings.trust_local else "", remedy)


def _is_ours(settings: Settings) -> bool:
    import http.client

    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=2)
    try:
        connection.request("GET", "/health")
        return bool(json.loads(connection.getresponse().read()).get("status") == "ok")
    except (OSError, http.client.HTTPException, ValueError, AttributeError):
        return False
    finally:
        connection.close()


CHECKS: Final[tuple[Check, ...]] = (
    python_version, packages, data_folder, private_folder, disk_space, database, row_rights, web_map, port, listening_address, trusted_machine,
)  # fmt: skip
