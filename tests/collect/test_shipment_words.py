import pytest

from percorso.collect.headers import fold
from percorso.collect.shipment_words import STATUSES, status_of
from percorso.core.errors import PercorsoError
from percorso.trace.stages import StageRules


@pytest.mark.parametrize(
    ("text", "status"),
    [
        # words and codes
        ("RITIRATA", "shipped"),
        ("dispatched_by_sender", "shipped"),
        ("In transito", "in_transit"),
        ("Out for Delivery", "out_for_delivery"),
        ("CONSEGNATA", "delivered"),
        ("OK", "delivered"),
        ("avizo", "failed_attempt"),
        ("In giacenza", "held"),
        ("ready_to_pickup", "waiting"),
        ("Picked up", "picked_up"),
        ("stack_in_box_machine", "point_full"),
        ("pickup_time_expired", "expired"),
        ("Reso al mittente", "returned"),
        # sentences, that something went wrong first
        ("Presa in consegna dal corriere", "shipped"),
        ("Shipment picked up", "shipped"),
        ("Arrived at Sort Facility BOLOGNA - ITALY", "in_transit"),
        ("Processed at MILAN - ITALY", "in_transit"),
        ("Partita dalla filiale di Milano", "in_transit"),
        ("La spedizione è in consegna", "out_for_delivery"),
        ("Il pacco sarà consegnato oggi", "out_for_delivery"),
        ("With delivery courier", "out_for_delivery"),
        ("Consegnata al portiere", "delivered"),
        ("Delivered - Signed for by ANNA", "delivered"),
        ("Non consegnata: indirizzo errato", "failed_attempt"),
        ("Delivery attempted; recipient not home", "failed_attempt"),
        ("Shipment could not be delivered", "failed_attempt"),
        ("Rifiutata dal destinatario", "failed_attempt"),
        ("Spedizione in giacenza presso la filiale", "held"),
        ("Consegnata al punto di ritiro", "waiting"),
        ("Disponibile per il ritiro fino al 12/03", "waiting"),
        ("Ritirata dal destinatario presso il locker", "picked_up"),
        ("Parcel locker full, redirected", "point_full"),
        ("Giacenza scaduta", "expired"),
        ("Non ritirato entro i termini", "expired"),
        ("In viaggio per reso al mittente", "returned"),
        ("Shipment returned to shipper", "returned"),
    ],
)
def test_a_carrier_s_status_is_told_in_one_vocabulary(text: str, status: str) -> None:
    assert status_of(text, {}) == status


def test_the_shop_s_own_words_come_first() -> None:
    assert status_of("Consegnata", {fold("consegnata"): "waiting"}) == "waiting"


def test_a_status_without_meaning_is_not_guessed() -> None:
    with pytest.raises(PercorsoError, match="unknown_status"):
        status_of("Smarrita", {})


def test_every_status_is_an_event_that_concerns_an_order() -> None:
    rules = StageRules.built_in()
    assert len(set(STATUSES.values())) == len(STATUSES)
    assert [name for name in STATUSES.values() if not rules.after_order.match(name)] == []
    # Only taking the parcel is the customer's own doing.
    assert [name for name in STATUSES.values() if not rules.outbound.match(name)] == ["Pickup Completed"]
