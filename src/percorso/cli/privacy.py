"""``percorso privacy``: what people may ask for by law, done."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options

_WHO = click.argument("identifier")


@click.group("privacy")
def command() -> None:
    """Export, erase or restrict what is known of a person; list where personal data lives."""


@command.command("erase")
@click.argument("identifier", required=False)
@click.option("--request", "request", metavar="ID", help="Whom a privacy request of 'percorso sources privacy' names.")
@click.option("--yes", is_flag=True, help="Do it; without it nothing is changed.")
@click.option("--orders", is_flag=True, help="Remove their orders too: totals then lack them, and say so.")
@options.table_or_json
@options.language
@options.workspace
def erase(
    identifier: str | None,
    request: str | None,
    yes: bool,
    orders: bool,
    form: str,
    language: str,
    workspace: Path,
) -> None:
    """Forget a person everywhere; their orders stay as amounts that lead to nobody."""
    from percorso.core.errors import PercorsoError
    from percorso.pipeline import erasing, requested
    from percorso.speak.privacy import erased
    from percorso.speak.progress import stepping
    from percorso.store.workspace import Workspace

    opened = Workspace.open(workspace)
    if not yes:
        hint = "Look first with: percorso privacy export IDENTIFIER --out FOLDER. Then say --yes."
        raise PercorsoError("not_confirmed", "Erasing cannot be undone; nothing was changed.", hint=hint)
    identifiers = requested.identifiers_of(opened, identifier, request)
    with stepping() as progress:
        done = erasing.erase(opened, identifiers, progress, orders=orders)
    if request:
        requested.answered(opened, request)
    document = {"id": done.id, "counts": dict(done.counts)}
    options.echo_json(document) if form == "json" else click.echo(erased(document, language))


@command.command("export")
@click.argument("identifier", required=False)
@click.option("--request", "request", metavar="ID", help="Whom a privacy request of 'percorso sources privacy' names.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="A new or empty folder.")
@options.table_or_json
@options.language
@options.workspace
def export(identifier: str | None, request: str | None, out: Path, form: str, language: str, workspace: Path) -> None:
    """Write everything that is known of a person into a folder: JSON lines, and a page to read."""
    from percorso.pipeline import exporting, requested
    from percorso.speak.privacy import exported
    from percorso.store.workspace import Workspace

    opened = Workspace.open(workspace)
    done = exporting.export(opened, requested.identifiers_of(opened, identifier, request), out, language)
    options.echo_json(done) if form == "json" else click.echo(exported(done, language))


@command.command("restrict")
@_WHO
@click.option("--release", is_flag=True, help="Let their data be used again.")
@options.table_or_json
@options.language
@options.workspace
def restrict(identifier: str, release: bool, form: str, language: str, workspace: Path) -> None:
    """Keep a person's data and use it for nothing but the amounts of their orders."""
    from percorso.pipeline import restricting
    from percorso.speak.privacy import restricted
    from percorso.speak.progress import stepping
    from percorso.store.workspace import Workspace

    opened = Workspace.open(workspace)
    with stepping() as progress:
        done = (restricting.release if release else restricting.restrict)(opened, identifier, progress)
    document = {"restricted": not release, "identifiers": done}
    options.echo_json(document) if form == "json" else click.echo(restricted(document, language))


@command.command("readmit")
@click.argument("identifiers", nargs=-1, required=True)
@options.language
@options.workspace
def readmit(identifiers: tuple[str, ...], language: str, workspace: Path) -> None:
    """Take news again of a person who was erased and came back, by all of the IDENTIFIERS that are given."""
    from percorso.pipeline import erasing
    from percorso.pipeline.subject_rights import Asked
    from percorso.speak.privacy import readmitted
    from percorso.store.workspace import Workspace

    opened = Workspace.open(workspace)
    done = erasing.readmit(opened, identifiers)
    for one in done.lifted:
        Asked(opened, None, one).note("person_readmitted")
    click.echo(readmitted(done.lifted, done.unknown, language))


@command.command("expire")
@options.table_or_json
@options.language
@options.workspace
def expire(form: str, language: str, workspace: Path) -> None:
    """Delete what is older than [privacy] in percorso.toml allows; the server does it by itself."""
    from percorso.pipeline import expiring
    from percorso.speak.privacy import expired
    from percorso.store.workspace import Workspace

    counts = expiring.expire(Workspace.open(workspace))
    options.echo_json(counts) if form == "json" else click.echo(expired(counts, language))


@command.command("inventory")
@options.table_or_json
@options.language
@options.workspace
def inventory(form: str, language: str, workspace: Path) -> None:
    """List every place where personal data lives, and what reaches it."""
    from percorso.pipeline.personal import inventory as places
    from percorso.store.workspace import Workspace

    found = places(Workspace.open(workspace))
    if form == "json":
        options.echo_json(found)
        return
    from percorso.speak.privacy import listed

    click.echo(listed(found, language))


@command.command("audit")
@options.table_or_json
@options.language
@options.workspace
def audit(form: str, language: str, workspace: Path) -> None:
    """List what was exported, erased and restricted, when and how much; never whose it was."""
    from percorso.pipeline.personal import audit as records
    from percorso.store.workspace import Workspace

    found = records(Workspace.open(workspace))
    if form == "json":
        options.echo_json(found)
        return
    from percorso.speak.privacy import audited

    click.echo(audited(found, language))
