import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.trace.sources import NOT_SET, Origin, Referrer, Return, Visit, built_in_lists, evidence, origin

SHOP = "https://shop.example/"
BUILT_IN = evidence()
MEDIUMS = {
    "search": ("organic",),
    "social": ("social",),
    "email": ("email",),
    "paid": ("cpc", "display"),
    "chatbot": ("ai-assistant",),
}
# Where we read a referrer otherwise than the peer, and why.
DIFFERENCES = {
    "http://www.pricerunner.co.uk/search": ("referral", "it compares prices: a search there is no web search"),
}
VALUES = st.sampled_from([None, NOT_SET, "google", "bing", "cpc", "email"])
ORIGINS = st.builds(Origin, VALUES, VALUES, st.sampled_from([None, "spring"]))


def came(**told: str) -> Origin | Return:
    return BUILT_IN.origin(Visit(**{"url": SHOP, **told}))


def test_a_creative_alone_names_no_source() -> None:
    assert came(url=f"{SHOP}?utm_content=Top") == Origin("(direct)", "(none)")
    assert came(creative="Top") == Origin("(direct)", "(none)")


def test_referrers_are_read_as_the_peer_reads_them_but_for_the_differences_named(shared: Path) -> None:
    file = shared / "data" / "peer_cases" / "snowplow_referer_parser" / "referer-tests.json"
    cases = json.loads(file.read_text(encoding="utf-8"))
    assert len(cases) == 118
    different = {}
    for case in cases:
        read = came(referrer=case["uri"])
        assert isinstance(read, Origin), case["uri"]
        if read.medium not in MEDIUMS[case["medium"]]:
            different[case["uri"].partition("?")[0]] = read.medium
    print(f"{len(cases) - len(different)} of {len(cases)} referrers as the peer's own cases")  # noqa: T201
    assert different == {uri: medium for uri, (medium, _) in DIFFERENCES.items()}


@pytest.mark.parametrize(
    ("referrer", "source"),
    [
        ("https://www.google.co.uk/", "google"),
        ("https://images.google.fr/", "google"),
        ("https://it.images.search.yahoo.com/images", "yahoo"),
        ("https://l.facebook.com/", "facebook"),
        ("https://t.co/x", "twitter"),
        ("https://chat.openai.com/", "chatgpt.com"),
        ("https://mail.google.com/", "gmail"),
        ("https://webmail.tim.it/", "webmail.tim.it"),
        ("https://www.blog.example/post", "blog.example"),
        ("https://m.youtube.com/", "youtube"),
    ],
)
def test_a_referrer_gives_the_source_one_name(referrer: str, source: str) -> None:
    read = came(referrer=referrer)
    assert isinstance(read, Origin)
    assert read.source == source


def test_campaigns_come_from_fields_parameters_and_click_ids() -> None:
    assert came(campaign="Spring", source="a", medium="b") == Origin("a", "b", "Spring")
    assert came(url=f"{SHOP}?utm_source=A&utm_medium=B&utm_campaign=Spring%20Sale") == Origin("a", "b", "Spring Sale")
    assert came(url=f"{SHOP}?utm_source=A&utm_medium=B&utm_content=Top") == Origin("a", "b", None, "Top")
    assert came(source="a", medium="b", creative=" Side ") == Origin("a", "b", None, "Side")
    assert came(url=f"{SHOP}?utm_source=a&utm_medium=b&utm_id=77") == Origin("a", "b", "77")
    assert came(url=f"{SHOP}?gclid=1&gad_campaignid=88") == Origin("google", "cpc", "88")
    assert came(url=f"{SHOP}?gclid=1&gad_campaignid=88&utm_campaign=x") == Origin("google", "cpc", "x")


def test_a_click_id_that_contradicts_what_is_stated_adds_nothing() -> None:
    assert came(url=f"{SHOP}?utm_source=news&gclid=1&gad_campaignid=88") == Origin("news", None, None)


def test_a_visit_with_nothing_is_direct() -> None:
    assert BUILT_IN.origin(Visit()) == Origin("(direct)", "(none)")


def test_blank_values_are_absent_and_sources_in_lower_case() -> None:
    assert origin(" Google ", "", "  ") == Origin("google", None, None)
    assert origin(None, "CPC", " Brand ") == Origin(None, "cpc", "Brand")
    assert origin("(Not Set)", NOT_SET, "(NOT SET)") == Origin(NOT_SET, NOT_SET, None)


@given(ORIGINS, ORIGINS)
def test_filling_keeps_what_is_known_and_takes_nothing_from_a_contradiction(known: Origin, weaker: Origin) -> None:
    filled = known.filled(weaker)
    told = {None, NOT_SET}
    pairs = list(zip(known[:2], weaker[:2], strict=True))
    if any(mine not in told and other not in told and mine != other for mine, other in pairs):
        assert filled == known
        return
    for (mine, other), got in zip(pairs, filled[:2], strict=True):
        assert got == (mine if mine not in told else other or mine)
    assert filled.campaign == (known.campaign or weaker.campaign)


def test_own_domains_and_payment_hosts_take_in_what_lies_below_them() -> None:
    own = evidence(own_domains=("https://www.shop.example/",), payment_hosts=("bank.example", "pay-*.example.org"))
    for referrer, reason in (
        ("https://shop.example/", "inside the shop (shop.example)"),
        ("https://blog.shop.example/", "inside the shop (blog.shop.example)"),
        ("https://bank.example/", "return from a payment provider (bank.example)"),
        ("https://acs.bank.example/", "return from a payment provider (acs.bank.example)"),
        ("https://pay-it.example.org/", "return from a payment provider (pay-it.example.org)"),
    ):
        assert own.origin(Visit(referrer=referrer)) == Return(reason, sent="provider" in reason)
    assert own.origin(Visit(referrer="https://myshop.example/")) == Origin("myshop.example", "referral")


def test_a_shops_own_host_rows_go_before_the_built_in_ones() -> None:
    proof = evidence(hosts=[("google.{}", Referrer("corner", "partner"))], returns=[("bing.com", "login")])
    assert proof.origin(Visit(SHOP, "https://www.google.it/")) == Origin("corner", "partner")
    assert proof.origin(Visit(SHOP, "https://bing.com/")) == Return(
        "return from a login provider (bing.com)", sent=True
    )


def test_stated_leaves_referrers_and_shared_links_out() -> None:
    visit = Visit(f"{SHOP}?fbclid=1", "https://www.google.com/", campaign="spring")
    assert BUILT_IN.stated(visit) == Origin(None, None, "spring")


def test_the_packaged_lists_are_those_of_their_origin(shared: Path) -> None:
    rows = (shared / "data" / "channel_lists" / "ga4_source_categories.csv").read_text(encoding="utf-8").split("\n")[1:]
    wanted: dict[str, set[str]] = {}
    for source, category in (row.rsplit(",", 1) for row in rows if row):
        wanted.setdefault(category.strip().removeprefix("SOURCE_CATEGORY_").lower(), set()).add(source.strip().lower())
    assert {name: built_in_lists()[name] for name in wanted} == wanted
    assert set(built_in_lists()) - set(wanted) == {"assistants"}
