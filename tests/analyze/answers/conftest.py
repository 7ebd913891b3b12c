"""A web shop for a season: people, channels, a checkout that loses phones at delivery choice, and what ads cost.

Everything is drawn from one seed. E-mail brings buyers, Display hardly any; "Display prospecting" costs money and sells
nothing; phones stop at delivery choice twice as often as computers.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from percorso.core.answer import Answer
from percorso.core.settings import Shop, Storage
from percorso.pipeline.asking import answers
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.speak.catalogue import Catalogue
from percorso.store.workspace import Workspace

Document = dict[str, Any]
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
COMPUTER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
START = datetime(2026, 5, 1, 7, tzinfo=UTC)


class Source(NamedTuple):
    """A way in: what it adds to the address, its share of visits, and how keen its visitors are."""

    query: str
    referrer: str
    share: float
    keen: float


SOURCES = (
    Source("?utm_source=news&utm_medium=email&utm_campaign=Lettera+di+maggio", "", 0.22, 1.7),
    Source("?gclid=1&utm_source=google&utm_medium=cpc&utm_campaign=Marca", "https://www.google.com/", 0.24, 1.2),
    Source("?utm_source=facebook&utm_medium=paid&utm_campaign=Estate", "https://m.facebook.com/", 0.16, 0.7),
    Source("?utm_source=ads&utm_medium=display&utm_campaign=Display+prospecting", "", 0.14, 0.0),
    Source("", "https://www.google.com/", 0.16, 1.0),
    Source("", "", 0.08, 1.3),
)
STEPS = (
    ("Product Viewed", 0.55),
    ("Product Added", 0.42),
    ("Checkout Started", 0.62),
    ("Delivery Options Viewed", 0.95),
    ("Payment Info Entered", 0.0),
    ("Order Completed", 0.85),
)
# Of those who come to delivery choice, how many go on to payment.
PAST_DELIVERY = {PHONE: 0.42, COMPUTER: 0.88}


def visits(draw: random.Random, people: int) -> Iterator[Document]:
    for person in range(people):
        agent = PHONE if draw.random() < 0.6 else COMPUTER
        at = START + timedelta(minutes=draw.randrange(150 * 1440))
        for _ in range(draw.choice((1, 1, 2, 2, 3))):
            source = draw.choices(SOURCES, [one.share for one in SOURCES])[0]
            yield from visit(draw, person, agent, at, source)
            at += timedelta(days=draw.randrange(1, 20), minutes=draw.randrange(600))


def visit(draw: random.Random, person: int, agent: str, at: datetime, source: Source) -> Iterator[Document]:
    landing = draw.choice(("/", "/scarpe", "/borse", "/saldi"))
    page = {"url": f"https://bottega.example{landing}{source.query}", "referrer": source.referrer}
    context = {"userAgent": agent, "page": page}
    visitor = {"anonymousId": f"v{person}", "context": context}
    yield {"type": "page", "timestamp": at.isoformat(), **visitor}
    for name, chance in STEPS:
        likely = PAST_DELIVERY[agent] if name == "Payment Info Entered" else chance * (source.keen**0.35)
        if draw.random() > likely:
            return
        at += timedelta(seconds=draw.randrange(15, 160))
        inside = {**visitor, "context": {"userAgent": agent, "page": {"url": "https://bottega.example/p"}}}
        if name == "Order Completed":
            yield from ordered(draw, person, at, inside)
        else:
            told = {"product_id": str(draw.randrange(40))}
            yield {"type": "track", "event": name, "timestamp": at.isoformat(), "properties": told, **inside}


def ordered(draw: random.Random, person: int, at: datetime, inside: Document) -> Iterator[Document]:
    number = f"{person}-{int(at.timestamp())}"
    total = draw.randrange(25, 180)
    told = {"order_id": number, "total": total, "subtotal": total - 5, "shipping": 5, "currency": "EUR"}
    who = {**inside, "userId": f"u{person}"}
    yield {"type": "track", "event": "Order Completed", "timestamp": at.isoformat(), "properties": told, **who}
    later = (at + timedelta(days=2)).isoformat()
    delivered = {"type": "track", "event": "Order Delivered", "timestamp": later, "userId": f"u{person}"}
    yield {**delivered, "properties": {"order_id": number}}
    if draw.random() < 0.2:
        yield {**delivered, "event": "Product Reviewed", "properties": {"order_id": number, "rating": 4}}


def google_ads(days: int) -> str:
    lines = ["Report campagne", "1 maggio 2026 - 30 settembre 2026", "Giorno,Campagna,Valuta,Costo,Clic,Impr."]
    for day in range(days):
        on = (START + timedelta(days=day)).date().isoformat()
        lines.append(f'{on},Marca,EUR,"18,40",31,900')
        lines.append(f'{on},Display prospecting,EUR,"16,00",44,9000')
    return "\n".join(lines) + "\n"


def meta_ads(days: int) -> str:
    lines = ["Inizio report,Fine report,Nome della campagna,Importo speso (EUR),Impression,Clic sul link"]
    for day in range(days):
        on = (START + timedelta(days=day)).date().isoformat()
        lines.append(f'{on},{on},Estate,"14,00",5000,60')
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def web_shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A season of 3,000 people, built; read-only for tests."""
    folder = tmp_path_factory.mktemp("web-shop")
    calls, google, meta = folder / "calls.jsonl", folder / "google.csv", folder / "meta.csv"
    events = visits(random.Random(7), 3000)  # noqa: S311
    calls.write_text("".join(json.dumps(one) + "\n" for one in events), encoding="utf-8")
    google.write_text(google_ads(150), encoding="utf-8")
    meta.write_text(meta_ads(150), encoding="utf-8")
    shop = Workspace.create(
        folder / "shop", Shop(name="Bottega Aurora", domains=("bottega.example",), margin=None), Storage(buckets=4)
    )
    import_files(shop, "segment", [calls])
    import_files(shop, "spend", [google, meta])
    build(shop)
    return shop


@pytest.fixture(scope="session")
def english(web_shop: Workspace) -> Document:
    return answers(web_shop, "en")


@pytest.fixture(scope="session")
def italian(web_shop: Workspace) -> Document:
    return answers(web_shop, "it")


@pytest.fixture(scope="session")
def with_margin(web_shop: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Document:
    """The same shop, once its manager has said what is left of a sale."""
    folder = tmp_path_factory.mktemp("with-margin") / "shop"
    shutil.copytree(web_shop.folder, folder)
    settings = folder / "percorso.toml"
    text = re.sub(r"^# *margin = .*$", "margin = 45", settings.read_text(encoding="utf-8"), flags=re.MULTILINE)
    settings.write_text(text, encoding="utf-8")
    shop = Workspace.open(folder)
    build(shop)
    return answers(shop, "en")


@pytest.fixture(scope="session")
def headline() -> Callable[[Answer], str]:
    """Say an answer's headline in English, having made sure that Italian has it too."""

    def said(answer: Answer) -> str:
        texts = [Catalogue.of(language).say(answer.headline, answer.currency or "EUR") for language in ("en", "it")]
        assert all(text.strip() for text in texts)
        return texts[0]

    return said
