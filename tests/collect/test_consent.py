"""Each signal as its maker documents it, and what of ours it says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.consent import of_call, of_text
from percorso.core.consent import PURPOSES, written
from percorso.core.errors import PercorsoError

TC_STRING = "CLcVDxRMWfGmWAVAHCENAXCkAKDAADnAABRgA5mdfCKZuYJez-NQm0TBMYA4oCAAGQYIAAAAAAEAIAEgAA.argAC0gAAAAAAAAAAAA"
# 1, 3, 9 and 10 are consented to: of no purpose of ours all that it needs.
NOTHING_WHOLE = "analytics=denied personalisation=denied marketing=denied ad_sharing=denied"


@pytest.mark.parametrize(
    ("consent", "said"),
    [
        pytest.param(
            {"categoryPreferences": {one: one != "marketing" for one in PURPOSES}},
            "analytics=granted cross_device=granted personalisation=granted marketing=denied ad_sharing=granted",
            id="our own banner",
        ),
        # https://www.twilio.com/docs/segment/privacy/consent-management/consent-in-unify
        pytest.param(
            {
                "categoryPreferences": {
                    "Advertising": True,
                    "Analytics": False,
                    "Functional": True,
                    "DataSharing": False,
                }
            },
            "analytics=denied personalisation=granted marketing=granted ad_sharing=denied",
            id="segment",
        ),
        pytest.param(
            {"necessary": True, "preferences": False, "statistics": True, "marketing": False},
            "analytics=granted personalisation=denied marketing=denied ad_sharing=denied",
            id="cookiebot",
        ),
        pytest.param(
            {"categoryPreferences": {"C0001": True, "C0002": True, "C0003": False, "C0004": False}},
            "analytics=granted personalisation=denied marketing=denied ad_sharing=denied",
            id="onetrust",
        ),
        pytest.param(
            {
                "timestamp": "2026-03-01T10:00:00Z",
                "purposes": {"1": True, "2": True, "3": False, "4": True, "5": False},
            },
            "analytics=granted personalisation=denied marketing=denied ad_sharing=denied",
            id="iubenda",
        ),
        pytest.param(
            {"timestamp": "2026-03-01T10:00:00Z", "consent": False},
            "analytics=denied cross_device=denied personalisation=denied marketing=denied ad_sharing=denied",
            id="iubenda, all refused",
        ),
        pytest.param({"timestamp": "2026-03-01T10:00:00Z", "consent": True}, None, id="iubenda, to nothing named"),
        # https://developers.google.com/tag-platform/security/concepts/consent-mode
        pytest.param(
            {
                "ad_storage": "granted",
                "ad_user_data": "denied",
                "ad_personalization": "granted",
                "analytics_storage": "granted",
                "functionality_storage": "denied",
                "personalization_storage": "denied",
                "security_storage": "granted",
            },
            "analytics=granted personalisation=denied marketing=granted ad_sharing=denied",
            id="google consent mode",
        ),
        pytest.param(
            {"ad_storage": "granted", "ad_personalization": "denied"}, "marketing=denied", id="all that is asked for"
        ),
        pytest.param({"tcString": TC_STRING}, NOTHING_WHOLE, id="tcf"),
        pytest.param({"categoryPreferences": {}}, None, id="nothing said"),
        pytest.param({"categoryPreferences": {"Social": True}}, None, id="nothing of ours"),
        pytest.param({"categoryPreferences": {"Analytics": None}}, None, id="no state"),
        pytest.param("granted", None, id="no object"),
    ],
)
def test_a_context_says_what_its_maker_says_it_does(consent: object, said: str | None) -> None:
    assert of_call("Product Viewed", {"consent": consent}, {}) == said


def test_a_ga4_row_says_it_in_its_privacy_info() -> None:
    info = {"analytics_storage": "No", "ads_storage": "Yes", "uses_transient_token": "No"}
    assert of_call("page_view", {}, {"privacy_info": info}) == "analytics=denied marketing=granted"


def test_an_event_that_tells_a_choice_says_it_in_its_properties() -> None:
    before: dict[str, Any] = {"consent": {"categoryPreferences": {"analytics": True, "marketing": True}}}
    told = {"purposes": {"analytics": False}, "policy": "2026-03"}
    assert of_call("Consent Updated", before, told) == "analytics=denied marketing=granted"
    assert of_call("Consent Seen", before, told) == "analytics=granted marketing=granted"
    assert of_call("Segment Consent Preference Updated", before, {}) == "analytics=granted marketing=granted"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("analytics=granted marketing=denied", "analytics=granted marketing=denied"),
        (",C0001:1,C0002:0,C0003:1,", "analytics=denied personalisation=granted"),
        ('{"statistics": false}', "analytics=denied"),
        (TC_STRING, NOTHING_WHOLE),
        ("newsletter=yes", None),
    ],
)
def test_a_column_says_it_in_any_of_the_forms(text: str, said: str | None) -> None:
    assert of_text(text) == said


@pytest.mark.parametrize("text", ["perhaps", "granted", "{broken", "[1]"])
def test_a_column_that_states_no_consent_is_refused(text: str) -> None:
    with pytest.raises(PercorsoError, match="bad_consent"):
        of_text(text)


@given(choices=st.dictionaries(st.sampled_from(PURPOSES), st.booleans(), min_size=1))
def test_our_own_words_are_understood_as_they_are_meant(choices: dict[str, bool]) -> None:
    text = written(choices)
    assert text is not None
    assert of_text(text) == text == of_call("", {"consent": {"categoryPreferences": choices}}, {})


@given(
    said=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda part: st.lists(part) | st.dictionaries(st.text(), part),
    )
)
def test_nothing_that_a_context_may_hold_is_a_crash(said: object) -> None:
    found = of_call("Consent Updated", {"consent": said}, {"purposes": said, "privacy_info": said, "tcString": said})
    assert found is None or of_text(found) == found


def test_a_number_too_long_to_write_says_nothing() -> None:
    assert of_call("", {"consent": {"analytics": 10**5000, "marketing": 0}}, {}) == "marketing=denied"
