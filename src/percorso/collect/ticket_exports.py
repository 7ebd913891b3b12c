"""The customer-care exports that are recognised, as data."""

from __future__ import annotations

from percorso.collect.exports import Export
from percorso.collect.headers import aliases

# A shop's own field for the order; care systems have none built in.
_ORDER = (
    "Order ID, Order number, Order no., Order #, Order, Numero ordine, Numero d'ordine, N. ordine, Ordine, ID ordine"
)

# The CSV of a view or of the account: labels of Zendesk's ticket fields, as in Explore and in views.
ZENDESK = Export(
    name="zendesk",
    required=("ticket_id", "opened_at", "requester"),
    columns=aliases(f"""
        ticket_id: ID, Ticket ID, Ticket, Id ticket
        opened_at: Created at, Requested, Ticket created - Timestamp, Creato il, Data di creazione, Data richiesta
        solved_at: Solved at, Solved, Ticket solved - Timestamp, Risolto il, Data di risoluzione, Risolto
        requester: Requester, Requester name, Richiedente, Nome richiedente
        email: Requester email, Email richiedente, E-mail richiedente, Requester Email Address
        subject: Subject, Oggetto
        category: Category, Ticket type, Type, About, Reason, Categoria, Tipo, Motivo
        tags: Tags, Ticket tags, Tag
        channel: Ticket channel, Channel, Via, Canale
        status: Status, Ticket status, Stato
        satisfaction: Satisfaction score, Satisfaction rating, Ticket satisfaction rating, Soddisfazione
        order_id: {_ORDER}
    """),
)
# The tickets export of the list view; names of the fields as in its API ("Tickets") and export dialog.
FRESHDESK = Export(
    name="freshdesk",
    required=("ticket_id", "opened_at", "channel"),
    columns=aliases(f"""
        ticket_id: Ticket ID, Ticket Id, ID ticket, ID del ticket
        opened_at: Created time, Created Time, Ora di creazione, Data creazione
        solved_at: Resolved time, Resolved Time, Ora di risoluzione, Data risoluzione
        closed_at: Closed time, Closed Time, Ora di chiusura
        email: Email, Contact email, Requester Email, Email contatto
        phone: Work phone, Mobile phone, Contact phone
        subject: Subject, Oggetto
        category: Type, Category, Tipo, Categoria
        tags: Tags, Tag
        channel: Source, Origine, Fonte
        status: Status, Stato
        satisfaction: Survey results, Survey result, Risultati sondaggio
        order_id: {_ORDER}
    """),
)
# The columns of the tickets download, and the names of the ticket object (Gorgias developers, "The ticket object").
GORGIAS = Export(
    name="gorgias",
    required=("ticket_id", "opened_at", "email"),
    columns=aliases(f"""
        ticket_id: Ticket id, id, Ticket ID
        opened_at: created_datetime, Creation date, Created date, Ticket creation date
        solved_at: closed_datetime, Closed date, Resolution date, Ticket closed date
        email: customer_email, customer.email, Customer email
        subject: Subject, Ticket subject
        category: Contact reason, contact_reason, Managed ticket field: contact reason
        tags: Tags
        channel: Channel, Initial channel, channel
        status: Status
        satisfaction: Survey score, Satisfaction score, satisfaction_survey.score
        order_id: Order number, Order id, {_ORDER}
    """),
)
GENERIC = Export(
    name="tickets",
    required=("opened_at",),
    columns=aliases(f"""
        ticket_id: Ticket ID, Ticket number, Ticket, Case ID, Case number, ID ticket, Numero ticket, ID, Numero pratica
        opened_at: Opened at, Opened, Created at, Created, Date opened, Aperto il, Data apertura, Creato il
        opened_at: Data di creazione
        solved_at: Solved at, Resolved at, Closed at, Date closed, Risolto il, Chiuso il, Data chiusura
        solved_at: Data risoluzione
        email: Email, Requester email, Customer email, Contact email, E-mail, Email cliente, Email richiedente
        phone: Phone, Telefono, Customer phone, Telefono cliente
        user_id: Customer ID, User ID, ID cliente
        subject: Subject, Title, Oggetto, Titolo
        category: Category, Type, Reason, Topic, Categoria, Tipo, Motivo, Argomento
        tags: Tags, Tag
        channel: Channel, Source, Canale, Origine
        status: Status, Stato
        satisfaction: Satisfaction, CSAT, Soddisfazione
        order_id: {_ORDER}
    """),
)
EXPORTS = (ZENDESK, FRESHDESK, GORGIAS, GENERIC)
