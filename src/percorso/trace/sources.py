"""Sources: where a visit came from, read from its fields, its link, its click ids and its referrer."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from percorso.trace.addresses import Address, parse, registrable
from percorso.trace.clicks import ClickId, click_ids
from percorso.trace.hosts import HostTable
from percorso.trace.packaged import read_packaged

NOT_SET = "(not set)"
_GAPS = (None, NOT_SET)
# Distinct referrers kept before the memory is emptied.
_REMEMBERED = 1 << 16


class Visit(NamedTuple):
    """What is told of where a visit came from; absent is None.

    Attributes:
        url: the page that was opened.
        referrer: the page before it.
        source, medium, campaign: as the source of the data states them.
        channel: a channel the source of the data declares.
        creative: which advertisement, or place on a page, the source of the data states.
    """

    url: str | None = None
    referrer: str | None = None
    source: str | None = None
    medium: str | None = None
    campaign: str | None = None
    channel: str | None = None
    creative: str | None = None


class Origin(NamedTuple):
    """Where a visit came from: source and medium in lower case, the rest as written, None where nothing says."""

    source: str | None = None
    medium: str | None = None
    campaign: str | None = None
    creative: str | None = None

    @property
    def silent(self) -> bool:
        """Whether nothing is known."""
        return self.source in _GAPS and self.medium in _GAPS and self.campaign is None

    def filled(self, weaker: Origin) -> Origin:
        """Fill the gaps from weaker evidence, unless that contradicts what is known."""
        for mine, other in zip(self[:2], weaker[:2], strict=True):
            if mine not in _GAPS and other not in _GAPS and mine != other:
                return self
        source = weaker.source or self.source if self.source in _GAPS else self.source
        medium = weaker.medium or self.medium if self.medium in _GAPS else self.medium
        return Origin(source, medium, self.campaign or weaker.campaign, self.creative or weaker.creative)


NOTHING = Origin()
DIRECT = Origin("(direct)", "(none)")


class Return(NamedTuple):
    """A visit that came back from a page on the way through the shop.

    Attributes:
        reason: in words.
        sent: whether the shop had sent the visitor away itself, to pay or to log in.
    """

    reason: str
    sent: bool = False


class Referrer(NamedTuple):
    """What a referring host stands for; ``needs`` are the parameters of which a search there carries one."""

    source: str
    medium: str
    needs: tuple[str, ...] = ()


class Met(NamedTuple):
    """What a referrer says: its host (empty for none), what it stands for, and what a return from it is."""

    host: str = ""
    origin: Origin = NOTHING
    back: Return | None = None


@dataclass(frozen=True)
class Evidence:
    """What links and referrers prove.

    Attributes:
        hosts: what referring hosts stand for.
        returns: hosts that are passed on the way through the shop, to ``payment`` or ``login``.
        own: the shop's own hosts.
        click_ids: parameter to what it proves, in order of precedence.
    """

    hosts: HostTable[Referrer]
    returns: HostTable[str]
    own: HostTable[bool]
    click_ids: Mapping[str, ClickId]
    _met: dict[str | None, Met] = field(default_factory=dict, init=False, repr=False, compare=False)

    def stated(self, visit: Visit) -> Origin:
        """Read what the fields, the link's campaign parameters and certain click ids say."""
        return self._stated(visit, parse(visit.url))

    def origin(self, visit: Visit) -> Origin | Return:
        """Find where a visit came from: fields, link, click ids, referrer, else direct."""
        link = parse(visit.url)
        known = self._stated(visit, link)
        met = self._meet(visit.referrer)
        back = met.back or _inside(link.host, met.host)
        if back and known.silent:
            return back
        if not back:
            known = known.filled(met.origin)
        known = known.filled(self._clicked(link, certain=False))
        return DIRECT if known == NOTHING else known

    def _stated(self, visit: Visit, link: Address) -> Origin:
        fields = origin(visit.source, visit.medium, visit.campaign, visit.creative)
        return fields.filled(_campaign_parameters(link)).filled(self._clicked(link, certain=True))

    def _clicked(self, link: Address, *, certain: bool) -> Origin:
        if not link.parameters or self.click_ids.keys().isdisjoint(link.parameters):
            return NOTHING
        for name, click in self.click_ids.items():
            if click.certain is certain and name in link.parameters:
                return Origin(click.source, click.medium, link.parameters.get(click.campaign))
        return NOTHING

    def _meet(self, referrer: str | None) -> Met:
        """Judge a referrer, each distinct one once."""
        met = self._met.get(referrer)
        if met is None:
            if len(self._met) >= _REMEMBERED:
                self._met.clear()
            address = parse(referrer)
            met = self._met[referrer] = Met(address.host, self._referred(address), self._back(address))
        return met

    def _referred(self, referrer: Address) -> Origin:
        for known in self.hosts.find(referrer):
            if not known.needs or any(name in referrer.parameters for name in known.needs):
                return Origin(known.source or referrer.host, known.medium)
        return Origin(referrer.host, "referral") if referrer.host else NOTHING

    def _back(self, referrer: Address) -> Return | None:
        for _ in self.own.find(referrer):
            return Return(f"inside the shop ({referrer.host})")
        for kind in self.returns.find(referrer):
            return Return(f"return from a {kind} provider ({referrer.host})", sent=True)
        return None


def _inside(host: str, before: str) -> Return | None:
    """Say whether a page and the one before it belong to one owner."""
    if host and before and (host == before or registrable(host) == registrable(before)):
        return Return(f"inside the shop ({before})")
    return None


def origin(source: str | None, medium: str | None, campaign: str | None, creative: str | None = None) -> Origin:
    """Normalise stated values: blank is absent, source and medium in lower case, no campaign for "(not set)".

    A creative alone is no source: it only says more of one.
    """
    found = Origin((_text(source) or "").lower() or None, (_text(medium) or "").lower() or None, _named(campaign))
    return found if found == NOTHING else found._replace(creative=_named(creative))


def _named(value: str | None) -> str | None:
    named = _text(value)
    return None if named is None or named.lower() == NOT_SET else named


def _text(value: str | None) -> str | None:
    return (value.strip() or None) if value else None


def _campaign_parameters(link: Address) -> Origin:
    told = link.parameters
    if not told:
        return NOTHING
    campaign = told.get("utm_campaign") or told.get("utm_id")
    return origin(told.get("utm_source"), told.get("utm_medium"), campaign, told.get("utm_content"))


def evidence(
    own_domains: Iterable[str] = (),
    payment_hosts: Iterable[str] = (),
    hosts: Iterable[tuple[str, Referrer]] = (),
    returns: Iterable[tuple[str, str]] = (),
) -> Evidence:
    """Join the built-in tables with a shop's own hosts; the shop's are tried first."""
    payment = ((pattern, "payment") for pattern in _with_subdomains(payment_hosts))
    own = ((pattern, True) for pattern in _with_subdomains(own_domains))
    return Evidence(
        hosts=HostTable.of([*hosts, *_built_in_hosts()]),
        returns=HostTable.of([*returns, *payment, *_built_in_returns()]),
        own=HostTable.of(own),
        click_ids=click_ids(),
    )


def _with_subdomains(hosts: Iterable[str]) -> Iterable[str]:
    """Read hosts as people write them (``www.shop.it``, ``https://shop.it/``) and take in all below each."""
    for written in hosts:
        host = written if "*" in written else parse(written.lstrip(".")).host
        if host:
            yield host if "*" in host else f".{host}"


@cache
def _built_in_hosts() -> tuple[tuple[str, Referrer], ...]:
    rows = csv.DictReader(read_packaged("hosts.csv").splitlines())
    return tuple(
        (row["host"], Referrer(row["source"], row["medium"], tuple(row["needs"].lower().split()))) for row in rows
    )


@cache
def _built_in_returns() -> tuple[tuple[str, str], ...]:
    read = tomllib.loads(read_packaged("returns.toml"))
    return tuple((pattern, kind) for kind, patterns in read.items() for pattern in patterns)


@cache
def built_in_lists() -> Mapping[str, frozenset[str]]:
    """Give the named lists of sources, in lower case."""
    lists: dict[str, set[str]] = {}
    for row in csv.DictReader(read_packaged("sources.csv").splitlines()):
        lists.setdefault(row["list"], set()).add(row["source"])
    return {name: frozenset(sources) for name, sources in lists.items()}
