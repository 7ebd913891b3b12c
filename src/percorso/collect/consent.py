"""Consent as consent managers write it: from the signals that events carry to our purposes, each granted or denied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from percorso.collect import jsontext
from percorso.collect.headers import aliases, fold
from percorso.collect.tc_string import consented
from percorso.core.consent import CONSENT_EVENTS, NOTHING, PURPOSES, Choices, written
from percorso.core.errors import PercorsoError

# What others call our purposes; the numbers are Iubenda's, the codes OneTrust's. Where one purpose is asked for under
# several names it is granted when all are.
_NAMES = aliases(
    """
    analytics: analytics, analytics_storage, statistics, measurement, performance, 4, C0002
    cross_device: cross_device
    personalisation: personalisation, personalization, personalization_storage, preferences, functional, experience
    personalisation: 3, C0003
    marketing: marketing, ad_storage, ads_storage, ad_personalization, advertising, targeting, 5, C0004
    ad_sharing: ad_sharing, ad_user_data, data_sharing, social_media, C0005, advertising, targeting, 5, C0004
    """
)
_FOLDED = {purpose: tuple(map(fold, names)) for purpose, names in _NAMES.items()}
# Who asks for marketing beside statistics (Cookiebot) asks in one for what we ask in two, as who asks for advertising.
_STATISTICS, _MARKETING, _ADVERTISING = "statistics", "marketing", "advertising"
# The purposes of the TCF that one of ours needs, all of them. 8 and 9: measure content, understand audiences; 5 and 6:
# profiles for content; 3 and 4: profiles for advertising; 1 and 7: storage, measure advertising, which Google takes for
# its ad_user_data.
_TCF = {"analytics": (8, 9), "personalisation": (5, 6), "marketing": (3, 4), "ad_sharing": (1, 7)}
_YES, _NO = frozenset(("granted", "yes", "true", "1", "allow")), frozenset(("denied", "no", "false", "0", "deny"))
# Where calls keep the whole of what a consent manager says, and a TC string among it.
_TABLES = ("categoryPreferences", "purposes", "privacy_info")
_TC_STRINGS = ("tcString", "tcfString", "tc_string", "tcf_string")
# No name and no state of any consent manager is longer.
_LONGEST = 40
_PAIR = re.compile(r"(\w+)\s*[:=]\s*(\w+)")


def of_call(name: str, context: Mapping[str, Any], properties: Mapping[str, Any]) -> str | None:
    """Give what a call says of consent, as events keep it; None when it says nothing that is understood.

    An event that tells a choice (Consent Updated) says it in its properties; every call may say in ``context.consent``
    what holds while it is made.
    """
    found = _of_table(context.get("consent"))
    if not found and "privacy_info" in properties:
        found = _of_table(properties["privacy_info"])
    if name in CONSENT_EVENTS:
        found = {**found, **_of_table(properties)}
    return written(found) if found else None


def of_text(text: str) -> str | None:
    """Give what a column of a file says of consent; None when it says nothing of our purposes.

    The text is a JSON object of names, pairs such as ``statistics=denied`` or ``C0002:0``, or a TC string.

    Raises:
        PercorsoError: ``bad_consent`` for a text that is none of those.
    """
    choices = _of_document(text) if text.lstrip().startswith("{") else _of_pairs(text)
    if choices is None:
        choices = _of_tc_string(text)
    if choices is None:
        raise PercorsoError(
            "bad_consent",
            f"consent = {text!r} is no statement of consent.",
            hint='Write pairs such as "analytics=granted marketing=denied", a JSON object, or a TC string.',
        )
    return written(choices)


def _of_document(text: str) -> Choices | None:
    try:
        return _of_table(jsontext.decode(text))
    except PercorsoError:
        return None


def _of_pairs(text: str) -> Choices | None:
    pairs = _PAIR.findall(text)
    return _of_names(dict(pairs)) if pairs else None


def _of_table(said: object) -> Choices:
    """Read an object: names with their states, in it or in the tables that hold such, and TC strings."""
    if not isinstance(said, dict):
        return NOTHING
    found = [_of_names(said)]
    found += [_of_names(said[name]) for name in _TABLES if isinstance(said.get(name), dict)]
    found += [_of_tc_string(said[name]) or NOTHING for name in _TC_STRINGS if isinstance(said.get(name), str)]
    # Iubenda's "consent" alone: who refuses everything is asked for no purpose. An agreement to nothing named is none.
    if not any(found) and said.get("consent") is False:
        return dict.fromkeys(PURPOSES, False)
    return _merged(list(filter(None, found)))


def _of_names(said: Mapping[Any, object]) -> Choices:
    """Read names with their states; names of others, and what is no state, say nothing."""
    # Not what differs from one person to the next, nor what is too long to be meant: the few others are remembered.
    states = ((name, state) for name, value in said.items() if (state := _state(value)) is not None)
    return _of_states(tuple((name, state) for name, state in states if isinstance(name, str) and len(name) <= _LONGEST))


@lru_cache(maxsize=4096)
def _of_states(states: tuple[tuple[str, bool], ...]) -> Choices:
    known = {fold(name): state for name, state in states}
    if _STATISTICS in known and _MARKETING in known:
        known[_ADVERTISING] = known[_MARKETING]
    each = {purpose: [known[name] for name in names if name in known] for purpose, names in _FOLDED.items()}
    return {purpose: all(states) for purpose, states in each.items() if states}


def _of_tc_string(text: str) -> Choices | None:
    purposes = consented(text)
    return None if purposes is None else _of_tcf(purposes)


def _of_tcf(purposes: Iterable[int]) -> Choices:
    given = frozenset(purposes)
    return {purpose: given.issuperset(needed) for purpose, needed in _TCF.items()}


def _state(value: object) -> bool | None:
    if isinstance(value, int):
        return {1: True, 0: False}.get(value)
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    word = value.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def _merged(each: Sequence[Choices]) -> Choices:
    """Put together what is said in several places: granted where all of them grant it."""
    if len(each) == 1:
        return each[0]
    found: dict[str, bool] = {}
    for choices in each:
        for purpose, state in choices.items():
            found[purpose] = found.get(purpose, True) and state
    return found
