"""How many of the messy spellings of the city's addresses lead to their true doors, and how many to wrong ones?"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from geo.address.book import AddressBook
from geo.address.doors import HOUSEHOLD_COLUMNS, with_doors
from geo.address.findings import Finding
from geo.address.matching import Matcher
from geo.demo import DemoCity
from geo.layers import LAYERS
from geo.snapshot import City, LayerSnapshot
from tests.address_spellings import Spelling, spellings

LAYERS_READ = ("street", "community", "estate", "building", "entrance", "path")
SPELLINGS = 700
LEAST_PRECISION, LEAST_RECALL = 0.995, 0.97


class Finder:
    """The matcher over a demonstration city, its doors read from the frame."""

    def __init__(self, demo: DemoCity) -> None:
        city = City({name: LayerSnapshot.from_frame(LAYERS[name], demo.frames[name], 1) for name in LAYERS_READ})
        self.book = AddressBook(city)
        self.matcher = Matcher(self.book)
        self.homes = demo.frames["household"][list(HOUSEHOLD_COLUMNS)]
        self.building = self.homes["building_id"].to_numpy(dtype=np.int64)

    def find(self, text: str) -> Finding:
        candidates = self.matcher.candidates(text)
        if not candidates.asks_for_doors:
            return with_doors(candidates, None, self.book)
        ids = self.book.buildings.snapshot.ids[candidates.rows].tolist()
        parts = [self.homes.iloc[slice(*np.searchsorted(self.building, [one, one + 1]))] for one in ids]
        return with_doors(candidates, pd.concat(parts), self.book)


def outcome(spelling: Spelling, finding: Finding) -> str:
    found = None if finding.place is None else (finding.place.layer, finding.place.id)
    if found is None:
        return "refused" if spelling.truth is None else "missed"
    return "right" if found == spelling.truth else "wrong"


def test_messy_spellings_lead_to_their_true_doors_and_to_no_wrong_ones(
    town: DemoCity, capsys: pytest.CaptureFixture[str]
):
    finder = Finder(town)
    counts: Counter[str] = Counter()
    bad = []
    written = spellings(town.frames, seed=20261125, count=SPELLINGS)
    for spelling in written:
        told = outcome(spelling, finder.find(spelling.text))
        counts[told] += 1
        if told in ("wrong", "missed"):
            bad.append((told, spelling.family, spelling.text))
    precision = counts["right"] / (counts["right"] + counts["wrong"])
    meant = sum(spelling.truth is not None for spelling in written)
    recall = counts["right"] / meant
    with capsys.disabled():
        print(f"\n{SPELLINGS} spellings: precision {precision:.4f}, recall {recall:.4f}, {dict(counts)}")  # noqa: T201 -- the figure is what the test is run for
    assert meant > SPELLINGS / 2 and SPELLINGS - meant > SPELLINGS / 8
    assert precision >= LEAST_PRECISION, bad
    assert recall >= LEAST_RECALL, bad


def test_the_spellings_are_the_same_for_the_same_seed_and_come_in_every_family(city: DemoCity):
    one = spellings(city.frames, seed=3, count=SPELLINGS)
    assert one == spellings(city.frames, seed=3, count=SPELLINGS)
    assert len({spelling.family for spelling in one}) >= 18
    assert len({spelling.text for spelling in one}) > 0.97 * SPELLINGS


def test_every_record_finds_itself_by_its_own_address(city: DemoCity):
    finder = Finder(city)
    buildings = city.frames["building"]
    picked = np.random.default_rng(5).choice(len(buildings), 400, replace=False)
    for row in buildings.iloc[picked].itertuples():
        found = finder.find(row.address).place
        assert found is not None and (found.layer, found.id) == ("building", row.id), row.address
