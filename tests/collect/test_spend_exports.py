import pytest

from percorso.collect.spend_exports import GOOGLE_ADS, META_ADS, find_header
from percorso.core.errors import PercorsoError


def test_the_header_is_found_past_a_preamble_and_its_currency_read() -> None:
    header = find_header(["Report, of mine\n", "\n", '"March 1, 2026"\n', "Day\tCampaign\tCost (CHF)\n"])
    assert (header.export, header.line, header.delimiter, header.currency) == (GOOGLE_ADS, 4, "\t", "CHF")
    assert header.places == {"on": 0, "campaign": 1, "cost": 2}


def test_a_word_in_brackets_that_is_no_currency_is_part_of_the_name() -> None:
    header = find_header(["Giorno;Importo speso (EUR);Clic (tutti)\n"])
    assert (header.export, header.currency, header.decimal) == (META_ADS, "EUR", ",")
    assert header.places["clicks"] == 2


def test_cost_without_days_asks_for_days() -> None:
    with pytest.raises(PercorsoError, match="missing_day"):
        find_header(["Campaign,Cost\n"])


def test_anything_else_says_what_was_looked_for() -> None:
    with pytest.raises(PercorsoError, match="unrecognised_export") as caught:
        find_header(["a,b\n"] * 60)
    assert "Amount spent" in caught.value.hint


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (["2026-03-01", "Total look", "1"], False),
        (["2026-03-01", "Total", "1"], False),
        (["2026-03-01", "Total: Campaigns", "1"], True),
        (["2026-03-01", "Total - look", "1"], False),
        (["Total", "", "1"], True),
        (["Total: Account", "--", "1"], True),
        (["Totale: account", "--", "1"], True),
        (["2026-03-01", "", "1"], True),
        (["", "Spring", "1"], False),
    ],
)
def test_a_row_of_totals_is_told_from_a_campaign_of_that_name(cells: list[str], total: bool) -> None:
    assert find_header(["Day,Campaign,Cost\n"]).is_total(cells) is total


@pytest.mark.parametrize(
    ("cells", "possible"),
    [
        (["2026-03-01", "Totale", "--", "1"], True),
        (["2026-03-01", "Totale", "77", "1"], False),
        (["2026-03-01", "Total look", "", "1"], False),
    ],
)
def test_a_campaign_with_an_id_is_no_total_whatever_its_name(cells: list[str], possible: bool) -> None:
    header = find_header(["Day,Campaign,Campaign ID,Cost\n"])
    assert header.may_be_total(cells) is possible
    assert header.days(cells) == ("2026-03-01", "", "")


def test_a_campaign_called_total_in_the_first_column_is_a_campaign() -> None:
    header = find_header(["Campaign,Day,Cost\n"])
    assert not header.is_total(["Total", "2026-03-01", "1"])
    assert header.is_total(["Total", "", "1"])
