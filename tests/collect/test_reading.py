from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from percorso.collect.headers import fold, recognise
from percorso.collect.options import ReadOptions
from percorso.collect.reading import CONNECTORS, connectors, read_file, reread
from percorso.core.errors import PercorsoError
from percorso.core.family import member
from percorso.core.time import to_micros
from percorso.speak.catalogue import Catalogue, languages

Write = Callable[[str, str | bytes], Path]


def test_connectors_are_listed_with_what_they_read() -> None:
    own = {"segment", "csv", "parquet", "jsonl", "orders", "spend", "rates", "shopify", "woocommerce", "ga4"}
    assert set(connectors()) == own | {"email", "tickets", "reviews", "surveys", "shipments"}
    assert set(SHARED) == set(connectors()) - own


def test_an_unknown_connector_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(PercorsoError, match="Did you mean 'orders'") as caught:
        read_file("order", tmp_path, ReadOptions())
    assert caught.value.code == "unknown_connector"


def test_a_connector_that_needs_a_mapping_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(PercorsoError, match=r"--preview. proposes one") as caught:
        read_file("csv", tmp_path, ReadOptions())
    assert caught.value.code == "mapping_needed"


def test_a_mapping_for_another_connector_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PercorsoError, match="wrong_connector"):
        read_file("csv", tmp_path, ReadOptions(mapping={"connector": "jsonl"}))


def test_a_long_file_comes_in_batches_that_can_be_held(write: Write) -> None:
    text = "at,user\n" + "2026-03-01,7\n" * 50_001
    found = read_file("csv", write("a.csv", text), ReadOptions(mapping=MAPPING))
    assert [len(batch.events) for batch in found] == [50_000, 1]


# Those that read one row a fact through collect.exports.
SHARED = [name for name in connectors() if hasattr(member(CONNECTORS, name), "KIND")]
MAPPING = {"record": "event", "fields": {"at": "at", "user_id": "user", "name": {"value": "E"}}}


@pytest.mark.parametrize("name", sorted(connectors()))
class TestEveryConnector:
    def options(self, name: str) -> ReadOptions:
        return ReadOptions(mapping=MAPPING if member(CONNECTORS, name).NEEDS_MAPPING else None)

    def test_says_in_one_line_what_it_reads(self, name: str) -> None:
        module = member(CONNECTORS, name)
        assert module.SUMMARY.endswith(".")
        assert "\n" not in module.SUMMARY
        assert isinstance(module.NEEDS_MAPPING, bool)
        assert hasattr(module, "sample") is module.NEEDS_MAPPING

    @pytest.mark.parametrize(
        ("content", "codes"),
        [
            (b"", {"empty_file"}),
            (b"\x1f\x8b\x08\x00\x00", {"truncated_gzip", "damaged_parquet"}),
            (b"caff\xe8\n", {"wrong_encoding", "damaged_parquet"}),
            (b"PK\x03\x04 a workbook", {"not_text", "damaged_parquet"}),
        ],
    )
    def test_yields_nothing_from_a_file_that_is_not_whole(
        self, name: str, content: bytes, codes: set[str], write: Write
    ) -> None:
        with pytest.raises(PercorsoError) as caught:
            list(read_file(name, write("a.file", content), self.options(name)))
        assert caught.value.code in codes

    def test_names_a_path_that_is_no_file(self, name: str, tmp_path: Path) -> None:
        for path, code in ((tmp_path, "is_a_folder"), (tmp_path / "nothing", "file_not_found")):
            with pytest.raises(PercorsoError, match=code):
                list(read_file(name, path, self.options(name)))

    def test_refuses_a_key_its_mapping_does_not_know(self, name: str, write: Write) -> None:
        with pytest.raises(PercorsoError, match="unknown_mapping_key"):
            list(read_file(name, write("a.file", b"a\n"), ReadOptions(mapping={**MAPPING, "colums": 1})))


# One row of each connector whose time cannot be read; a Parquet file has typed times, and its own test.
UNREADABLE = {
    "csv": "at,user\nsoon,7\n",
    "jsonl": '{"at":"soon","user":"7"}\n',
    "segment": '{"type":"track","event":"E","userId":"7","timestamp":"soon"}\n',
    "shopify": '{"id":1,"name":"#1","created_at":"soon","total_price":"1.00","financial_status":"paid"}\n',
    "ga4": '{"event_name":"purchase","user_pseudo_id":"v","event_timestamp":"soon"}\n',
    "woocommerce": '{"id":1,"number":"1","date_created_gmt":"soon","total":"1.00","line_items":[]}\n',
    "orders": "Order ID,Order Date,Order Total,Status\n1,soon,1.00,completed\n",
    "spend": "Report\nDay,Campaign,Cost,Currency\nsoon,Spring,1.00,EUR\n",
    "rates": "on,base,quote,rate\nsoon,EUR,USD,1.1\n",
    "email": "Email,Event,Date\nanna@example.com,opened,soon\n",
    "tickets": "Ticket ID,Opened at,Email\n1,soon,anna@example.com\n",
    "reviews": "Date,Rating,Email\nsoon,5,anna@example.com\n",
    "surveys": "Date,NPS,Email\nsoon,9,anna@example.com\n",
    "shipments": "Order number,Status,Date\n1001,delivered,soon\n",
}


def test_no_connector_is_left_out_of_the_contract() -> None:
    assert UNREADABLE.keys() | {"parquet"} == connectors().keys()


@pytest.mark.parametrize(("connector", "text"), UNREADABLE.items())
def test_a_quarantined_row_is_read_again_as_it_was_and_taken_once_mended(
    connector: str, text: str, write: Write
) -> None:
    options = ReadOptions(mapping=MAPPING if member(CONNECTORS, connector).NEEDS_MAPPING else None)
    (batch,) = read_file(connector, write("a.file", text), options)
    (rejected,) = batch.rejected
    (again,) = reread(connector, rejected.header, rejected.original, options)
    assert [one._replace(row=0) for one in again.rejected] == [rejected._replace(row=0)]
    (mended,) = reread(connector, rejected.header, rejected.original.replace("soon", "2026-03-01"), options)
    assert len(mended.events) + len(mended.spend) + len(mended.rates) == 1
    assert not mended.rejected


@pytest.mark.parametrize("connector", SHARED)
class TestEveryConnectorOfOneRowAFact:
    def test_makes_events_that_are_named_in_every_language(self, connector: str) -> None:
        makes = member(CONNECTORS, connector).KIND.makes
        for language in languages():
            entries = Catalogue.of(language).entries
            assert [name for name in makes if f"touchpoint.{name}" not in entries] == []

    def test_knows_each_export_by_columns_of_its_own(self, connector: str) -> None:
        known = member(CONNECTORS, connector).KIND.exports
        for export in known:
            header = [export.columns[field][0] for field in export.required]
            fitting = [one for one in known if set(one.required) <= recognise(header, one.columns).keys()]
            assert fitting[0] is export
            assert len({*map(fold, header)}) == len(header)

    def test_says_the_same_again_of_the_same_file(self, connector: str, write: Write) -> None:
        path = write("a.csv", UNREADABLE[connector].replace("soon", "2026-03-01"))
        first, second = (list(read_file(connector, path, ReadOptions())) for _ in range(2))
        assert first == second
        assert {event.name for batch in first for event in batch.events} <= set(
            member(CONNECTORS, connector).KIND.makes
        )


NOW = to_micros(datetime(2026, 11, 25, 12, tzinfo=UTC))
FROM_NOW_ON = {
    "csv": "at,user\n2026-11-26T11:00:00Z,1\n2026-11-26T13:00:00Z,2\n",
    "jsonl": '{"at": "2026-11-26T11:00:00Z", "user": "1"}\n{"at": "2026-11-26T13:00:00Z", "user": "2"}\n',
    "segment": "".join(
        json.dumps({"type": "page", "userId": user, "timestamp": at}) + "\n"
        for user, at in (("1", "2026-11-26T11:00:00Z"), ("2", "2026-11-26T13:00:00Z"))
    ),
    "orders": "Name,Financial Status,Created at,Total,Currency,Lineitem name\n"
    "#1,paid,2026-11-26 11:00:00 +0000,10.00,EUR,Boot\n#2,paid,2026-11-26 13:00:00 +0000,10.00,EUR,Boot\n",
}


@pytest.mark.parametrize("name", sorted(FROM_NOW_ON))
def test_what_lies_more_than_a_day_ahead_waits_in_quarantine(name: str, write: Write) -> None:
    path = write("a.file", FROM_NOW_ON[name])
    mapping = MAPPING if member(CONNECTORS, name).NEEDS_MAPPING else None
    (batch,) = read_file(name, path, ReadOptions(mapping=mapping, now=NOW))
    assert [one.at for one in batch.events] == [to_micros(datetime(2026, 11, 26, 11, tzinfo=UTC))]
    (refused,) = batch.rejected
    assert refused.code == "future_time"
    assert refused.reason.startswith("2026-11-26 13:00 UTC lies ahead of now, 2026-11-25 12:00 UTC.")
    (batch,) = read_file(name, path, ReadOptions(mapping=mapping))
    assert len(batch.events) == 2
