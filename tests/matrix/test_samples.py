"""Every connector gives a small valid file, or the matrix could not try it."""

from __future__ import annotations

from pathlib import Path

import pytest

from matrix import samples
from matrix.cases import bad_input
from matrix.shops import options_of
from percorso.collect.reading import connectors, read_file

CONNECTORS = sorted(connectors())


@pytest.mark.parametrize("connector", CONNECTORS)
def test_every_connector_has_a_sample_that_is_taken_whole(connector: str, room: Path) -> None:
    path = samples.path_of(connector)
    assert path.is_file(), (
        f"The connector {connector} needs a valid file and its roles, written as tests/data/samples/csv.toml is."
    )
    sample = samples.load(connector)
    assert sample.shape in samples.SHAPES
    assert set(sample.cells) <= set(samples.ROLES)
    assert {"at", "on"} & set(sample.cells)
    file = room / f"sample{sample.suffix}"
    file.write_bytes(sample.written())
    found = list(read_file(connector, file, options_of(sample)))
    assert [row for batch in found for row in batch.rejected] == []
    assert sum(len(batch.events) + len(batch.spend) + len(batch.rates) for batch in found) == len(sample.rows) == 3


def test_samples_belong_to_connectors() -> None:
    assert {path.stem for path in samples.FOLDER.glob("*.toml")} == set(CONNECTORS)


def test_every_case_is_tried_somewhere_and_every_exception_is_of_something() -> None:
    found = [samples.load(connector) for connector in CONNECTORS]
    for case in bad_input():
        tried = [sample for sample in found if case.concerns(sample)]
        assert tried, case.name
        assert set(case.but) <= {name for sample in tried for name in (sample.connector, sample.shape)}, case.name
