from datetime import timedelta
from decimal import Decimal

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import Settings, settings_from


def test_an_empty_file_gives_the_defaults() -> None:
    assert settings_from({}) == Settings()


def test_values_take_the_type_of_their_setting() -> None:
    read = settings_from(
        {
            "shop": {"currency": "USD", "margin": 32.5, "vat_rates": {"it": 22}, "domains": "shop.example"},
            "trace": {"session_gap": "45m"},
            "exclude": {"ips": ["10.0.0.0/8"]},
        }
    )
    assert read.shop.margin == Decimal("32.5")
    assert read.shop.vat_rates == {"IT": Decimal(22)}
    assert read.shop.domains == ("shop.example",)
    assert read.trace.session_gap == timedelta(minutes=45)
    assert read.exclude.ips == ("10.0.0.0/8",)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"shopp": {}}, "unknown_setting"),
        ({"shop": {"curency": "EUR"}}, "unknown_setting"),
        ({"shop": []}, "bad_setting"),
        ({"shop": {"currency": "EURO"}}, "unknown_currency"),
        ({"shop": {"currency": 3}}, "bad_setting"),
        ({"shop": {"time_zone": "Rome"}}, "unknown_time_zone"),
        ({"shop": {"margin": 140}}, "bad_setting"),
        ({"shop": {"margin": "much"}}, "bad_setting"),
        ({"shop": {"revenue": "net"}}, "bad_setting"),
        ({"shop": {"conversion": ["sale"]}}, "bad_setting"),
        ({"shop": {"contact": ["any"]}}, "bad_setting"),
        ({"trace": {"session_gap": "30"}}, "bad_duration"),
        ({"trace": {"session_gap": 30}}, "bad_setting"),
        ({"trace": {"source_sessions": "yes"}}, "bad_setting"),
        ({"consent": {"default": "unknown"}}, "bad_setting"),
        ({"consent": {"store": "none"}}, "bad_setting"),
        ({"store": {"buckets": 0}}, "bad_setting"),
    ],
)
def test_a_wrong_setting_says_what_is_wrong(document: dict[str, object], code: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        settings_from(document)
    assert caught.value.code == code


def test_a_misspelt_setting_names_the_one_that_was_meant() -> None:
    with pytest.raises(PercorsoError, match="Did you mean 'currency'"):
        settings_from({"shop": {"curency": "EUR"}})


def test_how_addresses_are_kept_is_one_of_three_ways() -> None:
    assert settings_from({}).privacy.ip == "truncated"
    assert settings_from({"privacy": {"ip": "none"}}).privacy.ip == "none"
    with pytest.raises(PercorsoError, match="Did you mean 'whole'") as raised:
        settings_from({"privacy": {"ip": "hole"}})
    assert raised.value.code == "bad_setting"
