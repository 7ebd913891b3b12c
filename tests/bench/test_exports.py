from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bench._harness.exports import EXPORTS, written
from percorso.collect.reading import ReadOptions, read_file
from percorso.core.family import members

CONNECTORS = members("percorso.collect.connectors")
ROWS = 300


def test_every_connector_s_speed_is_measured() -> None:
    assert set(CONNECTORS) - set(EXPORTS) == set()


@pytest.mark.parametrize("connector", CONNECTORS)
def test_every_row_of_a_file_comes_in(connector: str, tmp_path: Path) -> None:
    file, mapping = written(tmp_path, connector, ROWS)
    options = ReadOptions(mapping=tomllib.loads(mapping.read_text())) if mapping else ReadOptions()
    batches = list(read_file(connector, file, options))
    assert [one for batch in batches for one in batch.rejected] == []
    assert sum(len(batch.events) + len(batch.spend) + len(batch.rates) for batch in batches) >= ROWS
