import csv
import pickle
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.trace.channels import ChannelRules, Visit, classify_rows
from percorso.trace.sources import built_in_lists

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "snowplow_fractribution"
BUILT_IN = ChannelRules.built_in()
COLUMNS = ("url", "referrer", "source", "medium", "campaign")


def cases() -> list[dict[str, str]]:
    with (ROOT / "tests" / "cases" / "channels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_case_of_the_table_gets_its_channel_by_its_rule() -> None:
    wrong = []
    for case in cases():
        found = BUILT_IN.classify(Visit(*(case[column] for column in COLUMNS)))
        rule = found.rule if found.channel is None else found.rule.split()[0]
        if (found.channel or "", rule) != (case["channel"], case["rule"]) or found.touch != bool(case["channel"]):
            wrong.append((case, found))
    assert wrong == []


def test_the_table_holds_every_rule() -> None:
    table = cases()
    assert len(table) >= 300
    assert {case["rule"] for case in table} >= {str(number) for number in range(1, len(BUILT_IN.rules) + 1)}


def in_list(name: str, source: str) -> bool:
    return source in built_in_lists()[name]


def paid(medium: str) -> bool:
    return "cp" in medium or medium in ("ppc", "retargeting") or medium.startswith("paid")


def shopping(campaign: str) -> bool:
    """Say whether "shopping" is in it, or "shop" at its start or after anything but the letters a-d and f-z."""
    places = [place for place in range(len(campaign)) if campaign.startswith("shop", place)]
    return "shopping" in campaign or any(
        place == 0 or campaign[place - 1] not in "abcdfghijklmnopqrstuvwxyz" for place in places
    )


def ga4(source: str, medium: str, campaign: str) -> int:
    """Give the number of the GA4 rule that fires, 0 for none: the rules as one would read them out."""
    mails = ("email", "e-mail", "e_mail", "e mail")
    socials = ("social", "social-network", "social-media", "sm", "social network", "social media")
    answers = (
        source == "(direct)" and medium in ("(not set)", "(none)"),
        "cross-network" in campaign,
        (in_list("shopping", source) or shopping(campaign)) and paid(medium),
        in_list("search", source) and paid(medium),
        in_list("social", source) and paid(medium),
        in_list("video", source) and paid(medium),
        medium in ("display", "banner", "expandable", "interstitial", "cpm"),
        paid(medium),
        in_list("shopping", source) or shopping(campaign),
        in_list("social", source) or medium in socials,
        in_list("video", source) or "video" in medium,
        in_list("search", source) or medium == "organic",
        medium in ("referral", "app", "link"),
        source in mails or medium in mails,
        medium == "affiliate",
        medium == "audio",
        source == "sms" or medium == "sms",
        medium.endswith("push") or "mobile" in medium or "notification" in medium or source == "firebase",
        medium == "ai-assistant",
    )
    return next((number for number, answer in enumerate(answers, start=1) if answer), 0)


def fired(source: str, medium: str, campaign: str) -> int:
    """Give the number of the rule that fires, 0 for one that GA4 does not have."""
    rule = BUILT_IN.classify(Visit(source=source, medium=medium, campaign=campaign)).rule
    return int(rule.split()[0]) if "GA4" in rule and "Unassigned" not in rule else 0


MEDIUMS = (
    "(none)|(not set)|cpc|CPC|ppc|xppc|retargeting|retargeting2|paid|paid_social|unpaid|cpm|recpe|acpb|display|banner|"
    "banners|expandable|interstitial|social|social-network|social media|sm|smm|video|myvideos|organic|organics|"
    "referral|app|link|links|email|E-Mail|e_mail|e mail|emails|affiliate|affiliates|audio|sms|push|webpush|pusher|"
    "mobile|in-app notification|ai-assistant|qr|coupon|phone|mail|letter|flyer|x"
).split("|")
SOURCES = (
    "(direct)|direct|(not set)|google|Google|bing|facebook|t.co|youtube|m.youtube.com|amazon|stripe|email|e mail|sms|"
    "firebase|newsletter|chatgpt.com|google.com|blog.example"
).split("|")
CAMPAIGNS = ("", "shop", "eshop", "workshop", "my SHOP", "shopping", "x cross-network", "spring")


def test_every_combination_agrees_with_the_rules_read_out() -> None:
    wrong = [
        visit
        for visit in product(SOURCES, MEDIUMS, CAMPAIGNS)
        if fired(*visit) != ga4(*(text.lower() or "(not set)" for text in visit))
    ]
    assert wrong == []


def test_every_listed_source_agrees_with_the_rules_read_out() -> None:
    sources = sorted(frozenset().union(*built_in_lists().values()))
    assert len(sources) >= 819
    wrong = [visit for visit in product(sources, ("cpc", "referral", "email"), ("",)) if fired(*visit) != ga4(*visit)]
    assert wrong == []


WORDS = st.lists(st.sampled_from("shop shopping e w cp c p paid cross-network network - _ 1 video push".split())).map(
    "".join
)


@given(st.sampled_from(SOURCES), WORDS.filter(bool), WORDS.filter(bool))
def test_any_medium_and_campaign_agree_with_the_rules_read_out(source: str, medium: str, campaign: str) -> None:
    assert fired(source, medium, campaign) == ga4(source.lower(), medium, campaign)


TEXTS = st.none() | st.text(max_size=40) | st.sampled_from([case[column] for case in cases() for column in COLUMNS])


@given(st.builds(Visit, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS))
def test_any_visit_is_classified_and_always_alike(visit: Visit) -> None:
    found = BUILT_IN.classify(visit)
    assert found == ChannelRules.built_in().classify(visit)
    assert found.touch == (found.channel is not None)
    assert found.rule


def test_a_declared_channel_wins_over_everything() -> None:
    visit = Visit("https://shop.example/?utm_source=a&utm_medium=cpc", "https://www.paypal.com/", channel=" Radio ")
    found = BUILT_IN.classify(visit)
    assert found == ("Radio", "0 declared by the source", "a", "cpc", None, True, False, None)


def test_a_declared_channel_says_nothing_of_an_unknown_source() -> None:
    assert BUILT_IN.classify(Visit(channel="Radio"))[2:5] == (None, None, None)


def test_source_and_medium_come_back_in_one_spelling() -> None:
    found = BUILT_IN.classify(Visit(source="Google", medium="CPC", campaign="Brand"))
    assert found[2:5] == ("google", "cpc", "Brand")


def test_a_placeholder_is_not_given_out_as_a_source() -> None:
    assert BUILT_IN.classify(Visit(source="(not set)", medium="(not set)"))[2:4] == (None, None)


def test_rows_keep_their_order_and_get_channel_and_rule() -> None:
    rows: list[dict[str, Any]] = [
        {"source": "google", "medium": "cpc", "note": "kept"},
        {},
        {"referrer": "https://www.paypal.com/"},
        {"source": "google", "medium": "cpc", "campaign": 7},
    ]
    assert classify_rows(rows, BUILT_IN) == [
        {**rows[0], "channel": "Paid Search", "rule": "4 Paid Search (GA4 2026-05-13)"},
        {"channel": "Direct", "rule": "1 Direct (GA4 2026-05-13)"},
        {**rows[2], "channel": None, "rule": "return from a payment provider (paypal.com)"},
        {**rows[3], "channel": "Paid Search", "rule": "4 Paid Search (GA4 2026-05-13)"},
    ]


def test_rows_that_were_classified_before_are_classified_anew() -> None:
    rows = classify_rows([{"source": "google", "medium": "cpc"}], BUILT_IN)
    assert classify_rows([{**rows[0], "channel": "Radio"}], BUILT_IN) == rows


def test_rules_can_be_sent_to_another_process() -> None:
    rules = ChannelRules.built_in(("shop.example",), ("bank.example",))
    rules.classify(Visit(source="google", medium="cpc"))
    sent = pickle.loads(pickle.dumps(rules))  # noqa: S301
    assert sent == rules
    assert sent.classify(Visit(referrer="https://bank.example/")).touch is False


def test_a_memory_that_is_full_is_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("percorso.trace.channels._REMEMBERED", 3)
    monkeypatch.setattr("percorso.trace.sources._REMEMBERED", 3)
    rules = ChannelRules.built_in()
    for number in range(10):
        found = rules.classify(Visit(referrer=f"https://blog{number}.example/"))
        assert found.source == f"blog{number}.example"
    assert len(rules._seen) <= 3
    assert len(rules._ruled) <= 3
    assert len(rules.evidence._met) <= 3


def test_the_example_names_each_of_the_peers_97_sessions_as_the_peer_does(shared: Path) -> None:
    folder = shared / "data" / "snowplow_fractribution"
    rules = ChannelRules.read((EXAMPLE / "channels.toml").read_text(encoding="utf-8"), ("poplindata.com",))
    name = "expected__snowplow_fractribution_sessions_by_customer_id_expected.csv"
    with (folder / name).open(encoding="utf-8", newline="") as file:
        sessions = [row for row in csv.DictReader(file) if row["customer_id"]]
    assert len(sessions) == 97
    stated = [{key: row[key] for key in ("source", "medium", "campaign")} for row in sessions]
    assert [row["channel"] for row in classify_rows(stated, rules)] == [row["channel"] for row in sessions]
