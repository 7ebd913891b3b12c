"""What was done with people's data, in sentences for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from percorso.core.answer import Argument, Message, Unit
from percorso.speak.catalogue import Catalogue

# In the order in which they are told.
_COUNTS = ("events", "orders_kept", "orders_removed", "quarantined", "log_rows")


def erased(done: Mapping[str, Any], language: str) -> str:
    """Say what an erasure did; ``id`` None where the person had been erased before."""
    catalogue = Catalogue.of(language)
    if done["id"] is None:
        return catalogue.text("privacy.erased_before")
    return "\n".join([catalogue.text("privacy.erased"), *_counted(done["counts"], catalogue)])


def exported(done: Mapping[str, Any], language: str) -> str:
    """Say what was written where."""
    told: dict[str, tuple[Argument, Unit]] = {"rows": (done["rows"], "count"), "folder": (done["folder"], "text")}
    return Catalogue.of(language).say(Message("privacy.exported", told))


def restricted(done: Mapping[str, Any], language: str) -> str:
    """Say that somebody's data rests, or is used again."""
    return Catalogue.of(language).text("privacy.restricted" if done["restricted"] else "privacy.released")


def readmitted(marks: int, language: str) -> str:
    """Say whether news of somebody is taken again."""
    return Catalogue.of(language).text("privacy.readmitted" if marks else "privacy.not_erased")


def expired(counts: Mapping[str, int], language: str) -> str:
    """Say what was too old."""
    catalogue = Catalogue.of(language)
    return "\n".join(_counted(counts, catalogue)) or catalogue.text("privacy.nothing_expired")


def listed(places: Sequence[Mapping[str, Any]], language: str) -> str:
    """List the places of personal data, each with what it holds and what becomes of it."""
    catalogue = Catalogue.of(language)
    return "\n".join(
        f"{one['place']}\n    {catalogue.text('privacy.holds')}: {', '.join(one['holds'])}\n"
        f"    {catalogue.text('privacy.erasing')}: {catalogue.named('privacy_erasing', one['erasing'])}"
        for one in places
    )


def audited(records: Sequence[Mapping[str, Any]], language: str) -> str:
    """List what was done, a line each."""
    catalogue = Catalogue.of(language)
    lines = (
        f"{one['begun_at']}  {catalogue.named('privacy_kind', one['kind'])}"
        f"  {'; '.join(_counted(one['counts'], catalogue)) if one['done_at'] else catalogue.text('privacy.not_done')}"
        for one in records
    )
    return "\n".join(lines) or catalogue.text("privacy.nothing_done")


def _counted(counts: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    return [
        catalogue.say(Message(f"privacy_count.{name}", {"n": (counts[name], "count")}))
        for name in _COUNTS
        if counts.get(name)
    ]


def copied(size: int, folder: str, language: str) -> str:
    """Say that a workspace was copied; the size in bytes."""
    told: dict[str, tuple[Argument, Unit]] = {"size": (max(1, size // 2**20), "count"), "folder": (folder, "text")}
    return Catalogue.of(language).say(Message("backup.copied", told))


def put_back(erased: int, folder: str, language: str) -> str:
    """Say that a workspace was made of a copy, and how many people were erased again."""
    catalogue = Catalogue.of(language)
    told: dict[str, tuple[Argument, Unit]] = {"folder": (folder, "text"), "n": (erased, "count")}
    lines = [catalogue.say(Message("backup.restored", told))]
    return "\n".join([*lines, *([catalogue.say(Message("backup.erased_again", told))] if erased else [])])
