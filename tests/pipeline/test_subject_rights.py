from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from percorso.core.access import RIGHTS, Actor
from percorso.core.errors import PercorsoError
from percorso.core.time import DAY
from percorso.pipeline import jobs, subject_rights
from percorso.pipeline.auditing import audit
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.subject_rights import Asked
from percorso.pipeline.working import work
from percorso.store.locks import JOBS, hold
from percorso.store.transactions import now
from percorso.store.webhooks import PrivacyRequest
from percorso.store.workspace import Workspace

OWNER = Actor("owner@shop.example", frozenset(RIGHTS), "owner")
BLIND = Actor("blind@shop.example", frozenset(("read", "change", "manage")), "owner")
WHO = "anna@mail.example"
ASKED = PrivacyRequest("r-1", "customers/redact", "web", "shop", {"email": WHO}, now() - 10 * DAY, now() + 20 * DAY)
LATE = PrivacyRequest("r-0", "shop/redact", "web", "shop", {}, now() - 40 * DAY, now() - 10 * DAY)


@pytest.fixture
def shop(make_shop: Callable[..., Workspace], write_calls: Callable[..., Path]) -> Workspace:
    made = make_shop()
    who = {"userId": "anna-4711", "timestamp": "2026-03-01T10:00:00Z"}
    consent = {"consent": {"categoryPreferences": {"analytics": True, "marketing": False}}}
    order = {"order_id": "A-1", "total": 10, "currency": "EUR"}
    calls: list[dict[str, Any]] = [
        {"type": "identify", **who, "traits": {"email": WHO}, "context": consent},
        {"type": "track", "event": "Order Completed", **who, "properties": order},
        {"type": "page", "userId": "piero", "timestamp": "2026-03-01T10:00:00Z"},
    ]
    import_files(made, "segment", [write_calls("calls.jsonl", calls)])
    build(made)
    made.state.webhooks.ask([LATE, ASKED])
    return made


def noted(shop: Workspace) -> list[tuple[str, str]]:
    return [(one["actor"], one["action"]) for one in audit(shop)]


def test_open_requests_are_listed_with_the_days_of_their_term_that_are_left_and_masked_for_who_may_not_see(
    shop: Workspace,
) -> None:
    shown = subject_rights.overview(shop, OWNER)
    assert [(one["id"], one["days_left"], one["names"]) for one in shown["requests"]] == [
        ("r-0", -10, []),
        ("r-1", 20, [f"email:{WHO}"]),
    ]
    assert shown["retention"] == {"visits": None, "quarantine": None, "log": 30, "ip": "truncated"}
    assert "lake: events" in {one["place"] for one in shown["places"]}
    assert WHO not in json.dumps(subject_rights.overview(shop, BLIND))


def test_who_somebody_is_comes_first_with_what_they_allowed_and_the_event_that_proves_it(shop: Workspace) -> None:
    known = subject_rights.found(Asked(shop, OWNER, WHO), "it")
    assert (known["events"], known["orders"], known["restricted"], known["erased"]) == (2, 1, False, False)
    assert {"kind": "user", "value": "anna-4711"} in known["identifiers"]
    assert {(one["purpose"], one["state"]) for one in known["consent"]} >= {("analytics", "granted")}
    assert all(one["event_id"] and one["received_at"] for one in known["consent"])
    assert noted(shop) == [(OWNER.name, "person_viewed")]
    assert WHO not in json.dumps(audit(shop))


def test_an_export_holds_all_and_leaves_nothing_behind(shop: Workspace) -> None:
    with ZipFile(io.BytesIO(subject_rights.exported(Asked(shop, OWNER, request="r-1")))) as packed:
        assert {"index.html", "events.jsonl", "consent_history.jsonl"} <= set(packed.namelist())
        assert WHO in packed.read("events.jsonl").decode()
    assert list(shop.staging.glob("export-*")) == []
    assert noted(shop)[0] == (OWNER.name, "person_exported")


def test_nobody_is_erased_before_it_is_confirmed_and_then_the_request_is_answered_and_names_nobody(
    shop: Workspace,
) -> None:
    asked = Asked(shop, OWNER, request="r-1")
    with pytest.raises(PercorsoError) as caught:
        subject_rights.erase(asked, confirmed=False)
    assert caught.value.code == "not_confirmed"
    job = subject_rights.erase(asked, confirmed=True)["id"]
    work(shop)
    over = jobs.one(shop, job, "it")
    done = over["result"]
    assert done["counts"]["events"] == 1
    assert "Dimenticata ovunque" in over["said"][0]
    shown = subject_rights.overview(shop, OWNER)
    assert [one["id"] for one in shown["requests"]] == ["r-0"]
    assert [one["kind"] for one in shown["done"]] == ["erase"]
    newest = audit(shop, 1)[0]
    assert (newest["actor"], newest["action"], newest["subject"]) == (OWNER.name, "person_erased", done["id"])
    assert subject_rights.found(Asked(shop, OWNER, WHO))["erased"]
    assert subject_rights.readmit(Asked(shop, OWNER, WHO))["marks"] == 1
    with pytest.raises(PercorsoError) as caught:
        subject_rights.found(Asked(shop, OWNER, WHO))
    assert caught.value.code == "unknown_person"


def test_who_is_to_be_erased_is_no_part_of_the_job_once_that_is_over_and_in_no_file(shop: Workspace) -> None:
    job = subject_rights.erase(Asked(shop, OWNER, WHO), confirmed=True)["id"]
    assert WHO in json.dumps(dict(shop.state.jobs.find(job).given))  # type: ignore[union-attr]
    assert WHO not in json.dumps(jobs.one(shop, job))
    work(shop)
    again = subject_rights.erase(Asked(shop, OWNER, WHO), confirmed=True)["id"]
    work(shop)
    assert (jobs.one(shop, job)["state"], jobs.one(shop, again)["result"]["id"]) == ("done", None)
    assert [dict(one.given) for one in shop.state.jobs.newest(2)] == [{}, {}]
    files = [path for path in shop.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files if WHO.encode() in path.read_bytes()] == []


def test_an_erasure_that_waits_is_taken_back_with_whom_it_was_about_and_one_at_work_is_finished(
    shop: Workspace,
) -> None:
    first, second = (subject_rights.erase(Asked(shop, OWNER, WHO), confirmed=True)["id"] for _ in range(2))
    jobs.cancel(shop, OWNER, second)
    kept = shop.state.jobs.find(second)
    assert kept
    assert (kept.state, dict(kept.given)) == ("cancelled", {})
    with hold(shop.locks, JOBS, "doing jobs"):
        shop.state.jobs.begin(first)
        with pytest.raises(PercorsoError, match="not_cancellable"):
            jobs.cancel(shop, OWNER, first)
    # Whoever did it died: it waits for the next.
    assert jobs.one(shop, first)["state"] == "waiting"
    work(shop)
    assert jobs.one(shop, first)["said"]


def test_one_nobody_knows_is_told_so_unless_something_came_in_that_no_build_has_seen(
    shop: Workspace, write_calls: Callable[..., Path]
) -> None:
    with pytest.raises(PercorsoError, match="unknown_person"):
        subject_rights.erase(Asked(shop, OWNER, "nuova"), confirmed=True)
    late = {"type": "page", "userId": "nuova", "timestamp": "2026-03-02T10:00:00Z"}
    import_files(shop, "segment", [write_calls("late.jsonl", [late])])
    job = subject_rights.erase(Asked(shop, OWNER, "nuova"), confirmed=True)["id"]
    work(shop)
    assert jobs.one(shop, job)["result"]["counts"]["events"] == 1


def test_data_rests_until_it_is_released(shop: Workspace) -> None:
    asked = Asked(shop, None, "anna-4711")
    assert subject_rights.restrict(asked)["restricted"]
    assert subject_rights.found(asked)["restricted"]
    assert not subject_rights.restrict(asked, release=True)["restricted"]
    assert not subject_rights.found(asked)["restricted"]
    acts = [action for _, action in noted(shop)]
    assert acts == ["person_viewed", "person_released", "person_viewed", "person_restricted"]
    assert {actor for actor, _ in noted(shop)} == {"command line"}


def test_a_request_is_noted_as_answered_once(shop: Workspace) -> None:
    shown = subject_rights.answered(Asked(shop, OWNER, request="r-0"))
    assert [one["id"] for one in shown["requests"]] == ["r-1"]
    with pytest.raises(PercorsoError) as caught:
        subject_rights.answered(Asked(shop, OWNER, request="r-0"))
    assert caught.value.code == "unknown_request"
