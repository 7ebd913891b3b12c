"""``percorso import``: bring files in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from percorso.cli import options

if TYPE_CHECKING:
    from percorso.pipeline.importing import Preview


# How many kinds of rows that are left out are named.
_NAMED = 10


@click.command("import")
@click.argument("connector")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(path_type=Path), help="A TOML file saying which column is what.")
@click.option("--source", help="A name for where these rows come from, such as one of two ad accounts.")
@click.option("--preview", is_flag=True, help="Show what would come in, and propose a mapping; write nothing.")
@options.workspace
def command(
    connector: str, files: tuple[Path, ...], mapping: Path | None, source: str | None, preview: bool, workspace: Path
) -> None:
    """Bring FILES in through a CONNECTOR: segment, csv, parquet, jsonl, orders, spend, rates, email, tickets,
    reviews, surveys or shipments.

    The same file twice changes nothing; a grown file adds its new rows. Rows that cannot be taken go to quarantine.
    """
    from percorso.pipeline.importing import MappingFile, import_files, preview_file
    from percorso.speak.progress import counting
    from percorso.store.workspace import Workspace

    shop = Workspace.open(workspace)
    rules = MappingFile.read(mapping) if mapping else None
    if preview:
        for file in files:
            _show(preview_file(shop, connector, file, mapping=rules))
        return
    with counting() as progress:
        done = import_files(shop, connector, files, mapping=rules, source=source, progress=progress)
    applied = done.applied
    parts = [
        (applied.events, "new events"),
        (applied.spend, "spend rows"),
        (applied.restated, "of them in place of what was stored"),
        (applied.rates, "rates"),
        (applied.duplicates, "known already"),
        (applied.quarantined, "in quarantine"),
        (sum(applied.dropped.values()), "not stored, as percorso.toml says"),
    ]
    told = ", ".join(f"{count:,} {word}" for count, word in parts if count) or "nothing new"
    click.echo(f"{', '.join(done.files)}: {done.rows:,} rows read; {told}.")
    if done.left_out:
        named = ", ".join(f"{what} {count:,}" for what, count in done.left_out.most_common(_NAMED))
        click.echo(f"{done.left_out.total():,} rows are left out, since another export tells of them better: {named}.")
    if applied.quarantined:
        click.echo("See them with: percorso quarantine list")


def _show(found: Preview) -> None:
    """Show a preview: the mapping to save and edit, the first records, the first rows that would be refused."""
    from percorso.core.money import format_plain
    from percorso.core.time import from_micros
    from percorso.speak.terminal import shortened

    if found.mapping:
        click.echo(f"# A mapping for {found.file}: save it, edit it, and import with --mapping.\n{found.mapping}")
    click.echo(f"Of the first {found.looked_at:,} rows, {found.taken:,} would come in.")
    if found.problem:
        click.echo(f"As proposed the mapping cannot be used yet: {found.problem}")
    for record in found.records:
        said = {name: value for name, value in record._asdict().items() if value not in {None, "{}"}}
        if isinstance(said.get("at"), int):
            said["at"] = from_micros(said["at"]).isoformat()
        if "cost" in said:
            said["cost"] = format_plain(said["cost"], said["currency"])
        click.echo("  " + ", ".join(f"{name}={shortened(str(value))}" for name, value in said.items()))
    for row in found.rejected:
        click.echo(f"  row {row.row} would go to quarantine: {shortened(row.reason)} [{row.code}]")
