"""People: personas, the identifiers they will show, the devices they use, and what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import pyarrow as pa

from percorso.simulate import texts
from percorso.simulate.options import Options
from percorso.simulate.planted import CAMPAIGNS, KEYS, OWN_SD, PERSONAS, REGION_SHARES, REGIONS, SLOW_REGIONS
from percorso.simulate.streams import Bools, Keys, Longs, Reals, chosen, mixed, shares, stream

# A person's devices by number; the tablet may be a household's. The kiosk stands in the store.
PHONE, COMPUTER, TABLET, KIOSK = range(4)
ALL, MEASURED, REFUSED, UNSEEN = range(4)  # what was agreed to

_FIRST = """Giulia Sofia Aurora Alice Ginevra Emma Giorgia Greta Beatrice Anna Chiara Sara Martina Elena Francesca Laura
Paola Silvia Leonardo Francesco Alessandro Lorenzo Mattia Andrea Gabriele Riccardo Tommaso Edoardo Marco Luca Davide
Matteo Giuseppe Antonio Stefano Roberto Simone Paolo Nicola Pietro""".split()
_LAST = """Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa Giordano
Mancini Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone Longo
Gentile Martinelli Vitale Lombardo Serra Coppola Marchetti Parisi Villa Conte""".split()


@dataclass(frozen=True)
class People:
    """The customers of one chunk, by number within it.

    Attributes:
        first: the number of the first among all customers.
        own: what of latent intent is the person's own, the persona's mean included.
        agreed: ALL, MEASURED (statistics only), REFUSED, or UNSEEN (refused, and never measured).
        partner: who shares the tablet, or -1; the lower number of the two owns it.
        apple: whether the phone is an iPhone.
        held_channels, held_campaigns: customers x channels, or campaigns: never exposed.
        experiments: channels and campaigns that are withheld from some.
    """

    first: int
    persona: Longs
    own: Reals
    registered: Bools
    subscribed: Bools
    agreed: Longs
    region: Longs
    partner: Longs
    apple: Bools
    skew: Longs
    held_channels: Bools
    held_campaigns: Bools
    experiments: tuple[str, ...]
    given_name: Longs
    family_name: Longs

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.persona)

    @property
    def numbers(self) -> Longs:
        """Their numbers among all customers."""
        return self.first + np.arange(self.count)

    @property
    def slow_carrier(self) -> Bools:
        """Whether only the slow carrier serves them."""
        return np.isin(self.region, [REGIONS.index(name) for name in SLOW_REGIONS])

    def held(self, key: str) -> Bools:
        """Say from whom a channel or campaign is withheld."""
        if key in KEYS:
            return self.held_channels[:, KEYS.index(key)]
        return self.held_campaigns[:, [one.key for one in CAMPAIGNS].index(key)]

    @property
    def user_id(self) -> pa.Array:
        """The shop's ids of accounts."""
        return texts.join("U", texts.numbers(self.numbers, 8))

    @property
    def names(self) -> tuple[pa.Array, pa.Array]:
        """Given and family names."""
        return texts.taken(texts.strings(_FIRST), self.given_name), texts.taken(texts.strings(_LAST), self.family_name)

    @property
    def email(self) -> pa.Array:
        """Addresses, unlike each other."""
        given, family = (
            texts.taken(texts.strings([one.lower() for one in words]), places)
            for words, places in ((_FIRST, self.given_name), (_LAST, self.family_name))
        )
        return texts.join(given, ".", family, texts.numbers(self.numbers), "@posta.example")

    @property
    def phone(self) -> pa.Array:
        """Mobile numbers; 339 begins one."""
        return texts.join("+39 339 ", texts.numbers(self.numbers % 10_000_000, 7))


def people(options: Options, chunk: int) -> People:
    """Draw the customers of a chunk."""
    count, first = options.size(chunk), chunk * options.chunk
    rng = stream(options.seed, chunk, "people")
    persona = chosen(rng, np.array([one.share for one in PERSONAS]), count)
    registered = rng.random(count) < np.array([one.registered for one in PERSONAS])[persona]
    refused = options.people.refused
    agreed = chosen(rng, np.array([0.75 * (1 - refused), 0.25 * (1 - refused), refused]), count)
    unseen = rng.random(count) < options.dirt.unseen
    return People(
        first=first,
        persona=persona,
        own=np.array([one.intent for one in PERSONAS])[persona] + rng.normal(0, OWN_SD, count),
        registered=registered,
        subscribed=rng.random(count) < np.array([one.subscribed for one in PERSONAS])[persona],
        agreed=np.where((agreed == REFUSED) & unseen, UNSEEN, agreed),
        region=chosen(rng, np.array(REGION_SHARES), count),
        partner=_partners(rng, count, options.people.households),
        apple=rng.random(count) < 0.42,
        skew=_skew(rng, count, options.dirt.skewed),
        held_channels=_held(options, first, count, KEYS),
        held_campaigns=_held(options, first, count, tuple(one.key for one in CAMPAIGNS)),
        experiments=tuple(sorted(options.holdouts)),
        given_name=rng.integers(0, len(_FIRST), count),
        family_name=rng.integers(0, len(_LAST), count),
    )


def _partners(rng: np.random.Generator, count: int, households: float) -> Longs:
    """Pair some neighbours in number."""
    partner = np.full(count, -1, np.int64)
    pairs = np.flatnonzero(rng.random(count // 2) < households) * 2
    partner[pairs], partner[pairs + 1] = pairs + 1, pairs
    return partner


def _skew(rng: np.random.Generator, count: int, share: float) -> Longs:
    """Draw how many milliseconds a person's devices are ahead; for most none."""
    wrong = rng.random(count) < share
    return np.where(wrong, rng.normal(0, 20 * 60_000, count), 0).astype(np.int64)


def _held(options: Options, first: int, count: int, keys: tuple[str, ...]) -> Bools:
    """Assign holdouts by a number of the customer alone, so that a longer period or a later run keeps them."""
    held = np.zeros((count, len(keys)), bool)
    numbers = first + np.arange(count)
    for place, key in enumerate(keys):
        share = options.holdouts.get(key, 0.0)
        if share:
            held[:, place] = shares(mixed(numbers, options.seed, crc32(key.encode()))) < share
    return held


def device_keys(people: People, seed: int, customer: Longs, device: Longs, reset: Longs) -> Keys:
    """Give the key of each anonymous id: of a person's device, of a household's tablet, of the store's kiosk.

    Args:
        reset: how often the browser has forgotten its cookies by then.
    """
    owner = people.first + customer
    partner = people.partner[customer]
    shared = (device == TABLET) & (partner >= 0)
    owner = np.where(shared, people.first + np.minimum(customer, partner), owner)
    owner = np.where(device == KIOSK, np.int64(1) << 40, owner)
    return mixed((owner * 8 + device) * 4096 + np.minimum(reset, 4095), seed, 77)
