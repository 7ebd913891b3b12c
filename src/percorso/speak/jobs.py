"""Jobs, as the terminal lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from percorso.speak import numbers
from percorso.speak.catalogue import Catalogue
from percorso.speak.terminal import print_grid, shortened

Document = Mapping[str, Any]
# What is told of each job; its file is the last, since it is the longest.
_JOB_COLUMNS = ("id", "kind", "state", "step", "done", "asked_at", "ended_at", "file")


def job_state(state: str, language: str) -> str:
    """Name the state of a job."""
    return Catalogue.of(language).named("job_state", state)


def print_jobs(jobs: Sequence[Document], out: Console, language: str = "en") -> None:
    """Print the last jobs as a table, or that there is none."""
    catalogue = Catalogue.of(language)
    if not jobs:
        out.print(catalogue.text("job.none"))
        return
    columns = [
        {"label": catalogue.text(f"job.column.{name}"), "kind": "number" if name == "done" else "text"}
        for name in _JOB_COLUMNS
    ]
    print_grid(columns, [_job(one, catalogue) for one in jobs], out)


def _job(one: Document, catalogue: Catalogue) -> list[str]:
    done = catalogue.write(one["done"], "count")
    when = [numbers.moment(one[name], catalogue.locale) if one[name] else "–" for name in ("asked_at", "ended_at")]
    return [
        one["id"],
        catalogue.named("job_kind", one["kind"]),
        catalogue.named("job_state", one["state"]),
        one["step_label"] or "–",
        f"{done}/{catalogue.write(one['of'], 'count')}" if one["of"] else done,
        *when,
        shortened(one["file"] or "–"),
    ]
