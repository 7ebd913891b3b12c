"""What was brought in, what waits in quarantine and what was built, in sentences for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from percorso.core.answer import Message
from percorso.speak.catalogue import Catalogue

# How many kinds of rows that are left out are named.
_NAMED = 10
# In the order in which they are told.
_COUNTS = ("events", "spend", "restated", "rates", "duplicates", "quarantined", "dropped", "erased")


def built(why: str, traced: int, customers: int, language: str) -> str:
    """Say what a build did; ``why`` it did so, as ``building.Built`` has it."""
    return Catalogue.of(language).text(f"built.{why}", traced=traced, customers=customers)


def imported(
    files: Sequence[str], rows: int, counts: Mapping[str, int], left_out: Sequence[tuple[str, int]], language: str
) -> str:
    """Say what files brought in.

    Args:
        files: their names.
        rows: how many rows they have.
        counts: how many of them became what: events, spend, restated, rates, duplicates, quarantined, dropped (as
            settings say), erased (of people who were).
        left_out: what another export tells of better, and how often, the most frequent first.
        language: the language to say it in.
    """
    catalogue = Catalogue.of(language)
    parts = [catalogue.text(f"imported_count.{name}", n=counts[name]) for name in _COUNTS if counts.get(name)]
    told = ", ".join(parts) or catalogue.text("imported.nothing")
    lines = [catalogue.text("imported.read", files=", ".join(files), n=rows, told=told)]
    if left_out:
        named = ", ".join(f"{what} {catalogue.write(count, 'count')}" for what, count in left_out[:_NAMED])
        lines.append(catalogue.text("imported.left_out", n=sum(count for _, count in left_out), named=named))
    if counts.get("quarantined"):
        lines.append(catalogue.text("imported.see_quarantine"))
    return "\n".join(lines)


def mapped(file: str, mapping: str, language: str) -> str:
    """Show a proposed mapping below the line that says what to do with it."""
    return f"{Catalogue.of(language).text('imported.mapping', file=file)}\n{mapping}"


def would_come_in(looked_at: int, taken: int, problem: object, language: str) -> str:
    """Say how many of a file's first rows would come in, and why a mapping cannot be used as it was proposed."""
    catalogue = Catalogue.of(language)
    lines = [catalogue.text("imported.would", n=looked_at, taken=taken)]
    if problem:
        lines.append(catalogue.text("imported.not_usable", why=str(problem)))
    return "\n".join(lines)


def would_be_refused(row: int, reason: str, code: str, language: str) -> str:
    """Say that a row would go to quarantine, and why."""
    return Catalogue.of(language).text("imported.refused", row=row, reason=reason, code=code)


def waiting(shown: int, all_of_them: int, language: str) -> str:
    """Say how many rows wait in quarantine, and how many of them are shown."""
    return Catalogue.of(language).text("imported.waiting", shown=shown, n=all_of_them)


def exported(rows: int, file: str, language: str) -> str:
    """Say how many rows were written where."""
    return Catalogue.of(language).text("imported.exported", rows=_rows(rows), file=file)


def retried(passed: int, left: int, language: str) -> str:
    """Say how many rows left quarantine, and how many did not."""
    return Catalogue.of(language).text("imported.retried", passed=_rows(passed), left=left)


def _rows(count: int) -> Message:
    return Message("imported.rows", {"n": (count, "count")})
