from __future__ import annotations

from dataclasses import replace

import pytest

from percorso.core.errors import PercorsoError
from percorso.store.audit import Entry
from percorso.store.jobs import CANCELLED, CUT_OFF, DONE, MOST_OPEN, RUNNING, WAITING, Job, Jobs
from percorso.store.state import State

JOB = Job("a1", "import", "anna@shop.example", {"upload": "f1"})
ENTRY = Entry("anna@shop.example", "job_started", "import")


@pytest.fixture
def jobs(state: State) -> Jobs:
    return state.jobs


def state_of(jobs: Jobs, job: str = "a1") -> str:
    found = jobs.find(job)
    assert found
    return found.state


def test_a_job_is_kept_whole_from_being_asked_for_to_its_end(state: State) -> None:
    jobs = state.jobs
    asked = jobs.add(JOB, ENTRY)
    assert asked == replace(JOB, asked_at=asked.asked_at)
    assert (jobs.find("a1"), jobs.next()) == (asked, asked)
    assert jobs.begin("a1")
    assert jobs.next() is None
    assert jobs.tell("a1", "trace", 3, 16)
    assert jobs.end("a1", DONE, {"traced": 7})
    found = jobs.find("a1")
    assert found
    assert (found.state, found.step, found.done, found.of, found.result) == (DONE, "trace", 3, 16, {"traced": 7})
    assert asked.asked_at <= (found.began_at or 0) <= (found.ended_at or 0)
    assert jobs.newest(5) == (found,)
    ((_, entry),) = state.audit.last(1)
    assert (entry.action, entry.subject) == ("job_started", "import")


def test_the_job_that_waits_longest_is_next(jobs: Jobs) -> None:
    for name in ("c", "a", "b"):
        jobs.add(replace(JOB, id=name), ENTRY)
    order = []
    while job := jobs.next():
        order.append(job.id)
        jobs.begin(job.id)
    assert order == ["c", "a", "b"]
    assert [job.id for job in jobs.newest(2)] == ["b", "a"]


def test_a_cancelled_job_stays_so_whatever_its_worker_says(jobs: Jobs) -> None:
    jobs.add(JOB, ENTRY)
    jobs.begin("a1")
    assert not jobs.abandoned(0)
    assert jobs.cancel("a1", ENTRY)
    assert jobs.abandoned(0)
    assert not jobs.tell("a1", "trace", 1, 2)
    assert not jobs.end("a1", DONE)
    assert not jobs.cancel("a1", ENTRY)
    assert state_of(jobs) == CANCELLED


def test_one_that_was_cancelled_before_it_began_leaves_its_worker_alone(jobs: Jobs) -> None:
    jobs.add(JOB, ENTRY)
    jobs.cancel("a1", ENTRY)
    assert not jobs.begin("a1")
    assert not jobs.abandoned(0)


def test_only_what_was_at_work_is_cut_off(jobs: Jobs) -> None:
    jobs.add(JOB, ENTRY)
    jobs.add(replace(JOB, id="b"), ENTRY)
    jobs.begin("a1")
    assert (state_of(jobs), state_of(jobs, "b")) == (RUNNING, WAITING)
    assert (jobs.cut_off(), jobs.cut_off()) == (1, 0)
    assert (state_of(jobs), state_of(jobs, "b")) == (CUT_OFF, WAITING)


def test_no_more_wait_than_somebody_could_mean(jobs: Jobs) -> None:
    for number in range(MOST_OPEN):
        jobs.add(replace(JOB, id=str(number)), ENTRY)
    with pytest.raises(PercorsoError, match="too_many_jobs"):
        jobs.add(JOB, ENTRY)
    jobs.give_up("3")
    jobs.add(JOB, ENTRY)
