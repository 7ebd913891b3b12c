"""The folder's own guides: what each file is, how to bring it in, and the shop's settings."""

from __future__ import annotations

from pathlib import Path

from percorso.simulate.catalogue import catalogue
from percorso.simulate.options import Options

_SETTINGS = """\
# What percorso.toml of the workspace should say of this shop.
[shop]
name = "{name}"
country = "IT"
time_zone = "Europe/Rome"
currency = "EUR"
prices_include_vat = true
vat_rates = {{IT = {vat}}}
margin = 50
conversion = ["{conversion}"]
# email/ holds every message sent: only one that was opened or clicked is a contact.
contact = ["inbound"]
domains = ["{domain}"]
"""

_README = """\
# A simulated {kind}

{customers:,} people from {start} to {end}, seed {seed}. Every person, order and company in it is made up.

| folder | what it is | brought in by |
|---|---|---|
| events/ | calls of the site, as Segment stores them | `percorso import segment events/*.{form}` |
{orders}| spend/ | exports of Google Ads and Meta | `percorso import spend spend/google_ads.csv spend/meta_ads.csv` |
| spend/altri_costi.csv | other costs, with a mapping | `percorso import csv … --mapping spend/altri_costi.toml` |
| email/ | activity of the newsletters, as Mailchimp lists it | `percorso import email email/*.csv` |
{shipments}| tickets/ | customer care | `percorso import tickets tickets/*.csv` |
| reviews/ | product reviews | `percorso import reviews reviews/*.csv` |
| surveys/ | "would you recommend us" | `percorso import surveys surveys/*.csv` |
{experiments}| truth/ | what was planted and what really happened; no analysis may read it | |

percorso.toml here holds the shop's settings; give them to a new workspace:

    percorso init my-shop --name "{name}"
    cp percorso.toml my-shop/percorso.toml
    percorso import segment events/*.{form} --workspace my-shop
{import_orders}    percorso import spend spend/google_ads.csv spend/meta_ads.csv --workspace my-shop
    percorso import csv spend/altri_costi.csv --mapping spend/altri_costi.toml --workspace my-shop
    percorso import email email/*.csv --workspace my-shop
{import_shipments}    percorso import tickets tickets/*.csv --workspace my-shop
    percorso import reviews reviews/*.csv --workspace my-shop
    percorso import surveys surveys/*.csv --workspace my-shop
    percorso build --workspace my-shop
    percorso answers --workspace my-shop
"""


def write_guides(folder: Path, options: Options, form: str) -> None:
    """Write README.md and percorso.toml."""
    hotel = options.kind == "hotel"
    name = catalogue(options.kind).name_of_shop
    domain = catalogue(options.kind).host.removeprefix("https://www.")
    settings = _SETTINGS.format(
        name=name, vat=10 if hotel else 22, conversion="booking" if hotel else "order", domain=domain
    )
    (folder / "percorso.toml").write_text(settings, encoding="utf-8")
    shape = "WooCommerce" if options.platform == "woocommerce" else "Shopify"
    text = _README.format(
        kind=options.kind,
        customers=options.customers,
        start=options.start,
        end=options.end,
        seed=options.seed,
        form=form,
        name=name,
        orders=""
        if hotel
        else f"| orders/ | orders, as {shape} exports them | `percorso import orders orders/*.csv` |\n",
        experiments="| experiments/ | how many people each arm of each holdout has; who is in which, a trait says | |\n"
        if options.holdouts
        else "",
        shipments=""
        if hotel
        else "| shipments/ | what carriers and pickup points report | `percorso import shipments shipments/*.csv` |\n",
        import_shipments="" if hotel else "    percorso import shipments shipments/*.csv --workspace my-shop\n",
        import_orders="" if hotel else "    percorso import orders orders/*.csv --workspace my-shop\n",
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
