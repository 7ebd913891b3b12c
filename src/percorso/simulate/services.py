"""Services around the shop: what the e-mail platform, the care desk, reviews, surveys and carriers export."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.simulate import tabular, texts
from percorso.simulate.aftermath import NEVER, REASONS, Aftermath
from percorso.simulate.baskets import Baskets
from percorso.simulate.catalogue import Catalogue
from percorso.simulate.clock import MINUTE, Clock
from percorso.simulate.exposures import CAMPAIGNS_OF, EMAIL, Exposures
from percorso.simulate.needs import Needs, habitual
from percorso.simulate.options import Options
from percorso.simulate.people import People
from percorso.simulate.planted import CAMPAIGNS, CARRIERS
from percorso.simulate.streams import Longs, repeated, stream
from percorso.simulate.visits import Visits

_PRAISE = (
    ("Arrivato tardissimo e nessuno risponde", "Rotto alla consegna", "Molto deluso"),
    ("Qualità sotto le attese", "Spedizione lenta e imballo scarso", "Non come in foto"),
    ("Nella media", "Bello ma caro", "Prodotto buono e consegna lenta"),
    ("Bel prodotto e consegna puntuale", "Soddisfatta dell'acquisto", "Buon rapporto qualità prezzo"),
    ("Bellissimo!", "Imballo perfetto e consegna veloce", "Lo ricomprerei subito"),
)
_CHANNELS = ("email", "telefono", "chat", "whatsapp")


def tickets(people: People, baskets: Baskets, after: Aftermath, clock: Clock) -> bytes:
    """Write the tickets of the care desk; one that is not solved by the export's day is open."""
    rows = _when(after.ticket_at, clock)
    solved = after.solved_at[rows] < clock.last
    channel = (after.ticket_at[rows] // MINUTE) % len(_CHANNELS)
    reason = texts.taken(texts.strings(REASONS), after.reason[rows])
    return tabular.csv(
        {
            "ID ticket": texts.join("T", _number(baskets, after, rows)),
            "Aperto il": texts.seconds(clock.shown(after.ticket_at[rows])),
            "Risolto il": pc.if_else(
                pa.array(solved), texts.seconds(clock.shown(np.minimum(after.solved_at[rows], clock.last))), ""
            ),
            "Email": _email(people, baskets, after, rows),
            "Oggetto": reason,
            "Categoria": reason,
            "Canale": texts.taken(texts.strings(_CHANNELS), channel),
            "Stato": texts.taken(texts.strings(["aperto", "risolto"]), solved.astype(np.int64)),
            "Numero ordine": _order(baskets, after, rows),
        }
    )


def reviews(people: People, baskets: Baskets, after: Aftermath, catalogue: Catalogue, clock: Clock) -> bytes:
    """Write product reviews."""
    rows = _when(after.review_at, clock)
    said = texts.strings([text for texts_ in _PRAISE for text in texts_])
    pick = 3 * (after.rating[rows] - 1) + after.review_at[rows] % 3
    product = baskets.product[baskets.starts[after.basket[rows]]]
    return tabular.csv(
        {
            "ID recensione": texts.join("R", _number(baskets, after, rows)),
            "Data recensione": texts.seconds(clock.shown(after.review_at[rows])),
            "Voto": texts.numbers(after.rating[rows]),
            "Recensione": texts.taken(said, pick),
            "Email": _email(people, baskets, after, rows),
            "Numero ordine": _order(baskets, after, rows),
            "Codice prodotto": texts.taken(catalogue.sku, product),
            "Nome prodotto": texts.taken(catalogue.name, product),
        }
    )


def surveys(people: People, baskets: Baskets, after: Aftermath, clock: Clock) -> bytes:
    """Write answers to "how likely are you to recommend us?"."""
    rows = _when(after.survey_at, clock)
    said = texts.strings([text for texts_ in _PRAISE for text in texts_])
    mood = np.clip((after.score[rows] + 1) // 2 - 1, 0, 4)
    comment = texts.taken(said, 3 * mood + after.survey_at[rows] % 3)
    return tabular.csv(
        {
            "Data risposta": texts.seconds(clock.shown(after.survey_at[rows])),
            "Punteggio NPS": texts.numbers(after.score[rows]),
            "Commento": pc.if_else(pa.array(after.survey_at[rows] % 5 < 2), comment, ""),
            "Email": _email(people, baskets, after, rows),
            "Numero ordine": _order(baskets, after, rows),
        }
    )


def shipments(people: People, baskets: Baskets, after: Aftermath, clock: Clock) -> bytes:
    """Write what carriers report of every parcel, by its moment."""
    told = (
        ("Presa in carico", after.shipped),
        ("In transito", np.where(after.shipped < NEVER, after.shipped + 6 * 60 * MINUTE, NEVER)),
        ("Punto di ritiro pieno", after.full),
        ("Disponibile per il ritiro", after.waiting),
        ("Ritirato dal destinatario", np.where(after.waiting < NEVER, after.delivered, NEVER)),
        ("Consegnato", np.where(after.waiting < NEVER, NEVER, after.delivered)),
        ("Giacenza scaduta", after.expired),
    )
    moment = np.concatenate([when for _, when in told])
    status = np.repeat(np.arange(len(told)), after.count)
    order = np.tile(np.arange(after.count), len(told))
    rows = np.flatnonzero(moment < clock.last)
    rows = rows[np.argsort(moment[rows], kind="stable")]
    of = order[rows]
    point = texts.join("Punto ", texts.numbers(100 + baskets.customer[after.basket[of]] % 400))
    return tabular.csv(
        {
            "Corriere": texts.taken(texts.strings(CARRIERS), baskets.carrier[after.basket[of]]),
            "Numero di tracking": texts.join("LV", _number(baskets, after, of)),
            "Numero ordine": _order(baskets, after, of),
            "Stato": texts.taken(texts.strings([word for word, _ in told]), status[rows]),
            "Data stato": texts.seconds(clock.shown(moment[rows])),
            "Punto di ritiro": pc.if_else(pa.array(after.waiting[of] < NEVER), point, ""),
            "Email": _email(people, baskets, after, of),
        }
    )


def email_activity(
    options: Options, chunk: int, people: People, needs: Needs, exposures: Exposures, visits: Visits, clock: Clock
) -> bytes:
    """Write what became of every newsletter, as Mailchimp's activity does: sent, opened, clicked."""
    rng = stream(options.seed, chunk, "mailing")
    campaigns = CAMPAIGNS_OF["email"]
    read = np.flatnonzero((exposures.channel == EMAIL) & (exposures.campaign >= 0) & ~exposures.seen)
    need = exposures.need[read]
    way = needs.decides[need] - needs.aware[need]
    opened = habitual(
        rng, needs.aware[need] + (exposures.part[read] * way).astype(np.int64), people.persona[needs.customer[need]]
    )
    clicks = np.flatnonzero((visits.channel == EMAIL) & (visits.campaign >= 0))
    gets = people.subscribed & ~people.held("email")
    idle, _ = repeated(np.where(gets, rng.poisson(options.days / 7 * 0.6, people.count), 0))
    drawn = rng.choice(campaigns, len(idle))
    idle, drawn = (one[~people.held_campaigns[idle, drawn]] for one in (idle, drawn))
    at = clock.first + (rng.random(len(idle)) * (clock.last - clock.first)).astype(np.int64)
    customer = np.concatenate([needs.customer[need], visits.sender[clicks]])
    campaign = np.concatenate([exposures.campaign[read], visits.campaign[clicks]])
    seen_at = np.concatenate([opened, visits.at[clicks] - MINUTE])
    before = (rng.exponential(8 * 60, len(seen_at)) * MINUTE).astype(np.int64)
    rows = (
        (
            "sent",
            np.concatenate([customer, idle]),
            np.concatenate([campaign, drawn]),
            np.concatenate([seen_at - before, at]),
        ),
        ("open", customer, campaign, seen_at),
        ("click", visits.sender[clicks], visits.campaign[clicks], visits.at[clicks]),
    )
    who, what, when = (np.concatenate([row[column] for row in rows]) for column in (1, 2, 3))
    action = np.repeat(np.arange(3), [len(row[1]) for row in rows])
    kept = np.flatnonzero((when >= clock.first) & (when < clock.last))
    kept = kept[np.argsort(when[kept], kind="stable")]
    keys = texts.strings([one.key for one in CAMPAIGNS])
    return tabular.csv(
        {
            "Email Address": texts.taken(people.email, who[kept]),
            "Action": texts.taken(texts.strings([row[0] for row in rows]), action[kept]),
            "Timestamp": texts.seconds(clock.shown(when[kept])),
            "Campaign Title": texts.taken(keys, what[kept]),
            "Campaign ID": texts.join("mc", texts.numbers(what[kept], 4)),
        }
    )


def _when(moments: Longs, clock: Clock) -> Longs:
    """Give the places of the moments before the period's end, in their order."""
    rows = np.flatnonzero(moments < clock.last)
    return rows[np.argsort(moments[rows], kind="stable")]


def _order(baskets: Baskets, after: Aftermath, rows: Longs) -> pa.Array:
    return texts.taken(baskets.number, after.basket[rows])


def _number(baskets: Baskets, after: Aftermath, rows: Longs) -> pa.Array:
    return pc.utf8_slice_codeunits(_order(baskets, after, rows), 1)


def _email(people: People, baskets: Baskets, after: Aftermath, rows: Longs) -> pa.Array:
    return texts.taken(people.email, baskets.customer[after.basket[rows]])
