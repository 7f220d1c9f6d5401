"""How does a sound file become one that nobody foresaw?"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz.seeds import packed, seeds, unpacked

ZIPPED = frozenset({"a.xlsx", "a.zip", "a.kmz"})
PIECES = (
    b"", b"\0", b"\xff" * 4, b"\x7f\xff\xff\xff", b"NaN", b"1e999", b"-1", b"[" * 40, b"{\"type\":" * 20, b"]", b"\"", b"<", b"&x;",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", "𠮷".encode(), b"\xed\xa0\x80", b"\r", b"\n\n", b",", b"99999999999999999999999", b"POLYGON ((",
    b"geometry", b"null", b"../../x",
)  # fmt: skip

Edit = tuple[float, int, bytes]
edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=6)),
    min_size=1,
    max_size=6,
)
"""Where (a share of the file), how many bytes go, and what comes instead."""


def edited(content: bytes, changes: list[Edit]) -> bytes:
    """The file after each edit."""
    for share, gone, piece in changes:
        at = int(share * len(content))
        content = content[:at] + piece + content[at + gone :]
    return content


@st.composite
def spoiled(draw: st.DrawFn, name: str) -> bytes:
    """A file of that kind with some bytes changed, inside its archive or as a whole."""
    content = seeds()[name]
    if name in ZIPPED and draw(st.booleans()):
        entries = unpacked(content)
        which = draw(st.sampled_from(sorted(entries)))
        return packed(entries | {which: edited(entries[which], draw(edits))})
    return edited(content, draw(edits))
