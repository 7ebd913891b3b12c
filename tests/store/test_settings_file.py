from __future__ import annotations

import tomllib
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from percorso.core.settings import Consent, Exclusions, Settings, Shop, Storage, Tracing, settings_from
from percorso.store.settings_file import changed_text, settings_text

# Any text but lone surrogates, which no file can hold.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
PERCENT = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)
SHOPS = st.builds(
    Shop,
    id=TEXTS,
    name=TEXTS,
    country=TEXTS,
    currency=st.sampled_from(["EUR", "JPY"]),
    prices_include_vat=st.booleans(),
    vat_rates=st.dictionaries(st.sampled_from(["IT", "DE", "FR"]), PERCENT),
    revenue=st.sampled_from(["auto", "goods", "total"]),
    margin=st.none() | PERCENT,
    conversion=st.lists(st.sampled_from(["order", "booking", "quote"])).map(tuple),
    contact=st.lists(st.sampled_from(["inbound", "outbound"])).map(tuple),
    domains=st.lists(TEXTS).map(tuple),
)
DURATIONS = st.integers(0, 10**7).map(lambda seconds: timedelta(seconds=seconds))
TRACINGS = st.builds(
    Tracing,
    session_gap=DURATIONS,
    session_on_campaign=st.booleans(),
    contact_window=DURATIONS,
    look_back=DURATIONS,
)
EXCLUSIONS = st.builds(Exclusions, ips=st.lists(TEXTS).map(tuple), emails=st.lists(TEXTS).map(tuple))
STORAGES = st.builds(Storage, buckets=st.integers(1, 1024), state=TEXTS)


CONSENTS = st.builds(Consent, st.sampled_from(["granted", "denied"]), st.sampled_from(["all", "consented"]))


@given(st.builds(Settings, SHOPS, EXCLUSIONS, CONSENTS, TRACINGS, STORAGES))
def test_the_file_says_exactly_the_settings_it_was_made_of(settings: Settings) -> None:
    assert settings_from(tomllib.loads(settings_text(settings))) == settings


def test_the_default_file_names_what_a_shop_must_know_and_explains_it() -> None:
    text = settings_text(Settings())
    document = tomllib.loads(text)
    assert {
        "country", "time_zone", "currency", "prices_include_vat", "vat_rates", "revenue", "conversion", "contact",
    } <= set(document["shop"])  # fmt: skip
    assert "\n# margin = 40\n" in text
    assert text.count("\n#") >= 15
    assert max(map(len, text.splitlines())) <= 120


def test_a_changed_value_leaves_comments_order_and_what_somebody_added() -> None:
    written = '# ours\n[shop]\nname = "A" # the name\nmargin = 40\n\n[trace]\nstage_rules = "stages.toml"\n'
    changed = changed_text(written, {"shop": {"name": 'B "x"', "margin": None, "domains": ["a.example"]}})
    assert changed.startswith('# ours\n[shop]\nname = "B \\"x\\"" # the name\n')
    read = tomllib.loads(changed)
    assert read == {"shop": {"name": 'B "x"', "domains": ["a.example"]}, "trace": {"stage_rules": "stages.toml"}}


def test_every_setting_of_a_new_file_can_be_changed_in_its_place() -> None:
    changed = changed_text(settings_text(Settings()), {"shop": {"vat_rates": {"IT": 22}}, "consent": {"store": "all"}})
    assert settings_from(tomllib.loads(changed)).shop.vat_rates == {"IT": 22}
    assert changed.count("vat_rates") == 1
