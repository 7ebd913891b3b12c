"""The verbs of ``percorso identity`` that look into evidence and take links back."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options

_UNDO = click.option("--undo", is_flag=True, help="Take the decision back.")


@click.command("why")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@options.table_or_json
@options.identity
@options.language
@options.workspace
def why(one: str, other: str, form: str, identity: str, language: str, workspace: Path) -> None:
    """Show the chain of evidence between two identifiers, or what was set aside between them."""
    from percorso.pipeline import evidence
    from percorso.pipeline.levels import at_level
    from percorso.speak.catalogue import Catalogue
    from percorso.store.workspace import Workspace

    found = evidence.why(at_level(Workspace.open(workspace), identity), one, other)
    if form == "json":
        options.echo_json(found)
        return
    from percorso.speak.identity import print_evidence
    from percorso.speak.terminal import console

    catalogue = Catalogue.of(language)
    told = "same" if found["same"] else "apart" if found["chain"] else "unrelated"
    click.echo(catalogue.text(f"identity.{told}"))
    print_evidence(found["chain"], console(), language)


@click.command("audit")
@options.table_or_json
@options.language
@options.workspace
def audit(form: str, language: str, workspace: Path) -> None:
    """List the largest customers, conflicts, links that were set aside and why, and what somebody decided."""
    from percorso.pipeline import evidence
    from percorso.store.workspace import Workspace

    found = evidence.audit(Workspace.open(workspace))
    if form == "json":
        options.echo_json(found)
        return
    from percorso.speak.identity import print_audit
    from percorso.speak.terminal import console

    print_audit(found, console(), language)


@click.command("unlink")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@_UNDO
@options.language
@options.workspace
def unlink(one: str, other: str, undo: bool, language: str, workspace: Path) -> None:
    """Forbid that a link ties two identifiers, now and whenever it is seen again, from the next build on."""
    from percorso.pipeline import evidence
    from percorso.speak.catalogue import Catalogue
    from percorso.store.workspace import Workspace

    left, right = evidence.unlink(Workspace.open(workspace), one, other, undo=undo)
    click.echo(f"{left} / {right}: {Catalogue.of(language).text('identity.from_next_build')}")


@click.command("block")
@click.argument("value")
@_UNDO
@options.language
@options.workspace
def block(value: str, undo: bool, language: str, workspace: Path) -> None:
    """Say that a value names nobody, such as email:desk@shop.example or anonymous:till-1, from the next build on."""
    from percorso.pipeline import evidence
    from percorso.speak.catalogue import Catalogue
    from percorso.store.workspace import Workspace

    opened, catalogue = Workspace.open(workspace), Catalogue.of(language)
    blocked = evidence.block(opened, value, undo=undo)
    click.echo(f"{blocked}: {catalogue.text('identity.from_next_build')}")
    if not undo and evidence.blocked_now(opened, value) == 0:
        click.echo(catalogue.text("identity.blocks_nothing"))


COMMANDS = (why, audit, unlink, block)
