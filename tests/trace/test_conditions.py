import pytest

from percorso.core.errors import PercorsoError
from percorso.trace.conditions import condition
from percorso.trace.sources import NOT_SET, Origin

LISTS = {"search": frozenset({"google", "bing"}), "empty": frozenset[str]()}
PAID_SEARCH = Origin("google", "cpc", "Brand Shoes")


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"source_is": "google"},
        {"source_is": ["bing", "GOOGLE"]},
        {"source_in": "search"},
        {"source_in": ["empty", "search"]},
        {"campaign_contains": "brand"},
        {"campaign_contains": ["x", "SHOES"]},
        {"campaign_matches": "brand.*"},
        {"campaign_matches": ["x", "^brand shoes$"]},
        {"source_is": "google", "medium_is": "cpc"},
        {"all_of": [{"source_is": "google"}, {"medium_is": "cpc"}]},
        {"any_of": [{"source_is": "x"}, {"medium_is": "cpc"}]},
        {"any_of": [{"all_of": [{"source_is": "google"}, {"medium_is": "cpc"}]}]},
    ],
)
def test_a_condition_that_is_met_holds(table: dict[str, object]) -> None:
    assert condition(table, LISTS).holds(PAID_SEARCH)


@pytest.mark.parametrize(
    "table",
    [
        {"source_is": "goog"},
        {"source_in": "empty"},
        {"campaign_contains": "hats"},
        {"campaign_matches": "brand"},
        {"source_is": "google", "medium_is": "email"},
        {"all_of": [{"source_is": "google"}, {"medium_is": "email"}]},
        {"any_of": [{"source_is": "x"}, {"medium_is": "email"}]},
        {"source_is": NOT_SET},
    ],
)
def test_a_condition_that_is_not_met_does_not_hold(table: dict[str, object]) -> None:
    assert not condition(table, LISTS).holds(PAID_SEARCH)


def test_what_is_not_known_reads_not_set() -> None:
    assert condition({"source_is": NOT_SET, "medium_is": NOT_SET, "campaign_is": NOT_SET}, LISTS).holds(Origin())


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ({"sauce_is": "x"}, "unknown_channel_condition"),
        ({"source_is_not": "x"}, "unknown_channel_condition"),
        ({"source_in": "serch"}, "unknown_source_list"),
        ({"source_is": 3}, "bad_channel_rules"),
        ({"source_is": []}, "bad_channel_rules"),
        ({"source_is": [""]}, "bad_channel_rules"),
        ({"medium_matches": "("}, "bad_channel_rules"),
        ({"any_of": []}, "bad_channel_rules"),
        ({"any_of": [{}]}, "bad_channel_rules"),
        ({"any_of": {"source_is": "x"}}, "bad_channel_rules"),
        ({"all_of": [{"sorce_is": "x"}]}, "unknown_channel_condition"),
    ],
)
def test_a_condition_that_cannot_be_read_says_why(table: dict[str, object], code: str) -> None:
    with pytest.raises(PercorsoError) as raised:
        condition(table, LISTS)
    assert raised.value.code == code
