from __future__ import annotations

from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from percorso.speak.identity import print_audit, print_evidence, print_largest, print_levels, print_person

MOMENT = {
    "at": "2026-03-01T09:00:00+00:00",
    "label": "A page view",
    "channel_label": "Email",
    "stage_label": "Awareness",
    "device": "mobile",
    "session": 1,
    "value": None,
    "currency": None,
    "order_id": None,
}
COMPUTED: dict[str, Any] = {
    "first_touch": {"at": MOMENT["at"], "channel": "Email", "campaign": "spring"},
    "last_touch": None,
    "orders": 1,
    "revenue": {"EUR": "24.50"},
    "margin": {"EUR": "8.10", "CHF": None},
    "cost": {"status": "ok", "amount": "1.20", "currency": "EUR", "reason": None},
    "favourite_category": "Teas",
    "favourite_channel": "Email",
    "favourite_device": "mobile",
    "favourite_hour": 9,
    "stage": "retention",
    "cycle": 1,
    "incidents": [],
}
ANNA: dict[str, Any] = {
    "consent": [],
    "customer_id": "c1",
    "headline": "One order so far.",
    "identifiers": [{"kind": "email", "value": "anna@x.example"}],
    "traits": {"city": "Parma"},
    "traits_from": {"city": {"source": "crm", "at": MOMENT["at"]}},
    "computed": COMPUTED,
    "timeline": [
        MOMENT,
        MOMENT | {"at": "2026-03-01T09:01:00+00:00"},
        MOMENT | {"label": "An order", "value": "24.50", "currency": "EUR", "order_id": "7"},
    ],
    "recent": [{"at": MOMENT["at"], "label": "A search"}],
    "merges": [{"at": MOMENT["at"], "kind": "merged", "former": "c0", "customer_id": "c1"}],
}
LINK = {
    "left": {"kind": "user", "value": "u1"},
    "right": {"kind": "anonymous", "value": "phone"},
    "kind": "login",
    "strength": 1.0,
    "status": "shared_device",
    "source": "web",
    "first_seen_at": MOMENT["at"],
    "seq": 12,
    "event_id": None,
}


ROME = ZoneInfo("Europe/Rome")


def printed(show: Any, *given: Any) -> str:
    out = StringIO()
    *documents, language = given
    where = (ROME,) if show is print_person else ()
    show(*documents, Console(file=out, width=160, highlight=False, markup=False), *where, language)
    return out.getvalue()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "E-mail address  anna@x.example",
                "Parma  (crm, 2026-03-01)",
                "1, 24.50 EUR",
                "Retention, cycle 1",
                "8.10 EUR",
                "1.20 EUR",
                "Teas",
            ),
        ),
        ("it", ("Indirizzo e-mail  anna@x.example", "Primo contatto", "Più spesso", "ciclo 1", "Che cosa", "Margine")),
    ],
)
def test_a_person_is_told_with_what_they_amount_to(language: str, said: tuple[str, ...]) -> None:
    shown = printed(print_person, ANNA, language)
    assert [one for one in said if one not in shown] == []
    assert "c0 → c1" in shown


def test_moments_that_are_alike_are_one_line_and_an_order_says_what_it_brought() -> None:
    shown = printed(print_person, ANNA, "en")
    assert shown.count("A page view") == 1
    assert "A page view × 2" in shown
    assert "An order, 24.50 EUR" in shown


def test_of_somebody_who_just_came_in_only_that_is_told() -> None:
    nothing = COMPUTED | {"first_touch": None, "orders": 0, "stage": None, "favourite_hour": None}
    nothing |= dict.fromkeys(("favourite_channel", "favourite_category", "favourite_device"))
    document = ANNA | {"customer_id": None, "computed": nothing, "timeline": [], "merges": [], "traits": {}}
    shown = printed(print_person, document, "en").splitlines()
    assert shown == [
        "One order so far.",
        "",
        "E-mail address  anna@x.example",
        "Times of        Europe/Rome",
        "",
        "2026-03-01 10:00  A search",
    ]


def test_what_a_person_cost_is_not_guessed() -> None:
    cost = {"status": "cannot_tell", "amount": None, "currency": None, "reason": "no advertising cost was imported"}
    shown = printed(print_person, ANNA | {"computed": COMPUTED | {"cost": cost}}, "en")
    assert "Cannot tell: no advertising cost was imported" in shown


def test_what_is_merely_likely_says_how_probable_it_is() -> None:
    likely = LINK | {"kind": "likely", "strength": 0.972, "seq": -1, "source": "proposed", "status": "ties"}
    shown = printed(print_evidence, [likely], "en")
    assert "Likely 97.2%" in shown or "Likely 97%" in shown
    assert "-1" not in shown


def test_evidence_and_customers_have_headings_of_their_language() -> None:
    assert "Codice utente u1" in printed(print_evidence, [LINK], "it")
    largest = [{"customer_id": "c1", "identifier": LINK["left"], "identifiers": 1200}]
    assert "1.200" in printed(print_largest, largest, "it")
    assert (printed(print_evidence, [], "it"), printed(print_largest, [], "en")) == ("", "")


def test_levels_stand_side_by_side_or_say_that_there_is_nothing_to_compare() -> None:
    row = {f"{level}_{side}": 3 for level in ("strict", "default") for side in ("first", "last")}
    shown = printed(print_levels, [row | {"channel": "Email", "change": 0.25}], "it")
    told = ("Stretto (strict)", "Normale (default)", "primo", "ultimo", "E-mail", "cambia fino al", "25")
    assert [one for one in told if one not in shown] == []
    assert printed(print_levels, [], "en").startswith("No order has a channel yet")


def test_moments_are_told_in_the_shop_s_zone_which_is_said() -> None:
    late = MOMENT | {"at": "2026-03-01T23:30:00+00:00"}
    shown = printed(print_person, ANNA | {"timeline": [late]}, "en")
    assert "2026-03-02 00:30" in shown
    assert "Times of" in shown
    assert "Europe/Rome" in shown


def test_the_choice_of_consent_that_holds_is_told_of_each_purpose() -> None:
    choice = {"purpose": "analytics", "purpose_label": "Measuring visits", "source": "segment"}
    choices = [
        choice | {"state_label": "refused", "at": "2026-03-02T10:00:00+00:00"},
        choice | {"state_label": "allowed", "at": "2026-03-01T10:00:00+00:00"},
    ]
    shown = printed(print_person, ANNA | {"consent": choices}, "en")
    assert "Measuring visits: refused  (segment, 2026-03-02)" in shown
    assert "allowed" not in shown


def test_a_trait_that_holds_others_is_written_in_words() -> None:
    traits = {"address": {"city": "Lodi", "lines": ["Via Po 1", "int. 2"]}, "age": None}
    shown = printed(print_person, ANNA | {"traits": traits, "traits_from": {}}, "en")
    assert "city Lodi, lines Via Po 1, int. 2" in shown
    assert "{" not in shown


def test_an_audit_puts_each_part_under_its_name() -> None:
    audit = {
        "largest": [],
        "conflicts": [{"customer_id": "c1", "kind": "user", "values": ["anna", "bruno"]}],
        "set_aside": [{"reason": "too_many_customers", "links": 1, "some": [LINK | {"status": "too_many_customers"}]}],
        "decisions": [{"kind": "block", "left": "anonymous:till", "right": None}],
    }
    shown = printed(print_audit, audit, "it")
    told = (
        "Clienti con più codici utente",
        "Codice utente anna, bruno",
        "Che cosa è stato deciso",
        "Non indica nessuno",
    )
    assert [one for one in told if one not in shown] == []
    assert "12" not in shown, "a number of arrival is no event's id"


def test_links_without_an_event_s_id_are_one_table_on_eighty_columns() -> None:
    out = StringIO()
    links = [LINK | {"left": {"kind": "user", "value": "lcd0"}, "status": ""}]
    print_evidence(links, Console(file=out, width=80, highlight=False, markup=False), "en")
    assert out.getvalue().count("Identifier") == 1
