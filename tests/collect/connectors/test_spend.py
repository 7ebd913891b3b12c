from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from percorso.collect.options import ReadOptions
from percorso.collect.reading import reread
from percorso.core.errors import PercorsoError
from percorso.core.record import Spend

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]


def test_google_ads_is_read_past_its_title_and_without_its_totals(exports: Path, gather: Gather) -> None:
    batch = gather("spend", exports / "google_ads.csv", 'currency = "EUR"')
    assert not batch.rejected
    assert batch.spend == [
        Spend("2026-03-01", "google_ads", "Spring", 123456, "EUR", "111", "Mugs", None, 12345, 321),
        Spend("2026-03-02", "google_ads", "Spring", 1000, "EUR", "111", "Mugs", None, 900, 12),
        Spend("2026-03-02", "google_ads", "Spring", 550, "EUR", "111", "Teapots", None, 100, 3),
        Spend("2026-03-03", "google_ads", "Brand", 0, "EUR", "112", "Brand", None, 0, 0),
    ]


def test_a_row_without_currency_is_set_aside_where_others_state_theirs(exports: Path, gather: Gather) -> None:
    batch = gather("spend", exports / "google_ads.csv")
    assert (len(batch.spend), [(one.row, one.code) for one in batch.rejected]) == (3, [(7, "missing_currency")])
    (rejected,) = batch.rejected
    (again,) = reread("spend", rejected.header, rejected.original, ReadOptions())
    assert [one.code for one in again.rejected] == ["missing_currency"]
    (mended,) = reread("spend", rejected.header, rejected.original, ReadOptions(mapping={"currency": "EUR"}))
    assert [one.currency for one in mended.spend] == ["EUR"]


def test_google_ads_in_italian_reads_the_same_way(exports: Path, gather: Gather) -> None:
    assert gather("spend", exports / "google_ads_it.csv").spend == [
        Spend("2026-03-01", "google_ads", "Primavera", 123456, "EUR", "111", None, None, 12345, 321),
        Spend("2026-03-02", "google_ads", "Primavera", 1000, "EUR", "111", None, None, 900, 12),
        Spend("2026-03-13", "google_ads", "Totale relax", 500, "EUR", "112", None, None, 1000, 3),
    ]


def test_google_s_classic_download_is_utf_16_with_tabs(exports: Path, write: Write, gather: Gather) -> None:
    text = (exports / "google_ads_it.csv").read_text().replace(";", "\t")
    classic = gather("spend", write("classic.csv", text.encode("utf-16")))
    assert classic == gather("spend", exports / "google_ads_it.csv")


def test_meta_ads_keeps_ads_apart_and_reads_the_currency_in_its_header(exports: Path, gather: Gather) -> None:
    batch = gather("spend", exports / "meta_ads.csv")
    assert not batch.rejected
    assert batch.spend == [
        Spend("2026-03-01", "meta_ads", "Spring", 1234, "EUR", None, "Women 25-44", "Video A", 1000, 10),
        Spend("2026-03-01", "meta_ads", "Spring", 766, "EUR", None, "Women 25-44", "Video B", 700, 4),
        Spend("2026-03-02", "meta_ads", "Spring", 0, "EUR", None, "Men 25-44", "Video A", 0, None),
    ]


def test_a_row_about_several_days_is_set_aside_never_spread(exports: Path, gather: Gather) -> None:
    batch = gather("spend", exports / "meta_ads_it.csv")
    assert [(one.on, one.cost, one.impressions) for one in batch.spend] == [
        ("2026-03-01", 1234, 1000),
        ("2026-03-02", 766, 700),
    ]
    assert [(one.row, one.code) for one in batch.rejected] == [(4, "range_without_days")]
    assert "Estate" in batch.rejected[0].original


def test_an_account_s_cost_by_day_needs_no_campaign(write: Write, gather: Gather) -> None:
    path = write("a.csv", "Giorno,Copertura,Importo speso (EUR)\n2026-03-01,10,1.50\n")
    assert gather("spend", path).spend == [Spend("2026-03-01", "meta_ads", "(all)", 150, "EUR")]


def test_a_currency_stated_nowhere_is_asked_for_not_guessed(write: Write, gather: Gather) -> None:
    path = write("a.csv", "Day,Campaign,Cost\n2026-03-01,Spring,1.50\n")
    with pytest.raises(PercorsoError, match='currency = "EUR"') as caught:
        gather("spend", path)
    assert caught.value.code == "missing_currency"
    assert gather("spend", path, 'currency = "CHF"\nplatform = "bing_ads"').spend == [
        Spend("2026-03-01", "bing_ads", "Spring", 150, "CHF")
    ]


def test_bad_rows_are_set_aside_and_can_be_read_again(write: Write, gather: Gather) -> None:
    rows = [
        "2026-03-01,Spring,-1.00,EUR,5",
        "2026-03-01,Spring,1.00,EURO,5",
        "2026-13-01,Spring,1.00,EUR,5",
        "2026-03-01,Spring,lots,EUR,5",
        "2026-03-01,Spring,1.00,EUR,5.5",
        "2026-03-01,Spring,1.00",
    ]
    batch = gather("spend", write("a.csv", "Report\nDay,Campaign,Cost,Currency,Clicks\n" + "\n".join(rows)))
    assert [(one.row, one.code, one.original) for one in batch.rejected] == [
        (3, "negative_money", rows[0]),
        (4, "unknown_currency", rows[1]),
        (5, "bad_date", rows[2]),
        (6, "bad_amount", rows[3]),
        (7, "bad_count", rows[4]),
        (8, "wrong_number_of_fields", rows[5]),
    ]
    first = batch.rejected[0]
    (again,) = reread("spend", first.header, first.original.replace("-1.00", "1.00"), ReadOptions())
    assert again.spend == [Spend("2026-03-01", "google_ads", "Spring", 100, "EUR", clicks=5)]


@pytest.mark.parametrize("cost", ["1.500", "1.234"])
def test_cost_that_may_be_thousands_is_set_aside_where_the_file_shows_nothing(
    cost: str, write: Write, gather: Gather
) -> None:
    batch = gather("spend", write("a.csv", f"Day,Campaign,Cost,Currency\n2026-03-01,Spring,{cost},EUR\n"))
    assert [one.code for one in batch.rejected] == ["ambiguous_amount"]
    mapped = gather(
        "spend", write("a.csv", f"Day,Campaign,Cost,Currency\n2026-03-01,Spring,{cost},EUR\n"), 'decimal = ","'
    )
    assert [one.cost for one in mapped.spend] == [int(cost.replace(".", "")) * 100]


@pytest.mark.parametrize("place", [0, 2])
def test_a_total_in_the_campaign_column_is_no_campaign(place: int, write: Write, gather: Gather) -> None:
    rows = ['2026-03-01,2026-03-01,A,"10,00"', '2026-03-01,2026-03-01,B,"20,00"']
    rows.insert(place, '2026-03-01,2026-03-01,Totale,"30,00"')
    header = "Inizio report,Fine report,Nome della campagna,Importo speso (EUR)"
    batch = gather("spend", write("a.csv", "\n".join((header, *rows, '2026-03-02,2026-03-02,Totale,"7,00"'))))
    assert [(one.on, one.campaign, one.cost) for one in batch.spend] == [
        ("2026-03-01", "A", 1000),
        ("2026-03-01", "B", 2000),
        ("2026-03-02", "Totale", 700),
    ]


@pytest.mark.parametrize(
    ("columns", "row", "came"),
    [
        ("Day,Campaign,Cost", "2026-03-02,Spring,£12.34", [(1234, "GBP")]),
        ("Day,Campaign,Cost", "2026-03-02,Spring,$12.34", ["ambiguous_currency"]),
        ("Day,Campaign,Currency,Cost", "2026-03-02,Spring,EUR,$12.34", ["currency_conflict"]),
        ("Day,Campaign,Currency,Cost", "2026-03-02,Spring,CAD,$12.34", [(1234, "CAD")]),
    ],
)
def test_the_sign_of_a_cost_says_its_currency_and_never_another_than_stated(
    columns: str, row: str, came: list[object], write: Write, gather: Gather
) -> None:
    batch = gather("spend", write("cost.csv", f"{columns}\n{row}\n"))
    assert [*((one.cost, one.currency) for one in batch.spend), *(one.code for one in batch.rejected)] == came


def test_a_table_of_several_platforms_keeps_them_apart(write: Write, gather: Gather) -> None:
    text = "date,platform,campaign,cost,currency\n2026-03-01,meta_ads,A,7,EUR\n2026-03-01,TikTok Ads,B,9,EUR\n"
    rows = gather("spend", write("a.csv", text + "2026-03-01,,C,1,EUR\n")).spend
    assert [(row.campaign, row.platform) for row in rows] == [
        ("A", "meta_ads"),
        ("B", "tiktok_ads"),
        ("C", "google_ads"),
    ]
