from __future__ import annotations

import csv
from collections import defaultdict

from percorso.simulate import services
from percorso.simulate.chunks import Chunk


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(content.decode().splitlines()))


def test_tickets_reviews_and_answers_are_those_that_came_before_the_export(large: Chunk) -> None:
    who, filled, after, clock = large.people, large.baskets, large.after, large.clock
    tickets = rows(services.tickets(who, filled, after, clock))
    assert len(tickets) == (after.ticket_at < clock.last).sum()
    assert all((row["Stato"] == "risolto") == bool(row["Risolto il"]) for row in tickets)
    reviews = rows(services.reviews(who, filled, after, large.catalogue, clock))
    assert len(reviews) == (after.review_at < clock.last).sum()
    assert {row["Voto"] for row in reviews} <= set("12345")
    answers = rows(services.surveys(who, filled, after, clock))
    assert {int(row["Punteggio NPS"]) for row in answers} <= set(range(11))
    emails = set(who.email.to_pylist())
    assert {row["Email"] for row in (*tickets, *reviews, *answers)} <= emails


def test_pickup_points_wait_are_full_and_expire(large: Chunk) -> None:
    told = rows(services.shipments(large.people, large.baskets, large.after, large.clock))
    of = defaultdict(list)
    for row in told:
        of[row["Numero ordine"]].append(row["Stato"])
    seen = {status for way in of.values() for status in way}
    assert {"Disponibile per il ritiro", "Punto di ritiro pieno", "Giacenza scaduta", "Consegnato"} <= seen
    for way in of.values():
        assert way[0] == "Presa in carico"
        assert ("Ritirato dal destinatario" in way) <= ("Disponibile per il ritiro" in way)
        assert not {"Consegnato", "Ritirato dal destinatario"} <= set(way)
    assert [row["Data stato"] for row in told] == sorted(row["Data stato"] for row in told)


def test_every_click_on_a_mail_was_sent_and_opened(large: Chunk) -> None:
    content = services.email_activity(
        large.options, large.number, large.people, large.needs, large.exposures, large.visits, large.clock
    )
    actions: dict[str, set[str]] = defaultdict(set)
    for row in rows(content):
        actions[row["Action"]].add(row["Email Address"])
    assert set(actions) == {"sent", "open", "click"}
    assert actions["click"] <= actions["open"] | actions["sent"]
    assert len(actions["sent"]) > len(actions["open"]) > len(actions["click"])
