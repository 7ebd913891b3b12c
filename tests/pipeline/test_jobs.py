from __future__ import annotations

from collections.abc import Callable

import pytest

from percorso.core.access import Actor, rights_of
from percorso.core.errors import PercorsoError
from percorso.pipeline import jobs, uploads
from percorso.store.locks import JOBS, hold
from percorso.store.workspace import Workspace

Make = Callable[..., Workspace]
ANNA = Actor("anna@shop.example", rights_of("owner", personal_data=True), "owner")


def test_a_job_is_asked_for_listed_and_cancelled_and_who_did_is_noted(make_shop: Make) -> None:
    shop = make_shop()
    asked = jobs.begin(shop, ANNA, jobs.BUILD, {})
    assert (asked["state"], asked["asked_by"], asked["of"]) == ("waiting", "anna@shop.example", None)
    assert jobs.listed(shop, 5) == [asked] == [jobs.one(shop, asked["id"])]
    over = jobs.cancel(shop, ANNA, asked["id"])
    assert (over["state"], over["ended_at"] is None) == ("cancelled", False)
    assert jobs.cancel(shop, None, asked["id"]) == over
    noted = [(entry.actor, entry.action) for _, entry in shop.state.audit.last(5)]
    assert noted == [("anna@shop.example", "job_cancelled"), ("anna@shop.example", "job_started")]


def test_an_import_says_which_file_and_needs_one_that_is_here(make_shop: Make) -> None:
    shop = make_shop()
    with uploads.receive(shop, "orders.csv") as (upload, incoming):
        incoming.write(b"a,b\n")
    asked = jobs.begin(shop, ANNA, jobs.IMPORT, {"upload": upload, "connector": "orders", "columns": {}})
    assert asked["file"] == "orders.csv"
    with pytest.raises(PercorsoError, match="unknown_upload"):
        jobs.begin(shop, ANNA, jobs.IMPORT, {"upload": "../orders.csv", "connector": "orders", "columns": {}})


def test_a_job_that_nobody_does_any_more_was_cut_off_in_both_languages(make_shop: Make) -> None:
    shop = make_shop()
    job = jobs.begin(shop, ANNA, jobs.BUILD, {})["id"]
    with hold(shop.locks, JOBS, "doing jobs"):
        shop.state.jobs.begin(job)
        assert jobs.one(shop, job)["state"] == "running"
    over = jobs.one(shop, job)
    assert (over["state"], over["problem"]["code"]) == ("cut_off", "job_cut_off")
    said = jobs.listed(shop, 1, "it")[0]["problem"]
    assert said["message"] == "Chi lo faceva è finito prima di lui."


@pytest.mark.parametrize("act", [lambda shop: jobs.one(shop, "x"), lambda shop: jobs.cancel(shop, None, "x")])
def test_what_is_no_job_is_told_so(make_shop: Make, act: Callable[[Workspace], object]) -> None:
    with pytest.raises(PercorsoError, match="unknown_job"):
        act(make_shop())
    with pytest.raises(PercorsoError, match="unknown_job"):
        jobs.begin(make_shop("other"), None, jobs.BUILD, {}, after="x")
