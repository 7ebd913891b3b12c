from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from percorso.core.settings import Shop, Storage
from percorso.pipeline import job_keeping as module
from percorso.pipeline import jobs
from percorso.pipeline.job_keeping import JobKeeper
from percorso.store.locks import JOBS, held, hold
from percorso.store.workspace import Workspace


def eventually(found: Callable[[], bool]) -> bool:
    until = time.monotonic() + 60
    while not found() and time.monotonic() < until:
        time.sleep(0.05)
    return found()


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))


@pytest.fixture
def keeper(shop: Workspace) -> Iterator[JobKeeper]:
    found = JobKeeper(shop)
    found.start()
    yield found
    found.stop()


def state_of(shop: Workspace, job: str) -> str:
    return str(jobs.one(shop, job)["state"])


def test_a_job_at_work_that_is_cancelled_is_over_at_once_and_the_next_is_done(
    shop: Workspace, keeper: JobKeeper
) -> None:
    # Whoever stores holds back a build: it is at work, and gets nowhere.
    with hold(shop.locks, "builder", "the server keeping up to date"):
        first = jobs.begin(shop, None, jobs.BUILD, {})["id"]
        keeper.asked()
        assert eventually(lambda: state_of(shop, first) == "running")
        second = jobs.begin(shop, None, jobs.BUILD, {}, after=None)["id"]
        assert jobs.cancel(shop, None, first)["state"] == "cancelled"
        keeper.cancelled()
        assert not held(shop.locks, JOBS) or state_of(shop, second) == "running"
    assert eventually(lambda: state_of(shop, second) == "failed")
    assert jobs.one(shop, second)["problem"]["code"] == "nothing_imported"


def test_what_is_at_work_when_the_server_ends_is_cut_off_and_what_waits_is_done_by_the_next(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOOK_SECONDS", 0.1)
    first, second = (jobs.begin(shop, None, jobs.BUILD, {})["id"] for _ in range(2))
    with hold(shop.locks, "builder", "the server keeping up to date"):
        keeper = JobKeeper(shop)
        keeper.start()
        assert eventually(lambda: state_of(shop, first) == "running")
        keeper.stop()
        assert not held(shop.locks, JOBS)
        assert (state_of(shop, first), state_of(shop, second)) == ("cut_off", "waiting")
    keeper = JobKeeper(shop)
    keeper.start()
    assert eventually(lambda: state_of(shop, second) == "failed")
    keeper.stop()
