from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.record import Event
from percorso.core.settings import Shop
from percorso.core.time import from_micros

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]


def told(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.properties)
    return found


def seen(events: list[Event]) -> list[tuple[str, str | None, str]]:
    return [(one.name, one.email, from_micros(one.at).isoformat()) for one in events]


def test_mailup_writes_codes_and_italian_time_whatever_the_shop_s(exports: Path, gather: Gather) -> None:
    batch = gather("email", exports / "mailup_statistiche.csv", shop=Shop(time_zone="America/New_York"))
    assert not batch.rejected
    assert seen(batch.events) == [
        ("Email Sent", "anna@example.com", "2026-03-01T08:00:00+00:00"),
        ("Email Link Clicked", "anna@example.com", "2026-03-01T17:30:00+00:00"),
        ("Email Bounced", "bruno@example.com", "2026-03-01T08:00:02+00:00"),
        ("Email Opened", "carla@example.com", "2026-03-02T06:15:00+00:00"),
    ]
    sent, clicked, bounced, _ = batch.events
    assert told(clicked) == {
        "platform": "mailup",
        "channel": "Email",
        "campaign_id": "161",
        "campaign_name": "Primavera",
        "email_subject": "Primavera",
        "link_url": "https://shop.example/p/tazza",
        "list_id": "1",
        "send_id": "88",
    }
    assert (sent.channel, sent.utm_campaign, told(bounced)["reason"]) == ("Email", "Primavera", "550")


def test_what_did_not_reach_anybody_brought_nobody(exports: Path, gather: Gather) -> None:
    events = gather("email", exports / "brevo_events.csv").events
    assert [(one.name, one.channel) for one in events] == [
        ("Email Delivered", "Email"),
        ("Email Opened", "Email"),
        ("Email Link Clicked", "Email"),
        ("Email Bounced", None),
        ("Unsubscribed", None),
        ("Email Opened by Proxy", None),
        ("Email Marked as Spam", None),
    ]
    # The channel is known all the same.
    assert {told(one)["channel"] for one in events} == {"Email"}
    assert (told(events[3])["bounce_type"], told(events[3])["reason"]) == ("hard", "mailbox unknown")


def test_brevo_s_epoch_wins_over_its_local_date(exports: Path, gather: Gather) -> None:
    first = gather("email", exports / "brevo_events.csv").events[0]
    assert from_micros(first.at).isoformat() == "2026-03-01T08:00:00+00:00"


def test_klaviyo_s_metrics_are_read_and_those_of_the_shop_are_left_out_and_counted(
    exports: Path, gather: Gather
) -> None:
    batch = gather("email", exports / "klaviyo_events.csv")
    assert [one.name for one in batch.events] == [
        "Email Delivered",
        "Email Opened",
        "Email Link Clicked",
        "Email Bounced",
        "Email Marked as Spam",
    ]
    assert [one.message_id for one in batch.events] == ["e1", "e2", "e3", "e4", "e5"]
    assert told(batch.events[3])["bounce_type"] == "soft"
    assert (batch.rejected, dict(batch.left_out)) == ([], {"Placed Order": 1})


def test_klaviyo_s_newer_metrics_are_read_those_of_text_messages_as_such(write: Write, gather: Gather) -> None:
    rows = [
        ("Unsubscribed from Email Marketing", "anna@example.com", ""),
        ("Subscribed to List", "anna@example.com", ""),
        ("Received SMS", "", "+39333"),
        ("Clicked SMS", "anna@example.com", "+39333"),
        ("Danced", "anna@example.com", ""),
    ]
    header = "Event ID,Metric,Event Timestamp,Profile Email,Phone Number,URL\n"
    lines = (f"e{n},{m},2026-03-01T08:00:00Z,{e},{p},https://s.example/\n" for n, (m, e, p) in enumerate(rows))
    batch = gather("email", write("klaviyo.csv", header + "".join(lines)))
    assert [(one.name, one.email, one.phone, one.channel) for one in batch.events] == [
        ("Unsubscribed", "anna@example.com", None, None),
        ("Subscribed", "anna@example.com", None, None),
        ("SMS Delivered", None, "+39333", "SMS"),
        ("SMS Link Clicked", "anna@example.com", "+39333", "SMS"),
    ]
    assert told(batch.events[3])["link_url"] == "https://s.example/"
    assert [one.code for one in batch.rejected] == ["unknown_action"]


def test_a_metric_of_the_shop_is_no_word_of_another_platform(write: Write, gather: Gather) -> None:
    batch = gather("email", write("a.csv", "Email,Event,Date\na@b.example,Placed Order,2026-03-01\n"))
    assert ([one.code for one in batch.rejected], batch.left_out.total()) == (["unknown_action"], 0)


def test_mailchimp_s_activity_takes_its_campaign_from_the_mapping(exports: Path, gather: Gather) -> None:
    batch = gather("email", exports / "mailchimp_activity.csv", 'campaign = "Spring"')
    assert [(one.name, one.utm_campaign) for one in batch.events] == [
        ("Email Opened", "Spring"),
        ("Email Link Clicked", "Spring"),
        ("Email Bounced", None),
    ]
    assert (told(batch.events[2])["bounce_type"], told(batch.events[2])["campaign_name"]) == ("hard", "Spring")
    assert batch.events[0].ip == "203.0.113.7"


def test_a_row_a_recipient_tells_each_thing_that_became_of_the_message(exports: Path, gather: Gather) -> None:
    batch = gather("email", exports / "email_recipients.csv")
    assert not batch.rejected
    assert seen(batch.events) == [
        ("Email Sent", "anna@example.com", "2026-03-13T08:00:00+00:00"),
        ("Email Delivered", "anna@example.com", "2026-03-13T08:00:02+00:00"),
        ("Email Opened", "anna@example.com", "2026-03-13T18:00:00+00:00"),
        ("Email Link Clicked", "anna@example.com", "2026-03-13T18:01:00+00:00"),
        ("Email Sent", "bruno@example.com", "2026-03-13T08:00:00+00:00"),
        ("Email Bounced", "bruno@example.com", "2026-03-13T08:00:01+00:00"),
        ("Email Sent", "carla@example.com", "2026-03-13T08:00:00+00:00"),
        ("Email Delivered", "carla@example.com", "2026-03-13T08:00:02+00:00"),
        ("Unsubscribed", "carla@example.com", "2026-03-13T23:00:00+00:00"),
    ]


def test_a_later_report_adds_only_what_has_come_since(exports: Path, write: Write, gather: Gather) -> None:
    text = (exports / "email_recipients.csv").read_text()
    later = write("later.csv", text.replace("09:00:02;;;;14/03/2026", "09:00:02;13/03/2026 20:00:00;;;14/03/2026"))
    before = set(gather("email", exports / "email_recipients.csv").events)
    after = gather("email", later).events
    assert [one.name for one in after if one not in before] == ["Email Opened"]
    assert before <= set(after)


def test_a_list_that_does_not_say_what_people_did_asks_for_it(write: Write, gather: Gather) -> None:
    path = write("opens.csv", "Email;Data;Campagna\nanna@example.com;13/03/2026 10:00;Primavera\n")
    with pytest.raises(PercorsoError, match='action = "opened"') as caught:
        gather("email", path)
    assert caught.value.code == "missing_action"
    (event,) = gather("email", path, 'action = "aperto"').events
    assert (event.name, event.utm_campaign) == ("Email Opened", "Primavera")
    with pytest.raises(PercorsoError, match="unknown_action"):
        gather("email", path, 'action = "looked"')
