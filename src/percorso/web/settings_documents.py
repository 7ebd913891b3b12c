"""What the API answers of settings and channel rules, field by field (see ``documents``)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from percorso.web.documents import Document

Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Address = Annotated[str, msgspec.Meta(max_length=4000)]
StageModel = Literal["standard", "considered", "habitual"]
RuleText = Annotated[str, msgspec.Meta(max_length=100_000)]


class ShopSettings(Document, frozen=True):
    """The shop's settings; ``margin`` in percent, null where it is not known."""

    name: str
    country: str
    time_zone: str
    currency: str
    prices_include_vat: bool
    vat_rates: dict[str, float]
    revenue: str
    margin: float | None
    conversion: list[str]
    contact: list[str]
    domains: list[str]
    stage_model: StageModel


class Known(Document, frozen=True):
    """What may be chosen."""

    currencies: list[str]
    time_zones: list[str]
    revenue: list[str]
    conversions: list[str]
    stage_models: list[StageModel]


class Settings(Document, frozen=True):
    """The shop's settings; ``followed`` is false while history is still as it was before their last change.

    ``own_stages`` is true where stage rules of the shop's own, named in percorso.toml, take the place of the model.
    """

    shop: ShopSettings
    known: Known
    own_stages: bool
    followed: bool


class ChangedSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Settings to change; those that are not named stay, and a null margin is one that is not known."""

    name: Short | msgspec.UnsetType = msgspec.UNSET
    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")] | msgspec.UnsetType = msgspec.UNSET
    time_zone: Short | msgspec.UnsetType = msgspec.UNSET
    currency: Short | msgspec.UnsetType = msgspec.UNSET
    prices_include_vat: bool | msgspec.UnsetType = msgspec.UNSET
    vat_rates: dict[str, Percent] | msgspec.UnsetType = msgspec.UNSET
    revenue: Literal["auto", "goods", "total"] | msgspec.UnsetType = msgspec.UNSET
    margin: Percent | msgspec.UnsetType | None = msgspec.UNSET
    conversion: list[Short] | msgspec.UnsetType = msgspec.UNSET
    contact: list[Literal["inbound", "outbound"]] | msgspec.UnsetType = msgspec.UNSET
    domains: list[Short] | msgspec.UnsetType = msgspec.UNSET
    stage_model: StageModel | msgspec.UnsetType = msgspec.UNSET


class Rule(Document, frozen=True):
    """One rule: the channel it gives, and how answers name it."""

    channel: str
    label: str


class ChannelRules(Document, frozen=True):
    """The rules in force, in the order they are tried; ``text`` is the shop's own, or what to begin with."""

    own: bool
    text: str
    version: str
    rules: list[Rule]
    undoable: bool
    followed: bool


class Classified(Document, frozen=True):
    """The channel of a visit, null for one that is no arrival, and the rule that says so."""

    channel: str | None
    label: str | None
    rule: str
    source: str | None
    medium: str | None
    campaign: str | None


class Moved(Document, frozen=True):
    """Visits that would move from one channel to another; empty stands for no channel."""

    from_: str = msgspec.field(name="from")
    from_label: str
    to: str
    to_label: str
    visits: int


class Preview(Document, frozen=True):
    """What a draft would change of the last days."""

    days: int
    visits: int
    moved: int
    changes: list[Moved]


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Channel rules as TOML."""

    text: RuleText


class AppliedDraft(Draft, frozen=True, forbid_unknown_fields=True):
    """Channel rules to take on; ``base`` is the text they were made of, and null takes them on whatever is there."""

    base: RuleText | None = None


class TriedVisit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A visit to try rules on; ``text`` is a draft, null for the rules in force."""

    url: Address = ""
    referrer: Address = ""
    text: RuleText | None = None
