from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline import jobs, uploads
from percorso.pipeline import working as module
from percorso.pipeline.working import report_text, work
from percorso.store.jobs import CANCELLED, Job
from percorso.store.locks import JOBS, hold
from percorso.store.workspace import Workspace

Make = Callable[..., Workspace]
ORDERS = Path(__file__).parents[1] / "data/exports/shopify_orders.csv"


def dropped(shop: Workspace, content: bytes, name: str = "orders.csv") -> str:
    with uploads.receive(shop, name) as (upload, incoming):
        incoming.write(content)
    return upload


def asked(shop: Workspace, kind: str, after: str | None = None, **given: Any) -> str:
    return str(jobs.begin(shop, None, kind, given, after)["id"])


def imported(shop: Workspace, content: bytes, connector: str = "orders", **columns: str) -> str:
    return asked(shop, jobs.IMPORT, upload=dropped(shop, content), connector=connector, columns=columns)


def test_an_import_a_build_and_a_report_are_done_one_after_another(make_shop: Make) -> None:
    shop = make_shop()
    first = imported(shop, ORDERS.read_bytes())
    second = asked(shop, jobs.BUILD, first)
    third = asked(shop, jobs.REPORT, second, language="it")
    work(shop)
    brought, built, written = (jobs.one(shop, job) for job in (first, second, third))
    assert [one["state"] for one in (brought, built, written)] == ["done", "done", "done"]
    assert (brought["result"]["events"], brought["done"], brought["step"]) == (5, 5, "reading")
    assert (built["result"]["why"], built["done"], built["of"]) == ("first_build", 4, 4)
    assert written["result"]["bytes"] == len(report_text(shop, third))
    assert 'lang="it"' in report_text(shop, third).decode()
    assert list((shop.staging / "uploads").iterdir()) == []
    with pytest.raises(PercorsoError, match="no_report"):
        report_text(shop, second)


def test_what_fails_says_why_and_what_waits_for_it_is_not_begun(make_shop: Make) -> None:
    shop = make_shop()
    first = imported(shop, b"nothing,of,the,kind\n1,2,3,4\n")
    second = asked(shop, jobs.BUILD, first)
    third = asked(shop, jobs.BUILD)
    work(shop)
    told = [jobs.one(shop, job) for job in (first, second, third)]
    assert [one["state"] for one in told] == ["failed", "cancelled", "failed"]
    assert [one["problem"] and one["problem"]["code"] for one in told] == [
        "unrecognised_export",
        None,
        "nothing_imported",
    ]
    # The file is still there, to be read as something else.
    assert len(list((shop.staging / "uploads").iterdir())) == 1


def test_a_failure_nobody_foresaw_is_told_and_the_next_job_is_done(
    make_shop: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> dict[str, Any]:
        raise ZeroDivisionError

    shop = make_shop()
    monkeypatch.setattr(module, "_WORK", {**module._WORK, jobs.REPORT: broken})
    first, second = asked(shop, jobs.REPORT, language="en"), asked(shop, jobs.BUILD)
    work(shop)
    assert jobs.one(shop, first)["problem"]["code"] == "internal_error"
    assert jobs.one(shop, second)["problem"]["code"] == "nothing_imported"


def test_a_column_that_was_chosen_is_the_one_that_is_read(make_shop: Make) -> None:
    shop = make_shop()
    content = b"when,who,paid,number\n2026-03-01T10:00:00Z,anna@a.example,12.50,A-1\n"
    job = imported(shop, content, "csv", total="paid", order_id="number")
    work(shop)
    assert jobs.one(shop, job)["result"]["events"] == 1
    work(shop)  # nothing waits
    assert jobs.listed(shop, 5)[0]["id"] == job


def test_a_job_that_is_cancelled_while_it_is_at_work_stops_there(
    make_shop: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = make_shop()
    reached: list[str] = []

    def long(workspace: Workspace, job: Job, notes: module._Notes) -> dict[str, Any]:
        jobs.cancel(workspace, None, job.id)
        reached.append("begun")
        notes.step("trace", 1, 4)
        reached.append("went on")
        return {}

    monkeypatch.setattr(module, "_WORK", {**module._WORK, jobs.BUILD: long})
    job = asked(shop, jobs.BUILD)
    work(shop)
    assert (jobs.one(shop, job)["state"], reached) == (CANCELLED, ["begun"])


def test_where_another_process_does_jobs_they_are_left_to_it(make_shop: Make) -> None:
    shop = make_shop()
    job = asked(shop, jobs.BUILD)
    with hold(shop.locks, JOBS, "doing jobs"):
        work(shop)
    assert jobs.one(shop, job)["state"] == "waiting"
