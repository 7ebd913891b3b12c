"""``percorso import``: bring files in."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from percorso.cli import options

if TYPE_CHECKING:
    from percorso.pipeline.importing import Preview


@click.command("import")
@click.argument("connector")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(path_type=Path), help="A TOML file saying which column is what.")
@click.option("--source", help="A name for where these rows come from, such as one of two ad accounts.")
@click.option("--preview", is_flag=True, help="Show what would come in, and propose a mapping; write nothing.")
@options.language
@options.workspace
def command(
    connector: str,
    files: tuple[Path, ...],
    mapping: Path | None,
    source: str | None,
    preview: bool,
    language: str,
    workspace: Path,
) -> None:
    """Bring FILES in through a CONNECTOR: segment, csv, parquet, jsonl, orders, spend, rates, email, tickets,
    reviews, surveys or shipments.

    The same file twice changes nothing; a grown file adds its new rows. Rows that cannot be taken go to quarantine.
    """
    from percorso.pipeline.applying import erased_among
    from percorso.pipeline.importing import MappingFile, import_files, preview_file
    from percorso.speak.intake import imported
    from percorso.speak.progress import counting
    from percorso.store.workspace import Workspace

    shop = Workspace.open(workspace)
    rules = MappingFile.read(mapping) if mapping else None
    if preview:
        for file in files:
            _show(preview_file(shop, connector, file, mapping=rules), language)
        return
    with counting() as progress:
        done = import_files(shop, connector, files, mapping=rules, source=source, progress=progress)
    applied = done.applied
    erased = erased_among(applied)
    counts = {**asdict(applied), "dropped": sum(applied.dropped.values()) - erased, "erased": erased}
    click.echo(imported(done.files, done.rows, counts, done.left_out.most_common(), language))


def _show(found: Preview, language: str) -> None:
    """Show a preview: the mapping to save and edit, the first records, the first rows that would be refused."""
    from percorso.core.money import format_plain
    from percorso.core.time import from_micros
    from percorso.speak import intake
    from percorso.speak.terminal import shortened

    if found.mapping:
        click.echo(intake.mapped(found.file, found.mapping, language))
    click.echo(intake.would_come_in(found.looked_at, found.taken, found.problem, language))
    for record in found.records:
        said = {name: value for name, value in record._asdict().items() if value not in {None, "{}"}}
        if isinstance(said.get("at"), int):
            said["at"] = from_micros(said["at"]).isoformat()
        if "cost" in said:
            said["cost"] = format_plain(said["cost"], said["currency"])
        click.echo("  " + ", ".join(f"{name}={shortened(str(value))}" for name, value in said.items()))
    for row in found.rejected:
        click.echo(f"  {intake.would_be_refused(row.row, shortened(row.reason), row.code, language)}")
