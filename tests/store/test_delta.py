from __future__ import annotations

from pathlib import Path

import pytest
from deltalake import DeltaTable

from percorso.core.errors import PercorsoError
from percorso.store.delta import CHECKPOINT_EVERY, commit, live, opened, removal, written
from percorso.tables import CUSTOMERS, TABLES, TableSpec

from .conftest import Rows


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_every_table_can_be_made_and_keeps_texts_out_of_its_statistics(tmp_path: Path, spec: TableSpec) -> None:
    table = opened(tmp_path, spec)
    assert (table.version(), live(table)) == (0, [])
    assert table.metadata().partition_columns == ([spec.partition] if spec.partition else [])
    texts = {name for name, (kind, _) in spec.columns.items() if kind == "string"}
    counted = table.metadata().configuration["delta.dataSkippingStatsColumns"].split(",")
    assert not texts & set(counted)
    assert opened(tmp_path, spec).version() == 0


def test_a_file_is_part_of_the_table_only_once_committed(tmp_path: Path, rows: Rows) -> None:
    table = opened(tmp_path, CUSTOMERS)
    add = written(tmp_path, CUSTOMERS, "3", [rows(CUSTOMERS, bucket=[3, 3]), rows(CUSTOMERS, bucket=[3])])
    assert live(opened(tmp_path, CUSTOMERS)) == []
    assert commit(tmp_path, table, CUSTOMERS, [add], {"mark": 7}) == 1
    (file,) = live(opened(tmp_path, CUSTOMERS))
    assert (file.path, file.rows, file.partition) == (add.path, 3, "3")
    assert file.size == (tmp_path / file.path).stat().st_size
    assert table.transaction_version("mark") == 7
    commit(tmp_path, table, CUSTOMERS, [removal(CUSTOMERS, file)], {})
    assert live(table) == []
    assert live(opened(tmp_path, CUSTOMERS, 1)) == [file]
    assert table.transaction_version("mark") == 7


def test_many_commits_leave_a_checkpoint_and_every_version_readable(tmp_path: Path) -> None:
    table = opened(tmp_path, CUSTOMERS)
    for number in range(CHECKPOINT_EVERY + 5):
        commit(tmp_path, table, CUSTOMERS, [], {"mark": number})
    assert len(list((tmp_path / "_delta_log").glob("*.checkpoint.parquet"))) == 1
    for version in (1, CHECKPOINT_EVERY - 1, CHECKPOINT_EVERY, CHECKPOINT_EVERY + 5):
        assert opened(tmp_path, CUSTOMERS, version).transaction_version("mark") == version - 1


def test_a_full_disk_while_committing_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise OSError("Unable to copy data to file: No space left on device (os error 28)")

    table = opened(tmp_path, CUSTOMERS)
    monkeypatch.setattr(DeltaTable, "create_write_transaction", fail)
    with pytest.raises(PercorsoError) as raised:
        commit(tmp_path, table, CUSTOMERS, [], {"mark": 1})
    assert raised.value.code == "disk_full"
