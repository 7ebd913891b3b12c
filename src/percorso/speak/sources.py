"""Who may send events, what they sent and what is asked of the shop, in sentences for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from percorso.speak.catalogue import Catalogue

Document = Mapping[str, Any]


def disabled(name: str, language: str) -> str:
    """Say that a source is let in no more."""
    return Catalogue.of(language).text("sources.disabled", name=name)


def limited(name: str, limit: int | None, language: str) -> str:
    """Say how many requests a minute a source may send; None for any number."""
    if limit is None:
        return Catalogue.of(language).text("sources.unlimited", name=name)
    return Catalogue.of(language).text("sources.limited", name=name, limit=limit)


def hooked(made: Document, language: str) -> str:
    """Say where webhooks are to be sent (``path``), and a secret that was made for them (``generated``)."""
    lines = [Catalogue.of(language).text("sources.webhook", name=made["source"], path=made["path"])]
    if made["generated"]:
        lines.append(Catalogue.of(language).text("sources.secret", secret=made["generated"]))
    return "\n".join(lines)


def listed(sources: Sequence[Document], language: str) -> str:
    """List sources, each with its key, when it last sent something, and its webhook."""
    catalogue = Catalogue.of(language)
    return "\n".join(_source(one, catalogue) for one in sources) or catalogue.text("sources.none")


def reported(sources: Sequence[Document], language: str) -> str:
    """Say of each source what is not as its events' names promise."""
    catalogue = Catalogue.of(language)
    return "\n\n".join(_report(one, catalogue) for one in sources) or catalogue.text("sources.nothing_stored")


def requested(requests: Sequence[Document], language: str) -> str:
    """List open privacy requests, and how they are answered."""
    catalogue = Catalogue.of(language)
    lines = [_request(one, catalogue) for one in requests]
    return "\n".join([*lines, catalogue.text("sources.answer_how" if lines else "sources.no_request")])


def _source(source: Document, catalogue: Catalogue) -> str:
    shown = source["write_key"] if source["enabled"] else catalogue.text("sources.shut")
    at = source["last_at"] or catalogue.text("sources.none_yet")
    line = catalogue.text("sources.source", name=source["name"], shown=shown, at=at)
    said = catalogue.text("sources.through", connectors=", ".join(source["connectors"]))
    ways = [f"  {said}"] if len(source["connectors"]) > 1 else []
    return "\n".join([line, *ways, *(_hook(source["webhook"], catalogue) if source["webhook"] else ())])


def _hook(hook: Document, catalogue: Catalogue) -> Iterator[str]:
    told = {"platform": hook["platform"], "secret": hook["secret"]}
    gone = hook["uninstalled_at"]
    said = catalogue.text("sources.uninstalled", at=gone, **told) if gone else catalogue.text("sources.hook", **told)
    yield f"  {said}"
    for one in hook["topics"]:
        topic = one["topic"] or catalogue.text("sources.no_topic")
        yield f"    {catalogue.text('sources.topic', topic=topic, n=one['deliveries'], at=one['last_at'])}"


def _report(source: Document, catalogue: Catalogue) -> str:
    told = {"name": source["name"], "n": source["events"]}
    if not source["findings"]:
        return catalogue.text("sources.as_expected", **told)
    return "\n".join(
        [catalogue.text("sources.looked_at", **told), *(_finding(one, catalogue) for one in source["findings"])]
    )


def _finding(one: Document, catalogue: Catalogue) -> str:
    guessed = "_meant" if one["problem"] in {"unknown_event", "unknown_field"} and one["expected"] else ""
    told = {name: one[name] or "" for name in ("event", "field", "expected", "example")}
    said = catalogue.text(f"source_finding.{one['problem']}{guessed}", **told)
    return f"{catalogue.write(one['count'], 'count'):>9}  {said}"


def _request(one: Document, catalogue: Catalogue) -> str:
    due, who = one["due_at"][:10], _who(one, catalogue)
    return catalogue.text("sources.request", id=one["id"], kind=one["kind"], due=due, who=who)


def _who(request: Document, catalogue: Catalogue) -> str:
    told = request["identifiers"]
    names = ("email", "phone", "customer_id", "shop_domain")
    return str(next((told[name] for name in names if told.get(name)), catalogue.text("sources.nobody")))
