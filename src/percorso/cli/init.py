"""``percorso init``: make a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", default="My shop", show_default=True, help="The shop's name, as pages show it.")
@click.option("--shop-id", default="shop", show_default=True, help="A short id that marks every source and order.")
@click.option("--country", default="IT", show_default=True, help="ISO code of the shop's country.")
@click.option("--time-zone", default="Europe/Rome", show_default=True, help="IANA time zone of the shop.")
@click.option("--currency", default="EUR", show_default=True, help="ISO code of the currency answers are given in.")
@click.option(
    "--prices-with-vat/--prices-without-vat", default=True, show_default=True, help="Whether prices include VAT."
)
@options.language
def command(
    folder: Path,
    name: str,
    shop_id: str,
    country: str,
    time_zone: str,
    currency: str,
    prices_with_vat: bool,
    language: str,
) -> None:
    """Make FOLDER a workspace: settings, log, lake, state and cache of one shop."""
    from percorso.core.settings import settings_from
    from percorso.speak.catalogue import Catalogue
    from percorso.store.workspace import Workspace

    shop = {
        "id": shop_id,
        "name": name,
        "country": country,
        "time_zone": time_zone,
        "currency": currency,
        "prices_include_vat": prices_with_vat,
    }
    Workspace.create(folder, settings_from({"shop": shop}).shop)
    settings = str(folder / "percorso.toml")
    click.echo(Catalogue.of(language).text("made.workspace", folder=str(folder), settings=settings))
