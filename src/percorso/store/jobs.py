"""What state knows of jobs: work that takes long, asked for by somebody, done apart from who asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import and_, func, insert, select, update

from percorso.core.errors import PercorsoError
from percorso.store.audit import Entry, note
from percorso.store.schema import JOBS
from percorso.store.transactions import Transactions, now

WAITING, RUNNING = "waiting", "running"
DONE, FAILED, CANCELLED, CUT_OFF = "done", "failed", "cancelled", "cut_off"
OPEN = (WAITING, RUNNING)
# Of all kinds of jobs the one whose orders name people; once begun it is finished, whoever dies.
ERASE = "erase"
# So many may wait or run at a time; whoever asks for more asks for the same again and again.
MOST_OPEN = 20


@dataclass(frozen=True)
class Job:
    """A job as it is kept; microseconds since 1970 UTC.

    Attributes:
        given: what it was asked to do.
        after: the job it waits for; it is not begun unless that one is done.
        step: what is being done now; ``done`` parts of it are, ``of`` how many, 0 where nobody knows.
        result: what came of it.
        problem: why it failed, as an error's ``code``, ``message``, ``hint`` and ``given``.
        asked_at: given by ``add``, as ``began_at`` by ``begin`` and ``ended_at`` by ``end``.
    """

    id: str
    kind: str
    asked_by: str
    given: Mapping[str, Any] = field(default_factory=dict)
    after: str | None = None
    state: str = WAITING
    step: str = ""
    done: int = 0
    of: int = 0
    result: Mapping[str, Any] | None = None
    problem: Mapping[str, Any] | None = None
    asked_at: int = 0
    began_at: int | None = None
    ended_at: int | None = None


class Jobs(Transactions):
    """The jobs of one state database."""

    def newest(self, limit: int) -> tuple[Job, ...]:
        """List the last ones that were asked for, the newest first."""
        query = select(JOBS).order_by(JOBS.c.asked_at.desc(), JOBS.c.id).limit(limit)
        with self._reading() as connection:
            return tuple(Job(**row) for row in connection.execute(query).mappings())

    def find(self, job: str) -> Job | None:
        """Find a job by its id."""
        with self._reading() as connection:
            row = connection.execute(select(JOBS).where(JOBS.c.id == job)).mappings().first()
        return None if row is None else Job(**row)

    def next(self) -> Job | None:
        """Give the job that has waited longest, None where none waits."""
        query = select(JOBS).where(JOBS.c.state == WAITING).order_by(JOBS.c.asked_at, JOBS.c.id).limit(1)
        with self._reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else Job(**row)

    def add(self, job: Job, entry: Entry) -> Job:
        """Ask for a job, and return it with its time.

        Raises:
            PercorsoError: ``too_many_jobs``.
        """
        stamped = replace(job, asked_at=now())
        waiting = select(func.count()).select_from(JOBS).where(JOBS.c.state.in_(OPEN))
        with self._writing() as connection:
            if connection.execute(waiting).scalar_one() >= MOST_OPEN:
                hint = "Wait until some are done, or cancel them."
                raise PercorsoError("too_many_jobs", f"{MOST_OPEN} jobs wait or run already.", hint=hint)
            connection.execute(insert(JOBS), [asdict(stamped)])
            note(connection, entry)
        return stamped

    def begin(self, job: str) -> bool:
        """Note that a job that waited is at work; False where it waits no more."""
        return self._changed(job, WAITING, state=RUNNING, began_at=now())

    def tell(self, job: str, step: str, done: int, of: int) -> bool:
        """Note how far a job is; False where it was cancelled meanwhile."""
        return self._changed(job, RUNNING, step=step, done=done, of=of)

    def end(
        self, job: str, state: str, result: Mapping[str, Any] | None = None, problem: Mapping[str, Any] | None = None
    ) -> bool:
        """Note how a job at work ended; False where it was cancelled meanwhile."""
        return self._changed(job, RUNNING, state=state, result=result, problem=problem, ended_at=now())

    def cancel(self, job: str, entry: Entry) -> bool:
        """Note that a job is to be done no more; False where it is over already."""
        own = and_(JOBS.c.id == job, JOBS.c.state.in_(OPEN))
        with self._writing() as connection:
            done = connection.execute(update(JOBS).where(own).values(state=CANCELLED, ended_at=now()))
            connection.execute(update(JOBS).where(JOBS.c.id == job, JOBS.c.kind == ERASE).values(given={}))
            if done.rowcount:
                note(connection, entry)
        return int(done.rowcount) > 0

    def abandoned(self, since: int) -> bool:
        """Say whether somebody cancelled what was at work since a time, and nothing else is at work now."""
        table = JOBS.c
        over = and_(table.state == CANCELLED, table.began_at.is_not(None), table.ended_at >= since)
        with self._reading() as connection:
            if connection.execute(select(table.id).where(table.state == RUNNING)).first():
                return False
            return connection.execute(select(table.id).where(over)).first() is not None

    def give_up(self, job: str) -> bool:
        """Note that a job that waited is not begun, since what it waits for is not done."""
        return self._changed(job, WAITING, state=CANCELLED, ended_at=now())

    def give(self, job: str, given: Mapping[str, Any]) -> None:
        """Note what a job is asked to do from now on; what it was asked before is forgotten."""
        with self._writing() as connection:
            connection.execute(update(JOBS).where(JOBS.c.id == job).values(given=dict(given)))

    def forget_order(self, job: str) -> None:
        """Forget what a job was asked to do, once it is over."""
        over = and_(JOBS.c.id == job, JOBS.c.state.not_in(OPEN))
        with self._writing() as connection:
            connection.execute(update(JOBS).where(over).values(given={}))

    def forget(self, blanked: Callable[[str], str]) -> None:
        """Take somebody's names out of what jobs were asked to do: each text is what ``blanked`` makes of it."""
        with self._writing() as connection:
            for job, given in connection.execute(select(JOBS.c.id, JOBS.c.given)).all():
                after = _blanked(given, blanked)
                if after != given:
                    connection.execute(update(JOBS).where(JOBS.c.id == job).values(given=after))

    def cut_off(self) -> int:
        """Note of all jobs at work that nobody does them any more, and return how many they were.

        An erasure is not cut off: it waits for whoever does jobs next.
        """
        at_work = JOBS.c.state == RUNNING
        with self._writing() as connection:
            connection.execute(update(JOBS).where(at_work, JOBS.c.kind == ERASE).values(state=WAITING))
            lost = update(JOBS).where(at_work).values(state=CUT_OFF, ended_at=now())
            return int(connection.execute(lost).rowcount)

    def _changed(self, job: str, was: str, **values: Any) -> bool:
        own = and_(JOBS.c.id == job, JOBS.c.state == was)
        with self._writing() as connection:
            return int(connection.execute(update(JOBS).where(own).values(**values)).rowcount) > 0


def _blanked(given: Any, blanked: Callable[[str], str]) -> Any:
    """Change every text in what a job was asked to do; names of parts stay."""
    if isinstance(given, str):
        return blanked(given)
    if isinstance(given, Mapping):
        return {name: _blanked(one, blanked) for name, one in given.items()}
    return [_blanked(one, blanked) for one in given] if isinstance(given, list) else given
