import pytest

from percorso.collect.headers import fold
from percorso.collect.shipment_words import STATUSES, status_of
from percorso.core.errors import PercorsoError
from percorso.trace.stages import StageRules


@pytest.mark.parametrize(
    ("text", "status"),
    [
        # made by the sender, not handed over
        ("DATI SPEDIZ. TRASMESSI A BRT", "announced"),
        ("created", "announced"),
        ("confirmed", "announced"),
        ("Label Created", "announced"),
        ("Shipper created a label, UPS has not received the package yet.", "announced"),
        ("Order Processed: Ready for UPS", "announced"),
        ("Shipment information sent to FedEx", "announced"),
        ("Shipment information received", "announced"),
        ("The instruction data for this shipment have been provided by the sender to DHL electronically", "announced"),
        ("Spedizione non ancora affidata a GLS", "announced"),
        ("Spedizione preavvisata", "announced"),
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
        ("LASCIATO AVVISO", "failed_attempt"),
        ("RESO A MITTENTE", "returned"),
        ("A DISPOSIZIONE PRESSO FILIALE BRT", "waiting"),
        ("Consegna prevista nel corso della giornata odierna.", "out_for_delivery"),
        ("Consegna prevista per il 12/03", "in_transit"),
        ("Partita da sede mittente. In transito.", "in_transit"),
        ("In lavorazione presso il Centro Operativo Postale di BOLOGNA", "in_transit"),
        ("In restituzione al mittente", "returned"),
        ("Ritirata presso GLS Shop dal destinatario", "picked_up"),
        ("In attesa del ritiro da parte del destinatario presso il punto", "waiting"),
        ("Held at customs", "held"),
        ("Origin Scan", "shipped"),
        ("We have your package", "shipped"),
        ("Departure Scan", "in_transit"),
        ("Loaded on Delivery Vehicle", "out_for_delivery"),
        ("On FedEx vehicle for delivery", "out_for_delivery"),
        ("Left FedEx origin facility", "in_transit"),
        ("Delivered to UPS Access Point", "waiting"),
        ("Ready for recipient pickup", "waiting"),
        ("Delivery exception: customer not available", "failed_attempt"),
        ("Shipment exception", "held"),
        ("Returning to Sender", "returned"),
        ("undelivered_wrong_address", "failed_attempt"),
        ("rejected_by_receiver", "failed_attempt"),
        ("ready_to_pickup_from_branch", "waiting"),
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
    with pytest.raises(PercorsoError, match="unknown_status") as refused:
        status_of("Smarrita", {})
    assert [status for status in STATUSES if f'"{status}"' not in refused.value.hint] == []


def test_every_status_is_an_event_that_concerns_an_order() -> None:
    rules = StageRules.built_in()
    assert len(set(STATUSES.values())) == len(STATUSES)
    assert [name for name in STATUSES.values() if not rules.after_order.match(name)] == []
    # Only taking the parcel is the customer's own doing.
    assert [name for name in STATUSES.values() if not rules.outbound.match(name)] == ["Pickup Completed"]
