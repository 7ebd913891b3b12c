"""``percorso segments``: customers that are described once, by conditions, and asked about by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from percorso.cli import options
from percorso.core.errors import PercorsoError

if TYPE_CHECKING:
    from percorso.core.segments import Segment


@click.group("segments")
def command() -> None:
    """Keep conditions under a name, for --segment of funnel, paths, attribute, spend and answers.

    A condition is FIELD OPERATOR VALUE: channel=Email,Direct; first_channel=Email; device=mobile; stage=decision;
    campaign=summer; landing=/sale; did!=Order Completed; orders>=2; revenue>=100; cycles<=1; contacts>=5;
    trait.city=Roma. It may end in days: "did=Cart Viewed during 2026-01-01..2026-03-31".
    """


@command.command("create")
@click.argument("name")
@click.argument("conditions", nargs=-1, required=True)
@options.text_or_json
@options.language_of_errors
@options.workspace
def create(name: str, conditions: tuple[str, ...], form: str, workspace: Path) -> None:
    """Keep the customers of whom all CONDITIONS are true under NAME."""
    from percorso.pipeline import segments
    from percorso.store.workspace import Workspace

    made = segments.create(Workspace.open(workspace), name, conditions)
    options.show(made, form, _line(made))


@command.command("list")
@options.text_or_json
@options.language_of_errors
@options.workspace
def listing(form: str, workspace: Path) -> None:
    """List the segments."""
    from percorso.pipeline import segments
    from percorso.store.workspace import Workspace

    found = segments.saved(Workspace.open(workspace))
    options.show(found, form, "\n".join(map(_line, found)))


@command.command("show")
@click.argument("name")
@click.option("--people", type=click.IntRange(1, 200), help="List so many of its people too, those seen last first.")
@options.identity
@options.language_of_errors
@options.workspace
def show(name: str, people: int | None, identity: str, workspace: Path) -> None:
    """Tell a segment as JSON: its conditions, and how many people they hold for."""
    from percorso.pipeline import segments
    from percorso.pipeline.behind import people_of_segment
    from percorso.pipeline.levels import at_level
    from percorso.store.workspace import Workspace

    opened = at_level(Workspace.open(workspace), identity)
    whom = segments.asked_segment(opened, name)
    found = people_of_segment(opened, whom, limit=people or 1)
    document = segments.show(opened, name) | {"total": found["total"]}
    options.echo_json(document | ({"people": found["people"]} if people else {}))


@command.command("delete")
@click.argument("name")
@options.language_of_errors
@options.workspace
def delete(name: str, workspace: Path) -> None:
    """Forget a segment; nothing is lost but its name."""
    from percorso.pipeline import segments
    from percorso.store.workspace import Workspace

    segments.delete(Workspace.open(workspace), name)


def chosen(workspace: Path, name: str | None, conditions: Sequence[str], file: Path | None = None) -> Segment:
    """Find whom a verb asks about, by its options; of a plain file, everybody.

    Raises:
        PercorsoError: ``segment_of_file``; see ``pipeline.segments.asked_segment``.
    """
    from percorso.core.segments import EVERYBODY

    if name is None and not conditions:
        return EVERYBODY
    if file is not None:
        hint = "Leave FILE out to ask the workspace, or --segment and --condition to ask the file."
        raise PercorsoError("segment_of_file", "Segments are of a workspace's customers.", hint=hint)
    from percorso.pipeline.segments import asked_segment
    from percorso.store.workspace import Workspace

    return asked_segment(Workspace.open(workspace), name, conditions)


def _line(one: dict[str, object]) -> str:
    conditions = one["conditions"]
    return f"{one['name']}: {' · '.join(conditions) if isinstance(conditions, list) else ''}"
