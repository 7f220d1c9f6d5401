"""A person's content leaves: what goes, what is left and why?"""

from __future__ import annotations

import datetime as dt
from typing import Final

from geo.audit import Asker
from geo.files.photos import PhotoFolder
from geo.layers import Label
from geo.store import Store
from geo.store.erasing import Erased

ERASABLE: Final = ("household", "incident")

GOES: Final = {
    "household": Label("楼层、房号、来源文件带来的内容，以及它所是的党员中心户的名称和电话",
                       "floor, room, what its file brought beside, and name and telephone of the hub household that it is"),
    "incident": Label("描述、位置、所在楼栋、处置说明和照片", "description, place, building, notes of its steps and photos"),
}  # fmt: skip
LEFT: Final = {
    "household": (
        Label("户的标识、所在楼栋和单元门、住房类型（统计需要）", "its id, building, entrance and housing type, which figures need"),
        Label("它是党员中心户时：该组织的层级、状态、位置", "where it is a hub household: level, state and place of that unit"),
    ),
    "incident": (
        Label("类别、渠道、时间、状态、网格、附议数（统计需要）", "category, channel, times, states, grid and supports, which figures need"),
        Label("上报时客户端编号的哈希（重复发送时不再存储）", "a hash of the client's id, so that what is sent again is not stored again"),
        Label("变更日志中以前的位置范围", "the boxes of its former place in the log of changes"),
    ),
}  # fmt: skip
LEFT_ALWAYS: Final = (
    Label("查阅记录：账户、标识、时间，没有内容", "the audit chain: accounts, ids and moments, no contents"),
    Label("备份、已导出的文件、导入报告和来源文件：请另行处理；再次导入会带回内容",
          "backups, files taken along, reports of imports and the files they came from: deal with them yourself; another "
          "import brings contents back"),
)  # fmt: skip


def erase(
    store: Store, photos: PhotoFolder, layer: str, thing: int, asker: Asker, now: dt.datetime
) -> tuple[Erased, tuple[Label, ...]]:
    """How much went, and what is left. Raises ``NotFound`` for an id that was never used."""
    if layer == "household":
        done = store.erase_household(asker, thing)
    else:
        done = store.erase_incident(asker, thing, now)
        photos.remove(done.photos)
    return done, (*LEFT[layer], *LEFT_ALWAYS)
