"""Made-up files for the readers and for whole imports, each batch in a process of its own: a crash ends only that."""

from __future__ import annotations

import os
import random
import tempfile
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from geo.address.parse import parse
from geo.errors import JingweiError
from geo.files.raw import ReadLimits, ReadOptions
from geo.files.readers import read_table
from geo.flows.import_layers import import_files
from geo.flows.import_options import ImportOptions, InputFile
from geo.store import SYSTEM, Store, open_store
from tests.fuzz.seeds import packed, seeds, unpacked
from tests.fuzz.spoiling import PIECES, ZIPPED, Edit, edited
from tests.http import world

BATCH = 200
WHOLE = 4
"""One file of so many goes through a whole import as well."""
LIMITS = ReadLimits(unpacked_bytes=1 << 26, json_bytes=1 << 23, rows=50_000, cells=500_000)
LAYERS = ("street", "building", "household", "venue", "unit", "incident", "path")


@dataclass
class Tried:
    """How many files were read, were refused, and what went wrong otherwise."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def made(number: int) -> tuple[str, bytes]:
    """The file of that number: always the same one."""
    chance = random.Random(number)
    name = chance.choice(sorted(seeds()))
    content = seeds()[name]
    if name in ZIPPED and chance.random() < 0.7:
        entries = unpacked(content)
        which = chance.choice(sorted(entries))
        return name, packed(entries | {which: edited(entries[which], _edits(chance))})
    return name, edited(content, _edits(chance))


def _edits(chance: random.Random) -> list[Edit]:
    def piece() -> bytes:
        return chance.choice(PIECES) if chance.random() < 0.6 else chance.randbytes(chance.randint(0, 6))

    return [
        (chance.random(), chance.choice((0, 1, 1, 1, 2, 4, 40)), piece())
        for _ in range(chance.choice((1, 1, 1, 2, 3, 6)))
    ]


def try_files(minutes: float, first: int) -> Tried:
    """Files from number ``first`` on, until the time is over."""
    tried, ends = Tried(), time.monotonic() + 60 * minutes
    while time.monotonic() < ends:
        _batch(first, tried)
        first += BATCH
    return tried


def _batch(first: int, tried: Tried) -> None:
    with tempfile.TemporaryDirectory(prefix="jingwei-fuzz-") as name:
        log = Path(name) / "log"
        log.touch()
        child = os.fork()
        if child == 0:
            try:
                _work(first, Path(name), log)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        lines = log.read_text("utf-8").splitlines()
        for line in lines:
            word, _, rest = line.partition(" ")
            tried.counts[word] += word != "begins"
            if word == "failed":
                tried.failures.append(rest)
        if os.WIFSIGNALED(status):
            tried.failures.append(f"signal {os.WTERMSIG(status)} at {lines[-1] if lines else first}")


def _work(first: int, folder: Path, log: Path) -> None:
    warnings.simplefilter("ignore")
    with (
        open_store(f"sqlite:///{folder / 'city.sqlite'}").acting(SYSTEM) as store,
        log.open("a", buffering=1, encoding="utf-8") as told,
    ):
        store.migrate()
        world.fill(store)
        for number in range(first, first + BATCH):
            name, content = made(number)
            path = folder / name
            path.write_bytes(content)
            told.write(f"begins {number}\n")
            try:
                told.write(f"{_try(number, store, path)}\n")
            except Exception:
                text = traceback.format_exc().strip().splitlines()
                told.write(f"failed {number} {name}: {' | '.join(line.strip() for line in text[-5:])}\n")


def _try(number: int, store: Store, path: Path) -> str:
    parse(path.read_bytes()[:200].decode("utf-8", "replace"))
    try:
        if number % WHOLE == 0:
            layer = LAYERS[number % len(LAYERS)]
            options = ImportOptions(
                layer=layer, dry_run=True, crs=("auto", "EPSG:4326", "gcj02")[number % 3], limits=LIMITS
            )
            return f"imported-{import_files(store, [InputFile(path)], options).state}"
        read_table(path, ReadOptions(limits=LIMITS))
    except JingweiError as refused:
        assert refused.text("zh") and str(path.parent) not in refused.text("en")  # noqa: PT017 -- no test, a run
        return "refused"
    return "read"
