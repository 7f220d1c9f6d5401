"""What can go wrong, said so that a person can act on it: in Chinese and in English, with the value and the remedy."""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["zh", "en"]
Door = Literal["command", "form"]
"""Where a reader came in: at the command line, whose options begin with ``--``, or by a form, which has fields."""

FORM_FIELDS = frozenset({
    "layer", "crs", "map", "set", "where", "table", "dissolve", "key", "encoding", "scheme", "source", "valid_from",
    "accept", "repair", "complete", "dry_run", "draft",
})  # fmt: skip
"""The options of an import that are fields of its form, too."""
_OPTION = re.compile(r"--([a-z]+(?:-[a-z]+)*)")

SHOWN_CHARACTERS = 160
"""A value that came from outside is cut to this length before it is shown again."""
EXPECTED = "expected"
EXPECTED_CHARACTERS = 1_000
"""What would have been right comes from the program: the words that exist are shown, all of them."""


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence that the program can say, with its remedy, in both languages.

    ``zh``, ``en`` and the remedies are ``str.format`` templates over the parameters of the error or problem that
    carries the message. ``code`` is stable: clients and tests compare it, never the sentence. ``asked`` says that the
    mistake lies in what was asked for (an option, a parameter, a name), not in the data. Remedies name options as the
    command line does; whoever came by a form is told of its fields.
    """

    code: str
    zh: str
    en: str
    remedy_zh: str = ""
    remedy_en: str = ""
    asked: bool = False

    def text(self, language: Language, params: Mapping[str, Any]) -> str:
        """The sentence with its parameters filled in."""
        return (self.zh if language == "zh" else self.en).format(**shown(params, language))

    def remedy(self, language: Language, params: Mapping[str, Any], door: Door = "command") -> str:
        """What to do about it; an empty string where the sentence already says so."""
        template = self.remedy_zh if language == "zh" else self.remedy_en
        return (template if door == "command" else _of_a_form(template, language)).format(**shown(params, language))


@dataclass(frozen=True, slots=True)
class Rule(Message):
    """A message that the report of an import can hold: data can break it, and an import can be told to overrule it."""


def _of_a_form(template: str, language: Language) -> str:
    """A remedy whose options are named as the fields of the form; other options stay what they are."""

    def field(option: re.Match[str]) -> str:
        name = option[1].replace("-", "_")
        if name not in FORM_FIELDS:
            return option[0]
        return f"表单项 {name}" if language == "zh" else f"the form field {name}"

    return _OPTION.sub(field, template)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was refused, in both languages."""

    zh: str
    en: str


SYSTEM_REASONS: Mapping[int, Reason] = {
    errno.ENOENT: Reason("没有这个文件或文件夹", "there is no such file or folder"),
    errno.EACCES: Reason("没有权限", "permission denied"),
    errno.EPERM: Reason("系统不允许", "the system does not allow it"),
    errno.EROFS: Reason("该处只能读取", "what lies there can only be read"),
    errno.ENOSPC: Reason("磁盘已满", "the disk is full"),
    errno.EDQUOT: Reason("已用完分配的磁盘空间", "the disk quota is used up"),
    errno.EISDIR: Reason("这是一个文件夹", "it is a folder"),
    errno.ENOTDIR: Reason("路径中有一段不是文件夹", "a part of the path is no folder"),
    errno.ENAMETOOLONG: Reason("名称太长", "the name is too long"),
    errno.EBUSY: Reason("正被其他程序使用", "another program is using it"),
    errno.EMFILE: Reason("打开的文件太多", "too many files are open"),
    errno.EIO: Reason("磁盘读写出错", "the disk could not be read or written"),
    errno.EADDRINUSE: Reason("地址已被占用", "the address is in use"),
    errno.EADDRNOTAVAIL: Reason("本机没有这个地址", "this machine has no such address"),
}


def system_reason(error: OSError) -> Reason:
    """Why the system refused, without the path that it was asked for; rare reasons in the system's own words."""
    own = error.strerror or type(error).__name__
    return SYSTEM_REASONS.get(error.errno or 0, Reason(own, own))


def shown(params: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """The parameters as they may be printed: numbers as they are, words in both languages (``zh``, ``en``, such as a
    layer's label) in the reader's, everything else as text without control characters and not longer than ``SHOWN_CHARACTERS``.
    """
    # asking a protocol whether it holds takes twenty times as long as saying all the rest of a sentence
    words = {key: getattr(value, language, value) for key, value in params.items()}
    return {
        key: value
        if isinstance(value, (int, float))
        else printable(value, EXPECTED_CHARACTERS if key == EXPECTED else SHOWN_CHARACTERS)
        for key, value in words.items()
    }


def printable(value: Any, most: int = SHOWN_CHARACTERS) -> str:
    """A value from outside as one harmless line of text of at most so many characters."""
    raw = str(value)
    text = "".join(character if character.isprintable() else "�" for character in raw[: most + 1])
    return text if len(raw) <= most else text[:most] + "…"


class JingweiError(Exception):
    """Base of every error that the program raises on purpose.

    ``params`` fill the message's templates; ``where`` names file, row, column or parameter as far as known.
    """

    def __init__(self, message: Message, /, **params: Any) -> None:
        self.message = message
        self.params = params
        super().__init__(f"{message.code}: {message.text('en', params)}")

    def text(self, language: Language = "zh") -> str:
        """The sentence in the reader's language."""
        return self.message.text(language, self.params)

    def remedy(self, language: Language = "zh") -> str:
        """What the reader can do, in the reader's language."""
        return self.message.remedy(language, self.params)


class BadInput(JingweiError):
    """What came from outside does not have the form or the meaning that is needed."""


class LimitExceeded(BadInput):
    """What came from outside is larger, deeper or longer than the program takes."""


class NotFound(JingweiError):
    """There is no such thing, or not for this reader: both look the same."""


class Unauthenticated(JingweiError):
    """Who asks has not shown who they are, or not well enough."""


class TooOften(JingweiError):
    """It was tried too often; ``wait_s`` among the parameters says after how many seconds it may be tried again."""


class Forbidden(JingweiError):
    """The reader may not do or see it, and may know that it exists."""


class Conflict(JingweiError):
    """The change contradicts what is stored; nothing was written."""


class Unavailable(JingweiError):
    """Something that the program needs does not answer or is not installed."""
