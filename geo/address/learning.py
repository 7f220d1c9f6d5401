"""Which alias does a confirmed match teach, and what contradicts the aliases that there are?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.address.book import AddressBook, Alias, Meant
from geo.address.clues import clues_of
from geo.address.findings import Place
from geo.address.likeness import How
from geo.address.name_runs import name_value
from geo.address.parse import parse
from geo.address.places import area_place, building_place
from geo.address.segments import Kind
from geo.columns import MISSING_INTEGER
from geo.errors import BadInput, Message

TARGET_LAYERS = ("estate", "building")

ALIAS_TARGET = Message(
    "alias-target",
    zh="别名只能指向小区或楼栋，不能指向“{got}”",
    en="an alias names an estate or a building, not {got!r}",
)
ALIAS_HOMELESS = Message(
    "alias-homeless",
    zh="“{got}”没有所属社区，不能登记别名",
    en="{got!r} belongs to no community: no alias can be kept for it",
    remedy_zh="请先补全所属社区",
    remedy_en="complete its community first",
)
ALIAS_TOO_SHORT = Message(
    "alias-too-short",
    zh="别名“{got}”至少要有两个字，并且不只是号码",
    en="the alias {got!r} needs at least two characters that are no number",
)
NOTHING_TO_LEARN = Message(
    "alias-nothing-to-learn",
    zh="“{got}”里没有需要登记的名称：各名称已知，或没有名称",
    en="{got!r} holds no name to learn: its names are known, or it has none",
)


def community_of(book: AddressBook, layer: str, thing: int) -> int:
    """The community of an alias's target; raises ``NotFound`` for a target that is not there, ``BadInput`` for one of
    another layer or without a community.
    """
    if layer not in TARGET_LAYERS:
        raise BadInput(ALIAS_TARGET, got=layer)
    snapshot = book.city.layer(layer)
    row = snapshot.row_of(thing)
    community = int(snapshot.columns["community_id"][row])
    if community == MISSING_INTEGER:
        raise BadInput(ALIAS_HOMELESS, got=target_place(book, layer, thing).name)
    return community


def alias_for(book: AddressBook, text: str, layer: str, thing: int) -> Alias:
    """The alias that a person enters; raises what ``community_of`` raises, and ``BadInput`` for a text that is no name."""
    community = community_of(book, layer, thing)
    named = [segment for segment in parse(text).segments if segment.kind in (Kind.ESTATE, Kind.ROAD, Kind.COMMUNITY)]
    if len(name_value(text)) < 2 or not named:
        raise BadInput(ALIAS_TOO_SHORT, got=text)
    return Alias(community, text.strip(), layer, thing)


def learned(book: AddressBook, address: str, layer: str, thing: int) -> Alias:
    """The alias that a confirmed match teaches: the name in the address that does not tell its target by itself.

    A building in an estate teaches a name of the estate, any other building its own. Raises ``BadInput`` where every
    name is known, or where more than one is not: which of them means the target cannot be told.
    """
    community = community_of(book, layer, thing)
    if layer == "building":
        estate = int(book.city.layer("building").columns["estate_id"][book.city.layer("building").row_of(thing)])
        if estate != MISSING_INTEGER:
            layer, thing = "estate", estate
    unknown = []
    for clue in clues_of(parse(address, book.known), book):
        is_known = any(option.how <= How.ALIAS for option in clue.options)
        is_itself = any(
            (option.layer, option.id) == (layer, thing) and option.how <= How.ALIAS for option in clue.options
        )
        if clue.segments[0].kind is Kind.ESTATE and not is_itself and not is_known:
            unknown.append(clue.segments[0].text)
    if len(unknown) != 1:
        raise BadInput(NOTHING_TO_LEARN, got=address)
    return Alias(community, unknown[0], layer, thing)


def conflicts_of(book: AddressBook, alias: Alias, others: Sequence[Alias]) -> list[Place]:
    """What else the alias means: things of which it is the name, and targets of the same alias in its community."""
    value, own = name_value(alias.text), (alias.layer, alias.target_id)
    meant = [(one.layer, one.id) for one in _by_name(book, value)]
    meant += [
        (other.layer, other.target_id)
        for other in others
        if other.community_id == alias.community_id and name_value(other.text) == value
    ]
    found = []
    for layer, thing in dict.fromkeys(meant):
        snapshot = book.city.layer(layer)
        if (layer, thing) != own and snapshot.rows_of(np.array([thing], np.int64))[0] >= 0:
            found.append(target_place(book, layer, thing))
    return found


def target_place(book: AddressBook, layer: str, thing: int) -> Place:
    """An alias's target as a place; raises ``NotFound`` for one that is not there."""
    if layer == "building":
        return building_place(book, book.city.layer("building").row_of(thing))
    return area_place(book, layer, thing)


def _by_name(book: AddressBook, value: str) -> list[Meant]:
    return [one for one in book.meant(value) if one.how is How.EXACT]
