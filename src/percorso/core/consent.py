"""Consent: what people allow their data to be used for, and the text by which an event keeps what it said of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# analytics: to measure visits. cross_device: to tie a device to a login. personalisation: to choose what somebody is
# shown. marketing: to write to them and show them advertising. ad_sharing: to hand data to ad platforms.
PURPOSES = ("analytics", "cross_device", "personalisation", "marketing", "ad_sharing")
GRANTED, DENIED = "granted", "denied"
# Events by which somebody's choice is told; they are no moments of a journey.
CONSENT_EVENTS = ("Consent Updated", "Segment Consent Preference Updated")

# What is allowed by purpose; a purpose that nothing was said of is absent.
Choices = Mapping[str, bool]
NOTHING: Choices = MappingProxyType({})


def written(choices: Choices) -> str | None:
    """Write choices as one text, purposes in their order: ``analytics=granted marketing=denied``; None for none."""
    said = (f"{name}={GRANTED if choices[name] else DENIED}" for name in PURPOSES if name in choices)
    return " ".join(said) or None


def read(text: str) -> Choices:
    """Read what ``written`` wrote."""
    pairs = (word.partition("=") for word in text.split())
    return {name: state == GRANTED for name, _, state in pairs if name in PURPOSES}
