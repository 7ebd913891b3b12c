"""Vocabulary: every text an event may hold, once, so that events are rows of numbers until they are written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.simulate import texts
from percorso.simulate.baskets import COUPON, HOME, PAYMENTS, Baskets
from percorso.simulate.catalogue import Catalogue
from percorso.simulate.people import People
from percorso.simulate.planted import CARRIERS
from percorso.simulate.streams import Longs, repeated

SEARCHES = ("lampada", "tazza", "tovaglia", "regalo mamma", "candela", "vaso", "moka", "set asciugamani", "plaid lana",
            "diffusore", "lampda", "bomboniere")  # fmt: skip
_BLOG = (("/blog/idee-per-la-tavola", "Idee per la tavola"), ("/blog/luce-in-casa", "La luce in casa"))


@dataclass(frozen=True)
class Pages:
    """The shop's pages by number: home, categories, products, searches, blog, then the way to an order."""

    path: pa.Array
    title: pa.Array
    category: int
    product: int
    search: int
    blog: int
    cart: int
    checkout: int
    thanks: int
    account: int

    @classmethod
    def of(cls, catalogue: Catalogue) -> Pages:
        """Number the pages of a catalogue."""
        categories = [(f"/collections/{slug}", name) for name, slug in catalogue.categories]
        searches = [(f"/search?q={word.replace(' ', '+')}", f"Risultati per {word}") for word in SEARCHES]
        last = [
            ("/cart", "Carrello"),
            ("/checkout", "Cassa"),
            ("/checkout/grazie", "Grazie per il tuo ordine"),
            ("/account/ordini", "I miei ordini"),
        ]
        product = 1 + len(categories)
        search = product + len(catalogue.price)
        blog = search + len(searches)
        cart = blog + len(_BLOG)
        before, after = [("/", catalogue.name_of_shop), *categories], [*searches, *_BLOG, *last]
        path = pa.concat_arrays(
            [
                texts.strings([one for one, _ in before]),
                texts.join("/products/", catalogue.slug),
                texts.strings([one for one, _ in after]),
            ]
        )
        title = pa.concat_arrays(
            [texts.strings([one for _, one in before]), catalogue.name, texts.strings([one for _, one in after])]
        )
        return cls(path, title, 1, product, search, blog, cart, cart + 1, cart + 2, cart + 3)


@dataclass(frozen=True)
class Details:
    """What events say of themselves, as JSON texts; each name is where its texts begin among ``words``.

    Attributes:
        added: product with quantity; ``viewed`` without.
        step: three steps of each basket's checkout, one after another.
        login, guest, arms: traits of each person: of an account, of a guest who gives an address, of experiments.
    """

    words: pa.Array
    starts: dict[str, int]

    def __getitem__(self, name: str) -> int:
        """Give where a name's texts begin."""
        return self.starts[name]

    @classmethod
    def gathered(cls, **parts: pa.Array) -> Details:
        """Put texts one after another."""
        starts, length = {}, 0
        for name, words in parts.items():
            starts[name] = length
            length += len(words)
        return cls(pa.concat_arrays(list(parts.values())), starts)


def details(catalogue: Catalogue, pages: Pages, people: People, baskets: Baskets) -> Details:
    """Write what a chunk's events may say."""
    product, priced = _products(catalogue)
    lines = _lines(catalogue, baskets, product)
    return Details.gathered(
        nothing=texts.strings(["{}"]),
        page=texts.join('{"path":"', pages.path, '","title":"', pages.title, '"}'),
        viewed=texts.join("{", priced, ',"currency":"EUR"}'),
        added=texts.join("{", priced, ',"quantity":1,"currency":"EUR"}'),
        listed=_lists(catalogue, product),
        searched=texts.strings([f'{{"query":"{word}"}}' for word in SEARCHES]),
        **_of_baskets(baskets, lines),
        **_of_people(people),
    )


def _products(catalogue: Catalogue) -> tuple[pa.Array, pa.Array]:
    """Write each product's members: who it is, and with its price."""
    category = texts.taken(texts.strings([name for name, _ in catalogue.categories]), catalogue.category)
    number = texts.numbers(np.arange(len(catalogue.price)), 4)
    who = texts.join(
        '"product_id":"P', number, '","sku":"', catalogue.sku, '","name":"', catalogue.name, '","category":"', category,
        '"',
    )  # fmt: skip
    return who, texts.join(who, ',"price":', texts.money(catalogue.price))


def _lists(catalogue: Catalogue, product: pa.Array) -> pa.Array:
    """Write each category's list with its first four products."""
    count = len(catalogue.categories)
    shown = (catalogue.starts[:count, None] + np.arange(4)).ravel()
    members = texts.join(
        "{", texts.taken(product, shown), ',"position":', texts.numbers(np.tile(np.arange(1, 5), count)), "}"
    )
    together = pc.binary_join(pa.ListArray.from_arrays(np.arange(0, 4 * count + 1, 4, dtype=np.int32), members), ",")
    names = texts.strings([name for name, _ in catalogue.categories])
    slugs = texts.strings([slug for _, slug in catalogue.categories])
    return texts.join('{"list_id":"', slugs, '","category":"', names, '","products":[', together, "]}")


def _lines(catalogue: Catalogue, baskets: Baskets, product: pa.Array) -> pa.Array:
    """Write each basket's products."""
    price = texts.money(catalogue.price)
    members = texts.join(
        "{", texts.taken(product, baskets.product), ',"price":', texts.taken(price, baskets.product), ',"quantity":',
        texts.numbers(baskets.quantity), "}",
    )  # fmt: skip
    return pc.binary_join(pa.ListArray.from_arrays(baskets.starts.astype(np.int32), members), ",")


def _of_baskets(baskets: Baskets, lines: pa.Array) -> dict[str, pa.Array]:
    count = baskets.count
    tail = texts.taken(texts.strings(["", f',"coupon":"{COUPON}"']), baskets.coupon.astype(np.int64))
    bare = texts.numbers(np.arange(count)) if count == 0 else pc.utf8_slice_codeunits(baskets.number, 1)
    cart = texts.join('"cart_id":"C', bare, '"')
    amounts = texts.join(
        '"revenue":', texts.money(baskets.goods - _vat_of(baskets)), ',"shipping":', texts.money(baskets.shipping),
        ',"tax":', texts.money(baskets.tax), ',"discount":', texts.money(baskets.discount), ',"currency":"EUR"', tail,
        ',"products":[', lines, "]",
    )  # fmt: skip
    stay = texts.join(',"nights":', texts.numbers(baskets.nights))
    stay = texts.taken(
        pa.concat_arrays([texts.strings([""]), stay]), np.where(baskets.nights > 0, 1 + np.arange(count), 0)
    )
    return {
        "cart": texts.join("{", cart, ',"products":[', lines, "]}"),
        "coupon": texts.join("{", cart, f',"coupon_id":"{COUPON}","coupon_name":"{COUPON}","discount":',
                             texts.money(baskets.discount), "}"),
        "denied": texts.join("{", cart, ',"coupon_id":"ESTATE23","coupon_name":"ESTATE23","reason":"scaduto"}'),
        "checkout": texts.join("{", cart, ',"value":', texts.money(baskets.total), ",", amounts, "}"),
        "step": _steps(baskets, bare),
        "payment": texts.join('{"checkout_id":"K', bare, '","step":3,"payment_method":"', _payments(baskets), '"}'),
        "order": texts.join('{"order_id":"', baskets.number, '","checkout_id":"K', bare, '","total":',
                            texts.money(baskets.total), ",", amounts, stay, "}"),
    }  # fmt: skip


def _vat_of(baskets: Baskets) -> Longs:
    """Give the VAT inside the goods, as the shop's system reckons it: its share of the order's whole tax."""
    return baskets.tax - np.round(baskets.shipping * 22 / 122).astype(np.int64)


def _steps(baskets: Baskets, bare: pa.Array) -> pa.Array:
    owner, step = repeated(np.full(baskets.count, 3))
    carrier = texts.taken(texts.strings(CARRIERS), baskets.carrier[owner])
    home = np.where(baskets.delivery == HOME, 0, 1)[owner]
    delivery = texts.taken(texts.strings(["domicilio", "punto di ritiro"]), home)
    shipping = texts.join(',"shipping_method":"', carrier, " ", delivery, '"')
    chosen = texts.taken(
        pa.concat_arrays([texts.strings([""]), shipping]), np.where(step >= 1, 1 + np.arange(len(step)), 0)
    )
    paying = texts.join(',"payment_method":"', texts.taken(_payments(baskets), owner), '"')
    paid = texts.taken(
        pa.concat_arrays([texts.strings([""]), paying]), np.where(step == 2, 1 + np.arange(len(step)), 0)
    )
    return texts.join(
        '{"checkout_id":"K', texts.taken(bare, owner), '","step":', texts.numbers(step + 1), chosen, paid, "}"
    )


def _payments(baskets: Baskets) -> pa.Array:
    return texts.taken(texts.strings(PAYMENTS), baskets.payment)


def _of_people(people: People) -> dict[str, pa.Array]:
    """Write what people say of themselves when they log in, order as a guest, or are put into an experiment."""
    given, family = people.names
    who = texts.join('"email":"', people.email, '","firstName":"', given, '","lastName":"', family, '"')
    arms: list[pa.Array | str] = []
    for key in people.experiments:
        arm = texts.taken(texts.strings(["exposed", "held_out"]), people.held(key).astype(np.int64))
        arms += [f'{"," if arms else ""}"experiment_{key}":"', arm, '"']
    apart = texts.join(texts.taken(texts.strings([""]), np.zeros(people.count, int)), *arms)
    tail = texts.join(",", apart) if arms else ""
    return {
        "login": texts.join("{", who, tail, "}"),
        "guest": texts.join("{", who, ',"phone":"', people.phone, '"', tail, "}"),
        "arms": texts.join("{", apart, "}"),
    }
