from percorso.tables import STEPS, TABLES

KINDS = {"string", "float64", "int64", "int32", "bool", "instant", "date"}


def test_every_column_has_a_known_type_and_keys_are_columns() -> None:
    for table in TABLES:
        assert {kind for kind, _ in table.columns.values()} <= KINDS
        assert set(table.key) <= set(table.columns)
        assert table.partition in {"", *table.columns}


def test_tables_flow_one_way() -> None:
    for table in TABLES:
        assert all(STEPS.index(reader) > STEPS.index(table.owner) for reader in table.readers), table.name


def test_table_names_are_unique() -> None:
    assert len({table.name for table in TABLES}) == len(TABLES)
