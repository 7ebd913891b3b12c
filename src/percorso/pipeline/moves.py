"""Moves: what is worth doing next, what somebody decided about it, and what came of what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from percorso.analyze import outcomes
from percorso.analyze.changes import Change
from percorso.analyze.facts import Facts
from percorso.analyze.intervals import Estimate, rate
from percorso.analyze.moves import Move, Target, choose, faults, ideas, left, measured, spent
from percorso.analyze.outcomes import Outcome
from percorso.analyze.totals import CountTotals
from percorso.core.access import Actor
from percorso.core.answer import Totals
from percorso.core.errors import PercorsoError, unknown
from percorso.core.time import DAY, from_micros, parse_date, start_of_day, to_micros, zone
from percorso.pipeline.accounts import COMMAND_LINE
from percorso.pipeline.asking import facts_of
from percorso.pipeline.behind import page_of
from percorso.pipeline.changes import changes
from percorso.pipeline.exploring import Source
from percorso.pipeline.health import findings
from percorso.pipeline.looking import look
from percorso.pipeline.published import Published
from percorso.sequence.keys import customer_id_of
from percorso.speak.catalogue import Catalogue
from percorso.speak.messages import written
from percorso.speak.moves import Shown, today_document
from percorso.store.audit import Entry
from percorso.store.moves import ACCEPTED, DISMISSED, LATER, DecidedMove
from percorso.store.workspace import DEFAULT_LEVEL, Workspace

REOPENED = "reopened"
DECISIONS = (ACCEPTED, DISMISSED, LATER, REOPENED)
# When what came of an accepted move is looked at, and when one put off comes back, unless a day is named.
_CHECK_DAYS, _LATER_DAYS = 30, 7
_LONGEST_DAYS = 366
_LONGEST_OWNER = 120


@dataclass(frozen=True)
class Found:
    """What one edition of the data says; whoever asks often keeps it by ``asking.edition``."""

    published: Published
    facts: Facts
    ideas: tuple[Move, ...]
    changes: tuple[Change, ...]
    totals: tuple[Totals, ...]


def find(workspace: Workspace) -> Found:
    """Look for what may be worth doing, and for what changed.

    Raises:
        PercorsoError: ``not_built``, ``cache_missing``.
    """
    published = Published.open(workspace)
    totals = published.ask(CountTotals(workspace.settings.shop.currency))
    facts = facts_of(published, totals)
    return Found(published, facts, ideas(facts), changes(published, facts.last_at), tuple(totals))


def today(
    workspace: Workspace,
    language: str = "en",
    found: Found | None = None,
    on: date | None = None,
    looker: str | None = None,
) -> dict[str, Any]:
    """Say what is worth doing next.

    What came of a move is looked at once, the first time somebody asks from its check date on, and noted.

    Args:
        found: what ``find`` gave; None looks now.
        on: the day it is, in the shop's zone; None for the present one.
        looker: the account that looks, empty where there are none; None for a program, whose looks are not noted.

    Returns:
        the document of ``percorso today --format json``: ``moves``, at most five, data faults first and then by what
        they bring at least; ``underway``; ``checked``, with what came of each; ``put_aside``; ``changes``;
        ``since``, what is new to the account (see ``looking.look``).

    Raises:
        PercorsoError: ``not_built``, ``cache_missing``, ``unknown_language``.
    """
    catalogue, day = Catalogue.of(language), on or _day(workspace)
    seen = found or find(workspace)
    wrong = findings(workspace, seen.published.build, 0)
    decided = [_checked(workspace, seen, one, wrong, day) for one in workspace.state.moves.all()]
    # One put off comes back on its day.
    decided = [one for one in decided if one.decision != LATER or date.fromisoformat(one.check_on) > day]
    # What came of a move was noted, so the same one may be found again.
    hidden = {one.id for one in decided if one.outcome is None}
    chosen = choose(seen.facts, [one for one in seen.ideas if move_id(one.target) not in hidden], wrong)
    shown = [one for one in chosen.moves if move_id(one.target) not in hidden]
    as_of = from_micros(seen.facts.last_at).astimezone(zone(workspace.settings.shop.time_zone))
    currency = seen.facts.currency
    document = today_document(
        Shown(
            shop=workspace.settings.shop.name,
            currency=currency,
            as_of=as_of.isoformat(timespec="seconds"),
            moves=[{"id": move_id(one.target), **_told(one, currency)} for one in shown],
            uncertain=chosen.uncertain,
            together=chosen.together,
            early=chosen.early,
            decided=[asdict(one) for one in decided],
            changes=[{**vars(one), "change": one.change and one.change._asdict()} for one in seen.changes],
        ),
        catalogue,
    )
    since = None if looker is None else look(workspace, looker, seen.totals, document["moves"], language)
    return {**document, "since": since}


def decide(
    workspace: Workspace, move: str, decision: str, actor: Actor | None = None, owner: str = "", check_on: str = ""
) -> None:
    """Accept a move, dismiss it, put it off, or reopen it.

    Args:
        move: its id.
        decision: ``accepted``, ``dismissed``, ``later`` or ``reopened``.
        actor: who decides; None at the command line.
        owner: who makes it; whoever decides, where nobody is named.
        check_on: an ISO date within a year: when what came of it is looked at, or when it comes back.

    Raises:
        PercorsoError: ``unknown_move``, ``unknown_decision``, ``bad_check_date``, ``bad_owner``, ``not_built``.
    """
    if decision not in DECISIONS:
        raise unknown("decision", decision, DECISIONS, code="unknown_decision")
    name = COMMAND_LINE if actor is None else actor.name
    entry = Entry(name, f"move_{decision}", move)
    if decision == REOPENED:
        if not workspace.state.moves.reopen(move, entry):
            raise _unknown(move)
        return
    if len(owner.strip()) > _LONGEST_OWNER:
        message = f"The owner's name is longer than {_LONGEST_OWNER} letters."
        raise PercorsoError("bad_owner", message, hint="Write a shorter one.")
    on = _check_on(check_on, _day(workspace), _LATER_DAYS if decision == LATER else _CHECK_DAYS)
    seen = find(workspace)
    wrong = findings(workspace, seen.published.build, 0)
    chosen = next((one for one in (*faults(wrong), *seen.ideas) if move_id(one.target) == move), None)
    if chosen is None:
        raise _unknown(move)
    currency = seen.facts.currency
    told = _told(chosen, currency)
    workspace.state.moves.decide(
        DecidedMove(
            id=move,
            decision=decision,
            owner=owner.strip() or name,
            decided_by=name,
            check_on=on.isoformat(),
            told={**told, "what": written(chosen.what), "why": written(chosen.why)},
            expected={**chosen.monthly._asdict(), "currency": currency} if chosen.monthly else {},
            before=_counted(seen.facts, chosen),
        ),
        entry,
    )


def people_of_move(
    workspace: Workspace, move: str, found: Found | None = None, *, limit: int = 50, offset: int = 0
) -> dict[str, Any]:
    """List the people that a move counts, or whose visits or ways it counts, as ``behind.people_of_step`` does.

    Args:
        move: its id.
        found: what ``find`` gave; None looks now.

    Raises:
        PercorsoError: ``unknown_move``; ``no_people`` where it counts campaigns, rows or sources.
    """
    seen = found or find(workspace)
    chosen = next((one for one in seen.ideas if move_id(one.target) == move), None)
    if chosen is None:
        raise _unknown(move)
    find_left = left(seen.facts, chosen.target)
    if find_left is None:
        hint = "Its page shows what it counts: percorso today --help."
        raise PercorsoError("no_people", f"This move counts {chosen.counted}, not people.", hint=hint)
    return page_of(workspace, Source.of_workspace(workspace.folder, workspace.level), find_left, limit, offset)


def move_id(target: Target) -> str:
    """Name a move for addresses, the same from build to build."""
    return customer_id_of(f"move\x1f{target.key}")


def _told(move: Move, currency: str) -> dict[str, Any]:
    return {
        "kind": move.target.kind,
        "subject": list(move.target.subject),
        "what": move.what,
        "why": move.why,
        "concerned": move.concerned,
        "counted": move.counted,
        "monthly": move.monthly and move.monthly._asdict(),
        "basis": move.basis,
        "currency": currency,
    }


def _counted(facts: Facts, move: Move) -> dict[str, Any]:
    """Count what a move is to change, so that what comes later can be told from what was before."""
    through = max((to_micros(start_of_day(row.on, UTC)) for row in facts.spend), default=0)
    if move.target.kind == "spend":
        return {"as_of": through, "cost": spent(facts, move.target)}
    went_on = measured(facts, move.target)
    return {"as_of": facts.last_at, "worth": move.worth, "rate": went_on and [went_on.successes, went_on.n]}


def _checked(
    workspace: Workspace, found: Found, kept: DecidedMove, wrong: Sequence[Mapping[str, Any]], day: date
) -> DecidedMove:
    """Look at what came of an accepted move once its day has come; looked at once, it stays so."""
    if kept.decision != ACCEPTED or kept.outcome is not None or date.fromisoformat(kept.check_on) > day:
        return kept
    outcome = _plain(_outcome(found.facts, kept, wrong))
    # At another level of trust it is a question of "what if", and nothing is noted.
    if workspace.level == DEFAULT_LEVEL:
        workspace.state.moves.checked(kept.id, outcome)
    return replace(kept, outcome=outcome)


def _outcome(facts: Facts, kept: DecidedMove, wrong: Sequence[Mapping[str, Any]]) -> Outcome:
    target, before = Target(kept.told["kind"], tuple(kept.told["subject"])), kept.before
    if target.kind == "fault":
        return outcomes.of_fault(sum(one.concerned for one in faults(wrong) if one.target == target))
    expected = Estimate(*(kept.expected[end] for end in ("value", "low", "high")))
    if target.kind == "spend":
        through = max((to_micros(start_of_day(row.on, UTC)) for row in facts.spend), default=0)
        return outcomes.of_spend(expected, before["cost"], spent(facts, target), (through - before["as_of"]) / DAY)
    if not before["rate"]:
        return Outcome("cannot_tell", 0)
    days = (facts.last_at - before["as_of"]) / DAY
    return outcomes.of_rate(expected, rate(*before["rate"]), measured(facts, target), days, before["worth"])


def _plain(outcome: Outcome) -> dict[str, Any]:
    """Write an outcome as what JSON holds."""
    parts = {name: value and value._asdict() for name, value in vars(outcome).items() if name not in ("state", "n")}
    return {"state": outcome.state, "n": outcome.n, **parts}


def _day(workspace: Workspace) -> date:
    return datetime.now(zone(workspace.settings.shop.time_zone)).date()


def _check_on(given: str, day: date, days: int) -> date:
    on = parse_date(given) if given else day + timedelta(days=days)
    if not day <= on <= day + timedelta(days=_LONGEST_DAYS):
        hint = f"Name a day from {day.isoformat()} on, within a year."
        raise PercorsoError("bad_check_date", f"{on.isoformat()} is no day to look again.", hint=hint)
    return on


def _unknown(move: str) -> PercorsoError:
    return PercorsoError("unknown_move", f"There is no move with the id '{move}'.", hint="See: percorso today.")
