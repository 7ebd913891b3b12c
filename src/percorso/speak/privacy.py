"""What was done with people's data, in sentences for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from percorso.speak.catalogue import Catalogue

# In the order in which they are told.
_COUNTS = (
    *("events", "orders_kept", "orders_removed", "quarantined", "log_rows", "segments_blanked", "annotations_blanked"),
    *("settings_left", "marks", "late"),
)


def erased(done: Mapping[str, Any], language: str) -> str:
    """Say what an erasure did; ``id`` None where the person had been erased before."""
    catalogue = Catalogue.of(language)
    if done["id"] is None:
        return catalogue.text("privacy.erased_before")
    return "\n".join([catalogue.text("privacy.erased"), *_counted(done["counts"], catalogue)])


def exported(done: Mapping[str, Any], language: str) -> str:
    """Say what was written where."""
    return Catalogue.of(language).text("privacy.exported", rows=done["rows"], folder=done["folder"])


def restricted(done: Mapping[str, Any], language: str) -> str:
    """Say that somebody's data rests, or is used again."""
    return Catalogue.of(language).text("privacy.restricted" if done["restricted"] else "privacy.released")


def readmitted(lifted: Sequence[str], unknown: Sequence[str], language: str) -> str:
    """Say which identifiers news is taken again of, and of which nobody was erased."""
    catalogue = Catalogue.of(language)
    lines = [catalogue.text("privacy.readmitted", names=", ".join(lifted))] if lifted else []
    if unknown:
        lines.append(catalogue.text("privacy.not_erased", names=", ".join(unknown)))
    return "\n".join([*lines, *([catalogue.text("privacy.others_stay")] if lifted else [])])


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
    return [catalogue.text(f"privacy_count.{name}", n=counts[name]) for name in _COUNTS if counts.get(name)]


def copied(size: int, folder: str, language: str) -> str:
    """Say that a workspace was copied; the size in bytes."""
    return Catalogue.of(language).text("backup.copied", size=max(1, size // 2**20), folder=folder)


def put_back(erased: int, folder: str, language: str) -> str:
    """Say that a workspace was made of a copy, and how many people were erased again."""
    catalogue = Catalogue.of(language)
    lines = [catalogue.text("backup.restored", folder=folder)]
    return "\n".join([*lines, *([catalogue.text("backup.erased_again", n=erased)] if erased else [])])
