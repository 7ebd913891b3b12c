import pytest

from percorso.collect.headers import recognise
from percorso.collect.shipment_exports import EXPORTS


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("parcel_id,data,ora,descrizione,filiale,riferimento_mittente_numerico", "BRT"),
        ("NumSped,DataSpedizione,Bda,StatoSpedizione,DataStato,Sede", "GLS"),
        ("AWB,Shipment Reference,Event Date,Event Time,Event Description,Service Area", "DHL"),
        ("Lettera di vettura,Riferimento interno,Esito,Data esito", "Poste"),
        ("tracking_number,reference,status,updated_at,target_point", "InPost"),
        ("Tracking number,Order number,Status,Date,Carrier", "shipments"),
        ("Corriere,Numero spedizione,Ordine,Stato,Data", "shipments"),
    ],
)
def test_a_carrier_is_told_by_its_header(header: str, name: str) -> None:
    columns = header.split(",")
    fitting = [one.name for one in EXPORTS if set(one.required) <= recognise(columns, one.columns).keys()]
    assert fitting[0] == name
