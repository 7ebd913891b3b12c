"""The verbs of ``percorso identity`` that match people: in any file, and among customers."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from percorso.cli import options

if TYPE_CHECKING:
    from percorso.pipeline.matching import Matched
    from percorso.speak.catalogue import Catalogue


_THRESHOLD = click.option(
    "--threshold", type=float, help="From which probability on two are one person; 0.95 by default, for all data."
)
_PROPOSAL = ("left", "right", "probability", "why")


@click.command("match")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "id_column", required=True, metavar="COLUMN", help="The column that names each row.")
@click.option("--compare", required=True, metavar="COLUMNS", help="The columns to compare, such as first_name,dob.")
@_THRESHOLD
@click.option(
    "--proposals",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the pairs that reach it (CSV), each with its probability and why.",
)
@click.option(
    "--encoding", metavar="NAME", help="How FILE is written, such as cp1252; UTF-8 or Windows-1252 are found out."
)
@click.option("--format", "form", type=click.Choice(["csv", "json", "table"]), default="csv", show_default=True)
@options.language
def matched(
    file: Path,
    id_column: str,
    compare: str,
    threshold: float | None,
    proposals: Path | None,
    encoding: str | None,
    form: str,
    language: str,
) -> None:
    """Find which rows of FILE (CSV, JSON lines or Parquet) are one person, without an identifier that they share.

    How a column is compared is told by its name and by what stands in it. No workspace is needed.
    """
    from percorso.pipeline import matching
    from percorso.speak.catalogue import Catalogue

    columns = [name.strip() for name in compare.split(",") if name.strip()]
    least = matching.THRESHOLD if threshold is None else threshold
    found = matching.match_file(file, id_column, columns, least, encoding)
    catalogue = Catalogue.of(language)
    if proposals is not None:
        proposals.write_text(_csv([_told(one, catalogue) for one in matching.told(found)], _PROPOSAL), "utf-8")
    if form == "json":
        options.echo_json(_document(found, catalogue))
        return
    click.echo("\n".join(catalogue.say(message) for message in matching.summary(found)), err=True)
    rows = [{found.id_column: one, "customer_id": customer} for one, customer in found.customers]
    if form == "csv":
        click.echo(_csv(rows, (found.id_column, "customer_id")), nl=False)
        return
    from percorso.speak.terminal import console, print_rows

    print_rows(rows, console())


@click.command("propose")
@_THRESHOLD
@options.language
@options.workspace
def propose(threshold: float | None, language: str, workspace: Path) -> None:
    """Look for customers that probably are one person by their traits; nobody is tied before a review."""
    from percorso.pipeline import matching, proposing
    from percorso.speak.catalogue import Catalogue
    from percorso.store.workspace import Workspace

    least = matching.THRESHOLD if threshold is None else threshold
    count = proposing.propose(Workspace.open(workspace), least)
    click.echo(Catalogue.of(language).text("identity.proposed", n=count, threshold=f"{least:g}"))


@click.group("review")
def review() -> None:
    """List the pairs that were proposed, accept or reject them."""


@review.command("list")
@options.table_or_json
@options.language
@options.workspace
def listing(form: str, language: str, workspace: Path) -> None:
    """List the pairs that wait for somebody's word, the surest first, and why they were proposed."""
    from percorso.pipeline import proposing
    from percorso.speak.catalogue import Catalogue
    from percorso.store.workspace import Workspace

    found = proposing.listed(Workspace.open(workspace), language)
    if form == "json":
        options.echo_json(found)
        return
    catalogue = Catalogue.of(language)
    for one in found:
        probability = catalogue.write(one["probability"], "rate")
        click.echo(f"{one['id']}  {one['left']}  {one['right']}  {probability}\n    {one['why']}")


@review.command("accept")
@click.argument("proposal", metavar="ID")
@options.language
@options.workspace
def accept(proposal: str, language: str, workspace: Path) -> None:
    """Say that both are one person; the next build ties them, with a link that says it was reviewed."""
    from percorso.pipeline import proposing
    from percorso.speak.catalogue import Catalogue
    from percorso.store.workspace import Workspace

    proposing.accept(Workspace.open(workspace), proposal)
    click.echo(Catalogue.of(language).text("identity.accepted"))


@review.command("reject")
@click.argument("proposal", metavar="ID")
@options.language
@options.workspace
def reject(proposal: str, language: str, workspace: Path) -> None:
    """Say that both are two people; the pair is not proposed again."""
    from percorso.pipeline import proposing
    from percorso.speak.catalogue import Catalogue
    from percorso.store.workspace import Workspace

    proposing.reject(Workspace.open(workspace), proposal)
    click.echo(Catalogue.of(language).text("identity.rejected"))


COMMANDS = (matched, propose, review)


def _told(proposal: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """Write a proposal's reasons in a language."""
    return {**proposal, "why": "; ".join(map(catalogue.say, proposal["why"]))}


def _document(found: Matched, catalogue: Catalogue) -> dict[str, Any]:
    from percorso.pipeline import matching

    return {
        "threshold": found.threshold,
        "columns": [{"name": column.name, "kind": column.kind} for column in found.columns],
        "rows": [{found.id_column: one, "customer_id": customer} for one, customer in found.customers],
        "proposals": [
            {**_told(told, catalogue), "agreements": [asdict(agreement) for agreement in one.agreements]}
            for one, told in zip(found.proposals, matching.told(found), strict=True)
        ],
    }


def _csv(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
