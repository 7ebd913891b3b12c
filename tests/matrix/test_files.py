"""Bad files at the door: every case on every connector ends as the table says, and stored data stays as it was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.compute as pc
import pytest

from matrix import damage, samples
from matrix.cases import Case, bad_input
from matrix.command import Ended, percorso
from matrix.evidence import answered, evidence, kept
from matrix.samples import Sample
from matrix.shops import options_of, written_mapping
from percorso.collect.reading import connectors, reread
from percorso.collect.shown import Shown
from percorso.pipeline.building import build
from percorso.pipeline.quarantine import retry_rows
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, QUARANTINE

Ready = Callable[[str], Workspace]

CONNECTORS = sorted(connectors())
SAMPLES = [samples.load(connector) for connector in CONNECTORS if samples.path_of(connector).is_file()]
TRIED = [
    pytest.param(sample, case, id=f"{sample.connector}-{case.name}")
    for sample in SAMPLES
    for case in bad_input()
    if case.concerns(sample)
]


def spoilt(case: Case, sample: Sample, folder: Path) -> Path:
    if case.set:
        return damage.put_values(sample, folder, dict(case.set))
    spoil: damage.Damage = getattr(damage, case.name)
    return spoil(sample, folder)


def run(shop: Workspace, sample: Sample, case: Case, room: Path, *more: str) -> Ended:
    mapping = ["--mapping", str(written_mapping(sample, room))] if sample.mapping else []
    path = room / "files"
    path.mkdir(exist_ok=True)
    file = next(path.iterdir(), None) or spoilt(case, sample, path)
    return percorso("import", sample.connector, file, "--workspace", shop.folder, *mapping, *more)


@pytest.mark.parametrize(("sample", "case"), TRIED)
def test_an_import_ends_as_the_table_says(shop_of: Ready, room: Path, sample: Sample, case: Case) -> None:
    shop, expected = shop_of(sample.connector), case.of(sample)
    before = evidence(shop)
    ended = run(shop, sample, case, room, "--source", case.name)
    mine = pc.field("source") == case.name
    refused = shop.lake.read(QUARANTINE, filter=mine).to_pylist()
    found = Counter(row["code"] for row in refused)
    if expected.outcome == "error":
        assert (ended.code, found) == (expected.code, {}), ended
        assert evidence(shop) == before
        return
    assert ended.status == 0, ended
    assert found == ({expected.code: expected.rows} if expected.outcome == "quarantine" else {}), refused
    assert kept(shop, before)
    become = case.become_utc if sample.utc and case.become_utc else case.become
    if become:
        stored = sorted(shop.lake.read(EVENTS, filter=mine)["at"].to_pylist())
        assert set(map(instant, become)) <= set(stored)
    for row in refused:
        options = replace(options_of(sample), shown=Shown.read(row["shown"]))
        again = list(reread(sample.connector, row["header"], row["original"], options))
        codes = [one.code for batch in again for one in batch.rejected]
        assert codes == ([] if sample.connector in case.alone else [expected.code])


@pytest.mark.parametrize(("sample", "case"), TRIED)
def test_a_preview_says_the_same_and_writes_nothing(shop_of: Ready, room: Path, sample: Sample, case: Case) -> None:
    shop, expected = shop_of(sample.connector), case.of(sample)
    before = evidence(shop)
    ended = run(shop, sample, case, room, "--preview")
    assert ended.code == (expected.code if expected.outcome == "error" else ""), ended
    told = Counter(re.findall(r"would go to quarantine: .*\[([a-z_]+)\]$", ended.out, re.MULTILINE))
    assert told == ({expected.code: expected.rows} if expected.outcome == "quarantine" else {}), ended
    assert evidence(shop) == before


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.connector)
def test_after_all_bad_input_the_shop_answers_builds_and_retries(
    shop_of: Ready, said_by: Callable[[str], str], sample: Sample
) -> None:
    """The shop is the one that every test above has left."""
    shop = shop_of(sample.connector)
    if sample.makes_events:
        assert answered(shop) == said_by(sample.connector)
    build(shop)
    assert answered(shop)
    waiting = shop.lake.read(QUARANTINE, columns=["source"])["source"].to_pylist()
    # Of a row that was refused because of another one, a retry without a better mapping makes nothing.
    alone = {case.name for case in bad_input() if sample.connector in case.alone} - {"same_id_other_content"}
    clear = sum(source in alone for source in waiting)
    assert retry_rows(shop) == (clear, len(waiting) - clear)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
