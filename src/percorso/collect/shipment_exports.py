"""The carriers' exports that are recognised, as data."""

from __future__ import annotations

from percorso.collect.exports import Export
from percorso.collect.headers import aliases

_ORDER = "Order ID, Order number, Order, Order no., Numero ordine, N. ordine, Ordine, ID ordine, Riferimento ordine"
_ANY = """
        carrier: Carrier, Courier, Corriere, Vettore, Spedizioniere
        email: Recipient email, Consignee email, Receiver email, Email destinatario, E-mail destinatario, Email
        phone: Recipient phone, Receiver phone, Telefono destinatario
"""

# The fields of its tracking service (data, ora, descrizione and filiale of an event, the sender's references), and the
# headings of its customer area.
BRT = Export(
    name="BRT",
    required=("status", "at", "tracking_number", "branch"),
    columns=aliases(f"""
        tracking_number: Numero spedizione, spedizione_id, ID collo, Segnacollo, parcel_id
        order_id: {_ORDER}, Riferimento mittente alfabetico, riferimento_mittente_alfabetico
        order_id: Riferimento mittente numerico, riferimento_mittente_numerico
        status: Descrizione evento, Evento, descrizione, Stato spedizione, Stato
        at: Data evento, data
        at_clock: Ora evento, ora
        branch: Filiale, filiale
        {_ANY.strip()}
    """),
)
GLS = Export(
    name="GLS",
    required=("status", "at", "tracking_number"),
    columns=aliases(f"""
        tracking_number: NumSped, NumSpedizione, Numero spedizione GLS, Spedizione GLS, TrackID
        tracking_number: TrackID
        order_id: {_ORDER}, Bda, Ddt, Riferimento cliente, Riferimenti cliente, ClientReference, Customer reference
        status: StatoSpedizione, Stato spedizione, Stato, Status, StatusDescription, Note stato
        at: DataStato, Data stato, Data evento, Data, StatusDate, Date
        at_clock: OraStato, Ora stato, Ora evento, Ora, Time
        branch: Sede, DepotCity, Luogo
        pickup_point: Parcel shop, ParcelShop, GLS Shop
        {_ANY.strip()}
    """),
)
DHL = Export(
    name="DHL",
    required=("status", "at", "tracking_number"),
    columns=aliases(f"""
        tracking_number: Waybill Number, Waybill, AWB, AWB Number, Air Waybill, Numero lettera di vettura
        order_id: {_ORDER}, Shipper Reference, Shipment Reference, Reference, Riferimento mittente, Riferimento
        status: Last Checkpoint, Checkpoint, Event Description, Checkpoint Description, Status, Descrizione evento
        status: Stato
        at: Checkpoint Date, Event Date, Date, Status Date, Data evento, Data
        at_clock: Checkpoint Time, Event Time, Time, Status Time, Ora evento, Ora
        branch: Service Area, Location, Luogo
        pickup_point: ServicePoint, Service Point, Punto di ritiro
        {_ANY.strip()}
    """),
)
POSTE = Export(
    name="Poste",
    required=("status", "at", "tracking_number"),
    columns=aliases(f"""
        tracking_number: Lettera di vettura, LDV, Codice spedizione, Codice invio, Numero LDV
        order_id: {_ORDER}, Riferimento interno, Riferimento cliente, Rif. interno, Numero riferimento
        status: Stato lavorazione, Stato, Descrizione stato, Esito, Ultimo stato
        at: Data stato, Data esito, Data evento, Data e ora, Data
        at_clock: Ora stato, Ora esito, Ora evento, Ora
        branch: Filiale, Luogo, Ufficio
        pickup_point: Ufficio postale, Punto di giacenza, Punto Poste, Punto di ritiro
        {_ANY.strip()}
    """),
)
INPOST = Export(
    name="InPost",
    required=("status", "at", "tracking_number", "pickup_point"),
    columns=aliases(f"""
        tracking_number: Tracking number, Parcel number, tracking_number, Numero di tracking, Numero pacco
        order_id: {_ORDER}, Reference, reference, Customer reference, Riferimento
        status: Status, status, Stato
        at: Status date, Status updated at, updated_at, Last update, Data stato, Ultimo aggiornamento
        pickup_point: Parcel locker, Target point, target_point, Locker, Parcel machine, Point ID
        pickup_point: Locker di destinazione
        {_ANY.strip()}
    """),
)
GENERIC = Export(
    name="shipments",
    required=("status", "at"),
    columns=aliases(f"""
        tracking_number: Tracking number, Tracking, Tracking code, Shipment number, Parcel, Numero di tracking
        tracking_number: Codice tracking, Numero spedizione, Spedizione
        order_id: {_ORDER}, Reference, Order reference, Riferimento
        status: Status, Shipment status, Delivery status, Event, Stato, Stato spedizione, Stato consegna, Evento, Esito
        at: Status date, Event date, Date, Date and time, Timestamp, Updated at, Data stato, Data evento, Data e ora
        at: Data, Aggiornato il
        at_clock: Status time, Event time, Time, Ora stato, Ora evento, Ora
        branch: Location, Depot, Branch, Luogo, Filiale, Sede
        pickup_point: Pickup point, Pick-up point, Service point, Parcel shop, Locker, Punto di ritiro, Punto ritiro
        {_ANY.strip()}
    """),
)
EXPORTS = (BRT, DHL, POSTE, INPOST, GLS, GENERIC)
