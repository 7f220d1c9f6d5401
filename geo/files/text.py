"""Which encoding are these bytes in?"""

from __future__ import annotations

import codecs
import re

from geo.errors import BadInput, Message

UNDECODABLE = Message(
    "encoding-unknown",
    zh="{file} 的文字不是 {tried} 编码（第 {at} 个字节处无法解读）",
    en="the text of {file} is not in {tried} (byte {at} cannot be read)",
    remedy_zh="请另存为“CSV UTF-8”，或用 --encoding 指明编码",
    remedy_en="save it as “CSV UTF-8”, or name the encoding with --encoding",
)
ENCODING_UNKNOWN = Message(
    "encoding-name-unknown",
    zh="没有名为“{got}”的文字编码",
    en="there is no text encoding named {got!r}",
    remedy_zh="常用：utf-8、gbk、big5",
    remedy_en="usual ones: utf-8, gbk, big5",
    asked=True,
)

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_GUESSES = ("utf-8", "gb18030", "big5")

_GB2312_COMMON = re.compile(r"[\u4e00-\u9fff]")
_RARE = re.compile(r"[\u3400-\u4dbf\ue000-\uf8ff\u3100-\u312f\u2500-\u257f]")
_FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年"
    "市区县镇乡村街道路号社居委会东南西北城新楼栋单元户小里省政府名称编码类型面积人口臺灣縣鄉鎮里鄰號樓東區號長"
)


def decode(data: bytes, file: str, encoding: str | None = None) -> tuple[str, str]:
    """The text of the bytes and the encoding that was used.

    A byte-order mark decides; else UTF-8 if it fits without exception; else GB 18030 (the superset of GBK and
    GB 2312) or Big5, whichever fits and gives more everyday characters. Raises ``BadInput`` where none fits or the
    encoding that the user named does not.
    """
    if encoding is not None:
        return _strict(data, file, _known(encoding))
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, file, name)
    fitting = [(text, name) for name in _GUESSES if (text := _try(data, name)) is not None]
    if not fitting:
        return _strict(data, file, "utf-8", " / ".join(_GUESSES))
    if fitting[0][1] == "utf-8":
        return fitting[0]
    return max(fitting, key=lambda guess: _everyday(guess[0]))


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        raise BadInput(ENCODING_UNKNOWN, got=encoding) from None
    return "gb18030" if name in {"gbk", "gb2312"} else name


def _strict(data: bytes, file: str, name: str, tried: str | None = None) -> tuple[str, str]:
    try:
        return data.decode(name), name
    except (UnicodeDecodeError, UnicodeError) as error:
        at = getattr(error, "start", 0)
        raise BadInput(UNDECODABLE, file=file, tried=tried or name, at=at) from None


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _everyday(text: str) -> float:
    """How much the text looks like Chinese that people write: frequent characters count, rare blocks cost."""
    sample = text[:200_000]
    frequent = sum(character in _FREQUENT for character in sample)
    return (frequent - 3 * len(_RARE.findall(sample))) / (len(_GB2312_COMMON.findall(sample)) or 1)
