"""The catalogue: what the shop sells, the same in every simulation of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from percorso.simulate import texts
from percorso.simulate.streams import Longs, Reals, stream

SHOP_HOST = "https://www.bottegasole.example"
HOTEL_HOST = "https://www.hotelsole.example"


@dataclass(frozen=True)
class Catalogue:
    """Products by number.

    Attributes:
        category: each product's place in ``categories``.
        price, cost: cents, price with VAT, cost without.
        starts: where each category's products begin; they stand together.
    """

    name_of_shop: str
    host: str
    categories: tuple[tuple[str, str], ...]
    category: Longs
    name: pa.Array
    slug: pa.Array
    price: Longs
    cost: Longs
    starts: Longs

    def of_category(self, category: Longs, share: Reals) -> Longs:
        """Choose a product of a category: ``share`` (0 to below 1) leans to the first, which are the most popular."""
        size = self.starts[category + 1] - self.starts[category]
        found: Longs = self.starts[category] + np.minimum((share**2 * size).astype(np.int64), size - 1)
        return found

    @property
    def sku(self) -> pa.Array:
        """Stock numbers."""
        return texts.join("BS-", texts.numbers(np.arange(len(self.price)), 4))


# Category, its path, product words, median price in cents.
_SHOP = (
    ("Tessili", "tessili", ("Tovaglia", "Runner", "Plaid", "Federa", "Asciugamano"), 2600),
    ("Ceramiche", "ceramiche", ("Tazza", "Piatto", "Ciotola", "Caraffa", "Vaso"), 2200),
    ("Illuminazione", "illuminazione", ("Lampada da tavolo", "Lanterna", "Applique", "Piantana"), 5900),
    ("Profumi per la casa", "profumi-casa", ("Candela", "Diffusore", "Essenza"), 2400),
    ("Cucina", "cucina", ("Tagliere", "Padella", "Moka", "Set di coltelli", "Barattolo"), 3200),
    ("Bagno", "bagno", ("Dispenser", "Tappeto bagno", "Portasapone"), 2100),
    ("Giardino", "giardino", ("Vaso da esterno", "Annaffiatoio", "Cuscino da giardino"), 3400),
    ("Idee regalo", "idee-regalo", ("Cofanetto", "Set degustazione", "Album"), 3600),
)
_HOTEL = (
    ("Camere", "camere", ("Camera singola", "Camera doppia", "Camera tripla"), 11_000),
    ("Suite", "suite", ("Suite con terrazza", "Junior suite"), 21_000),
    ("Offerte", "offerte", ("Pacchetto benessere", "Fuga romantica", "Soggiorno lungo"), 16_000),
)
_TONES = ("Sole", "Luna", "Terra", "Mare", "Lino", "Salvia", "Cotto", "Oliva", "Sabbia", "Notte")


@cache
def catalogue(kind: str) -> Catalogue:
    """Lay out the catalogue of a kind of shop."""
    lines = _HOTEL if kind == "hotel" else _SHOP
    rng = stream(0, 0, f"catalogue of {kind}")
    names, category, price = [], [], []
    for place, (_, _, words, median) in enumerate(lines):
        for word in words:
            for tone in _TONES[: 4 if kind == "hotel" else 10]:
                names.append(f"{word} {tone}")
                category.append(place)
                price.append(float(median * np.exp(rng.normal(0, 0.45))))
    # Prices end in 90 cents, as shop prices do.
    cents = np.round(np.array(price) / 100).astype(np.int64).clip(3) * 100 - 10
    numbers = np.array(category, np.int64)
    starts = np.searchsorted(numbers, np.arange(len(lines) + 1))
    return Catalogue(
        name_of_shop="Hotel Sole" if kind == "hotel" else "Bottega Sole",
        host=HOTEL_HOST if kind == "hotel" else SHOP_HOST,
        categories=tuple((name, path) for name, path, _, _ in lines),
        category=numbers,
        name=texts.strings(names),
        slug=texts.strings([name.lower().replace(" ", "-") for name in names]),
        price=cents,
        cost=(cents / 1.22 * rng.uniform(0.4, 0.6, len(cents))).astype(np.int64),
        starts=starts.astype(np.int64),
    )
