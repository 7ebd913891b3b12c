from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.collect import recognition as module
from percorso.collect.options import ReadOptions
from percorso.collect.preview import preview
from percorso.collect.recognition import Chosen, beginning, encoding_of, recognised, understood
from percorso.core.errors import PercorsoError

DATA = Path(__file__).parents[1] / "data"
OPTIONS = ReadOptions()
MEANT = {
    "orders": "magento_grid magento_lines prestashop_ordini prestashop_sql shopify_orders woocommerce_lines"
    " woocommerce_ordini",
    "email": "brevo_events email_recipients klaviyo_events mailchimp_activity mailup_statistiche",
    "shipments": "brt_esiti inpost_parcels shipments",
    "tickets": "freshdesk_ticket gorgias_tickets zendesk_tickets",
    "reviews": "feedaty_recensioni google_reviews judgeme_reviews trustpilot_reviews yotpo_reviews",
    "surveys": "nps sondaggio",
    "spend": "google_ads google_ads_it meta_ads meta_ads_it",
}
EXPORTS = [
    (connector, DATA / "exports" / f"{name}.csv") for connector, names in MEANT.items() for name in names.split()
]
# Of Parquet the samples hold the rows as text alone; they are of no system's own form.
SAMPLES = [(path.stem, path) for path in sorted((DATA / "samples").iterdir()) if path.suffix in (".csv", ".jsonl")]
Write = Callable[[str, str | bytes], Path]


def test_every_export_that_is_kept_here_is_asked_about() -> None:
    assert {path for _, path in EXPORTS} == set((DATA / "exports").glob("*.csv"))


@pytest.mark.parametrize(
    ("connector", "path"),
    [*EXPORTS, *((name, path) for name, path in SAMPLES if name != "parquet")],
    ids=lambda given: given.name if isinstance(given, Path) else "",
)
def test_a_file_is_told_by_what_is_in_it(connector: str, path: Path) -> None:
    assert recognised(path, OPTIONS, encoding_of(path)) == connector


def test_the_columns_of_an_export_are_told_by_our_names() -> None:
    found = understood("orders", DATA / "exports/shopify_orders.csv", "shopify_orders.csv", OPTIONS, Chosen())
    assert (found.system, found.choosable, found.mapping) == ("shopify", ("order_id",), "")
    assert (found.fields["order_id"], found.fields["at"], found.fields["total"]) == ("Name", "Created at", "Total")
    chosen = Chosen({"order_id": "Id"})
    found = understood("orders", DATA / "exports/shopify_orders.csv", "shopify_orders.csv", OPTIONS, chosen)
    assert (found.fields["order_id"], found.document) == ("Id", {"order_id": "Id"})
    found = understood("reviews", DATA / "exports/yotpo_reviews.csv", "yotpo_reviews.csv", OPTIONS, Chosen())
    assert (found.system, found.fields["rating"]) == ("yotpo", "Review Score")


def test_of_any_table_every_field_can_be_read_from_another_column(write: Write) -> None:
    path = write("till.csv", 'when,who,paid,"left, right"\n2026-03-01,anna@a.example,"12,50",1\n')
    guessed = understood("csv", path, path.name, OPTIONS, Chosen())
    assert (guessed.fields["at"], guessed.fields.get("total")) == ("when", None)
    chosen = Chosen({"total": "paid", "order_id": "left, right"})
    found = understood("csv", path, path.name, OPTIONS, chosen)
    assert (found.fields["total"], found.fields["order_id"]) == ("paid", "left, right")
    shown = preview("csv", path, ReadOptions(mapping=found.document))
    assert [(one.name, one.order_id) for one in shown.records] == [("Order Completed", "1")]  # type: ignore[union-attr]
    without = understood("csv", path, path.name, OPTIONS, Chosen({"email": ""}))
    assert "email" not in without.fields


@pytest.mark.parametrize(
    ("chosen", "code"), [({"at": "then"}, "missing_column"), ({"lookup": "when"}, "unknown_field")]
)
def test_what_cannot_be_chosen_is_refused(write: Write, chosen: dict[str, str], code: str) -> None:
    path = write("till.csv", "when,who\n2026-03-01,anna@a.example\n")
    with pytest.raises(PercorsoError, match=code):
        understood("csv", path, path.name, OPTIONS, Chosen(chosen))


def test_what_a_spreadsheet_wrote_in_its_own_encoding_is_read(write: Write) -> None:
    text = "Numero ordine,Data ordine,Totale ordine,Città\n1,01/03/2026,12,Forlì\n"
    path = write("ordini.csv", text.encode("cp1252"))
    encoding = encoding_of(path)
    assert (encoding, recognised(path, OPTIONS, encoding)) == ("cp1252", "orders")
    found = understood("orders", path, path.name, OPTIONS, Chosen(encoding=encoding))
    assert found.document == {"encoding": "cp1252"}
    assert found.columns[3] == "Città"
    assert encoding_of(write("utf8.csv", text)) is None
    with pytest.raises(PercorsoError, match="not_text"):
        encoding_of(write("book.xlsx", b"PK\x03\x04rest"))


@pytest.mark.parametrize("packed", [False, True])
def test_a_long_file_is_told_by_its_beginning(write: Write, monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:
    monkeypatch.setattr(module, "_HEAD", 100)
    text = b"Order ID,Date,Total\n" + b"".join(b"%d,2026-03-01,12\n" % number for number in range(90))
    path = write("orders.csv", gzip.compress(text) if packed else text)
    head = beginning(path, path.with_name("head.csv"))
    assert text.startswith(head.read_bytes())
    assert 50 < head.stat().st_size <= 100
    assert head.read_bytes().endswith(b"\n")
    assert recognised(head, OPTIONS) == "orders"
    short = write("short.csv", b"a,b\n")
    assert beginning(short, path.with_name("other.csv")) == short


def test_a_damaged_file_is_left_to_whoever_reads_it(write: Write) -> None:
    path = write("damaged.csv.gz", gzip.compress(b"a,b\n1,2\n" * 20)[:-9])
    assert beginning(path, path.with_name("head.csv")) == path
    with pytest.raises(PercorsoError, match="gzip"):
        encoding_of(path)
