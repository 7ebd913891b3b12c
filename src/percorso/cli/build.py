"""``percorso build``: unify people and trace their journeys."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options

_WHY = {
    "nothing_new": "Nothing new since the last build; no work was done.",
    "first_build": "Built for the first time: {traced:,} customers traced.",
    "settings_changed": "Settings or rules changed, so everyone was traced again: {traced:,} customers.",
    "everyone_again": "What the last build knew could not be used, so everyone was traced again: {traced:,} customers.",
    "nothing_left": "All people were erased: nothing is left to build from.",
    "new_events": "Built: {traced:,} of {customers:,} customers traced again.",
}


@click.command("build")
@options.workspace
def command(workspace: Path) -> None:
    """Unify people and trace their journeys from all that came in; only whom new events touch is traced again."""
    from percorso.pipeline.building import build
    from percorso.speak.progress import stepping
    from percorso.store.workspace import Workspace

    with stepping() as progress:
        built = build(Workspace.open(workspace), progress)
    click.echo(_WHY[built.why].format(traced=built.traced, customers=built.customers))
