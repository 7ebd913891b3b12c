"""Whether what a shop sends is a contact is for it to say: `contact` in percorso.toml, from the file to the answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace
from percorso.tables import JOURNEYS, TOUCHPOINTS

Run = Callable[..., Any]
Write = Callable[[str, str | bytes], Path]

PEOPLE = 240
BOTH, INBOUND = 'contact = ["inbound", "outbound"]', 'contact = ["inbound"]'


@pytest.fixture
def whole_shop(shop: Path, percorso: Run, write: Write) -> Path:
    """Visits by search, an order of each visitor, and a Mailchimp export: everybody written to before and after."""
    calls, orders, mail = [], [], []
    for number in range(PEOPLE):
        who, day = f"p{number}@posta.example", f"2026-03-{number % 20 + 5:02d}"
        page = {"url": "https://shop.example/", "referrer": "https://www.google.com/"}
        traits = {"email": who}
        calls.append(
            {"type": "page", "anonymousId": f"a{number}", "timestamp": f"{day}T09:00:00Z"}
            | {"context": {"page": page, "traits": traits}}
        )
        orders.append(f"#{1000 + number},{who},paid,{day} 12:00:00 +0100,EUR,30.00,Mug,1,30.00")
        mail += [f"{who},sent,2026-{moment},Spring,mc1" for moment in ("03-01 08:00:00", "03-28 08:00:00")]
    mail += [f"n{number}@posta.example,sent,2026-03-01 08:00:00,Spring,mc1" for number in range(PEOPLE)]
    percorso("import", "segment", write("calls.jsonl", "".join(json.dumps(call) + "\n" for call in calls)))
    head = "Name,Email,Financial Status,Created at,Currency,Total,Lineitem name,Lineitem quantity,Lineitem price\n"
    percorso("import", "orders", write("orders.csv", head + "\n".join(orders) + "\n"))
    exported = "Email Address,Action,Timestamp,Campaign Title,Campaign ID\n" + "\n".join(mail) + "\n"
    percorso("import", "email", write("email.csv", exported))
    return shop


def answered(percorso: Run) -> dict[int, dict[str, Any]]:
    assert percorso("build").code == 0
    told = json.loads(percorso("answers", "--format", "json").out)
    return {one["question"]: one for one in told["answers"]}


def by_channel(answer: dict[str, Any]) -> dict[str, float]:
    return {one["subject"]: one["value"] for one in answer["figures"] if one["name"] == "new_customers_first_touch"}


def test_what_was_merely_sent_counts_or_does_not_as_the_shop_says(whole_shop: Path, percorso: Run) -> None:
    settings = whole_shop / "percorso.toml"
    assert BOTH in settings.read_text()
    before = answered(percorso)
    assert by_channel(before[1]) == {"Email": PEOPLE}

    settings.write_text(settings.read_text().replace(BOTH, INBOUND))
    after = answered(percorso)
    assert by_channel(after[1]) == {"Organic Search": PEOPLE}
    assert before[2]["headline"] != after[2]["headline"]
    assert all("Email" not in json.dumps(after[question]["table"]) for question in (1, 2, 3, 4))

    published = Published.open(Workspace.open(whole_shop))
    assert published.sql("FROM journeys", JOURNEYS).num_rows == PEOPLE
    messages = published.rows("FROM touchpoints WHERE name = 'Email Sent'", TOUCHPOINTS)
    assert len(messages) == 3 * PEOPLE
    assert {(row["role"], row["cycle"], row["excluded_from_credit"]) for row in messages} == {
        ("message", 1, "no contact")
    }

    settings.write_text(settings.read_text().replace(INBOUND, BOTH))
    assert answered(percorso) == before
