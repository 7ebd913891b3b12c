"""Channels: which channel a visit came by, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from percorso.trace import channel_rules
from percorso.trace.channel_rules import Rule
from percorso.trace.sources import NOT_SET, Evidence, Origin, Return, Visit, evidence

__all__ = ["ChannelRules", "Classified", "Visit", "classify_rows"]

DECLARED = "0 declared by the source"
# Distinct visits (and origins) kept before a memory is emptied: bounds each at some 100 MB.
_REMEMBERED = 200_000


class Classified(NamedTuple):
    """The channel of a visit.

    Attributes:
        channel: None for a visit that is no touch.
        rule: the rule that fired, such as ``4 Paid Search (GA4 2026-05-13)``.
        source, medium: in lower case; None when not known.
        touch: False for a return from inside the shop, from a payment or from a login.
        sent: whether it returns from where the shop had sent the visitor, to pay or to log in.
        creative: which advertisement, or place on a page, brought it.
    """

    channel: str | None
    rule: str
    source: str | None
    medium: str | None
    campaign: str | None
    touch: bool
    sent: bool = False
    creative: str | None = None


@dataclass(frozen=True)
class ChannelRules:
    """A rule set, ready to classify visits.

    Attributes:
        version: the rule set's own version, by custom a date.
        rules: tried in order, first match wins; the last one always holds.
        evidence: what links and referrers prove.
    """

    name: str
    version: str
    rules: tuple[Rule, ...]
    evidence: Evidence = field(repr=False)
    _seen: dict[Visit, Classified] = field(default_factory=dict, init=False, repr=False, compare=False)
    _ruled: dict[Origin, Classified] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def built_in(cls, own_domains: Iterable[str] = (), payment_hosts: Iterable[str] = ()) -> ChannelRules:
        """Take the built-in rules: GA4's default channel group, then Percorso's own additions."""
        known = channel_rules.built_in()
        return cls(known.name, known.version, known.rules, evidence(own_domains, payment_hosts))

    @classmethod
    def read(cls, text: str, own_domains: Iterable[str] = (), payment_hosts: Iterable[str] = ()) -> ChannelRules:
        """Read a workspace's own rules from TOML; errors are those of ``channel_rules.read``."""
        known = channel_rules.read(text)
        proof = evidence(own_domains, payment_hosts, known.hosts, known.returns)
        return cls(known.name, known.version, known.rules, proof)

    def classify(self, visit: Visit) -> Classified:
        """Find a visit's channel; equal visits are worked out once."""
        found = self._seen.get(visit)
        if found is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            found = self._seen[visit] = self._classify(visit)
        return found

    def _classify(self, visit: Visit) -> Classified:
        declared = (visit.channel or "").strip()
        if declared:
            return _classified(declared, DECLARED, self.evidence.stated(visit))
        came = self.evidence.origin(visit)
        if isinstance(came, Return):
            return Classified(None, came.reason, None, None, None, touch=False, sent=came.sent)
        return self._by_rule(came)

    def _by_rule(self, came: Origin) -> Classified:
        found = self._ruled.get(came)
        if found is None:
            if len(self._ruled) >= _REMEMBERED:
                self._ruled.clear()
            rule = next(rule for rule in self.rules if rule.condition.holds(came))
            found = self._ruled[came] = _classified(rule.channel, rule.label, came)
        return found


def _classified(channel: str, rule: str, came: Origin) -> Classified:
    source, medium = (None if told == NOT_SET else told for told in came[:2])
    return Classified(channel, rule, source, medium, came.campaign, touch=True, creative=came.creative)


def classify_rows(rows: Iterable[Mapping[str, Any]], rules: ChannelRules) -> list[dict[str, Any]]:
    """Add ``channel`` and ``rule`` to rows with any of url, referrer, source, medium and campaign, in their order.

    What a row says under those two names already is replaced; a number is read as its text.
    """
    answers: dict[tuple[Any, ...], dict[str, str | None]] = {}
    classified = []
    for row in rows:
        told = row.get
        key = told("url"), told("referrer"), told("source"), told("medium"), told("campaign")
        answer = answers.get(key)
        if answer is None:
            found = rules.classify(Visit(*(None if value is None else str(value) for value in key)))
            answer = answers[key] = {"channel": found.channel, "rule": found.rule}
        classified.append({**row, **answer})
    return classified
