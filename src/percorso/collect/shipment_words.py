"""What carriers say of a parcel, English and Italian, in one small vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from percorso.collect.headers import aliases, fold
from percorso.core.errors import unknown
from percorso.core.settings import DELIVERIES

# Statuses that are one word or code: InPost's names, DHL Express's two letters, words of BRT, GLS and Poste.
_WORDS = aliases("""
    announced: announced, created, confirmed, offers prepared, offer selected, label created, pre transit, info received
    announced: preavvisata, preavvisato, spedizione creata, etichetta creata, prenotata
    shipped: shipped, dispatched, collected from sender, dispatched by sender, taken by courier, ritirata, partita
    shipped: spedita, spedito, presa in carico, preso in carico, accettata, accettato, affidata al corriere
    shipped: pu, manifested, origin scan, pickup scan, dropped off, drop off, we have your package
    shipped: dispatched by sender to pok, taken by courier from pok, taken by courier from customer service point
    in_transit: in transit, transit, in transito, in viaggio, in lavorazione, in smistamento, adopted at source branch
    in_transit: sent from source branch, adopted at sorting center, sent from sorting center, adopted at target branch
    in_transit: arrivata in filiale, arrivata, in partenza, pl, df
    in_transit: af, ar, cc, on the way, readdressed, delay in delivery
    in_transit: unstack from box machine, unstack from customer service point, canceled redirect to box, dirottata
    out_for_delivery: out for delivery, with courier, in consegna, in distribuzione, wc, out for delivery to address
    delivered: delivered, consegnata, consegnato, recapitata, recapitato, consegna effettuata, ok
    failed_attempt: failed attempt, delivery attempted, undelivered, not delivered, avizo, non consegnata
    failed_attempt: non consegnato, mancata consegna, tentata consegna, destinatario assente, nh, ba, lasciato avviso
    failed_attempt: rejected by receiver, rifiutata, rifiutato
    held: held, on hold, in giacenza, giacenza, svincolo, exception, oh, oversized
    waiting: ready to pickup, ready for pickup, ready for collection, awaiting customer pickup, available for pickup
    waiting: courier avizo in customer service point, pickup reminder sent address
    waiting: pickup reminder sent, stack in customer service point, disponibile per il ritiro, in attesa di ritiro
    waiting: pronto per il ritiro, pronta per il ritiro, depositato nel locker
    picked_up: picked up, collected, collected by customer, ritirato, ritirata dal destinatario
    picked_up: ritirato dal destinatario, ritirata dal cliente, ritirato dal cliente
    point_full: pickup point full, locker full, parcel locker full, stack in box machine, redirect to box
    point_full: punto di ritiro pieno, locker pieno, armadietto pieno
    expired: pickup time expired, expired, not collected, stack parcel pickup time expired, non ritirato, non ritirata
    expired: giacenza scaduta, tempo di ritiro scaduto, compiuta giacenza
    returned: returned to sender, return to sender, returned, rt, resa al mittente, reso al mittente
    returned: restituita al mittente, restituito al mittente, rientrata al mittente, in reso, reso, reso a mittente
""")
# What longer statuses hold, tried in order: that something went wrong comes before what is said of the parcel.
_HELD_IN = aliases("""
    announced: dati spediz, label created, created a label, created the label, shipment information
    announced: instruction data, not received the package, non ancora affidat, ancora stata affidata, ready for ups
    announced: preavvis, etichetta creata, etichetta generata, creata dal mittente, registrata dal mittente
    announced: in attesa di ritiro dal mittente
    announced: in attesa del ritiro dal mittente, in attesa di ritiro presso il mittente
    announced: in attesa di affidamento, ritiro prenotato
    returned: mittente per reso, reso al mittente, resa al mittente, ritorno al mittente, rientro al mittente
    returned: restituita al mittente, restituito al mittente, returned to sender, return to sender
    returned: returned to shipper, return to shipper, returning to sender, returning package, reso a mittente
    returned: restituzione al mittente
    expired: scaduto, scaduta, compiuta giacenza, pickup expired, not collected, non ritirat
    point_full: locker full, point full, locker pieno, punto di ritiro pieno, punto pieno, armadietto pieno
    point_full: no capacity
    failed_attempt: mancata consegna, tentata consegna, tentativo di consegna, consegna tentata, consegna non riuscita
    failed_attempt: non consegnat, assente, indirizzo errato, indirizzo insufficiente, rifiutat, refused, not home
    failed_attempt: lasciato avviso, avviso di giacenza lasciato, non recapitat, consegna non effettuata, not available
    failed_attempt: premises closed, unsuccessful, attempt
    failed_attempt: undeliver, not delivered, could not be delivered, address incorrect
    held: giacenza, on hold, held at, awaiting instructions, information needed, upon receipt of payment, exception
    waiting: disponibile per il ritiro, disponibile al ritiro, pronta per il ritiro, pronto per il ritiro
    waiting: in attesa di ritiro, in attesa del ritiro, ready for pick
    waiting: ready to pick, ready for collection, available for pick
    waiting: available for collection, awaiting collection, depositat, consegnata al punto, consegnato al punto
    waiting: consegnata al locker, consegnato al locker, consegnata presso il punto, delivered to parcel
    waiting: delivered to service point, delivered to pickup point, delivered to locker, to ups access point
    waiting: ready for recipient pickup, ready for customer pickup, in fermo deposito, consegnata a brt fermopoint
    waiting: consegnata al gls shop, disponibile presso, a disposizione presso
    picked_up: ritirata dal destinatario, ritirato dal destinatario, ritirata dal cliente, ritirato dal cliente
    picked_up: ritirato presso, ritirata presso, collected by, picked up by customer, picked up by recipient
    picked_up: picked up by consignee
    shipped: presa in carico, preso in carico, presa in consegna, preso in consegna, ritirata, partita dal mittente
    shipped: picked up, affidata
    out_for_delivery: in consegna, in distribuzione, out for delivery, with delivery courier, with courier
    out_for_delivery: giornata odierna, prevista oggi, prevista in giornata, vehicle for delivery, delivery vehicle
    out_for_delivery: verrà consegnat, sarà consegnat, will be delivered, to be delivered
    delivered: consegnata, consegnato, recapitata, recapitato, consegna effettuata, delivered
    in_transit: transit, arrivat, partit, smist, departed, arrived, processed, customs, clearance, dogana, facility
    in_transit: filiale, hub, in lavorazione, consegna prevista, centro operativo, scan, on the way, left fedex
    in_transit: at local, shipment release, forwarded, scheduled for delivery
""")

STATUSES: Mapping[str, str] = dict(zip(_WORDS, DELIVERIES, strict=True))
_KNOWN = {fold(word): status for status, words in _WORDS.items() for word in words}
_KNOWN |= {fold(status): status for status in STATUSES}
_FRAGMENTS = tuple((status, tuple(map(fold, words))) for status, words in _HELD_IN.items())


@lru_cache(maxsize=4096)
def _meaning(text: str) -> str | None:
    """Give the status of a text, the same few texts coming again and again."""
    word = fold(text)
    held = (status for status, fragments in _FRAGMENTS if any(fragment in word for fragment in fragments))
    return _KNOWN.get(word) or next(held, None)


def status_of(text: str, own: Mapping[str, str]) -> str:
    """Give the status (a key of ``STATUSES``) that a carrier's text means.

    Args:
        text: as exported.
        own: the shop's words, folded, to statuses; they come first.

    Raises:
        PercorsoError: ``unknown_status``.
    """
    found = (own.get(fold(text)) if own else None) or _meaning(text)
    if found is not None:
        return found
    problem = unknown("delivery status", text, STATUSES, code="unknown_status")
    meanings = ", ".join(f'"{status}"' for status in STATUSES)
    problem.hint = f'Say what it means in a mapping file: [statuses] "{text}" = one of {meanings}.'
    raise problem
