"""The e-mail platforms' exports that are recognised, as data, and the words they use for what became of a message."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from percorso.collect.exports import Export
from percorso.collect.headers import aliases, fold
from percorso.core.errors import unknown

# The statistics export, one row an action; times are Italian, whatever the shop's zone (MailUp help, "Export of e-mail
# statistics": header display names and statusType).
MAILUP = Export(
    name="mailup",
    required=("email", "action", "at"),
    columns=aliases("""
        email: email, e-mail, E-mail address, Indirizzo email
        action: statusType
        at: statusChange
        details: details
        campaign_id: idNl
        campaign: nomeNl, newsletter
        list_id: idList
        send_id: idInvio
        subject: subject, oggetto
        ip: ip, IpAddress
        user_agent: UserAgent
    """),
    zone="Europe/Rome",
)
# The attributes of its webhooks, which the raw export repeats (Brevo developers, "Marketing webhooks", "Weekly event
# exports"); ts_event is UTC.
BREVO = Export(
    name="brevo",
    required=("email", "action", "at", "campaign_id"),
    columns=aliases("""
        email: email
        action: event
        at: ts_event, ts, date_event, date
        campaign_id: camp_id
        campaign: campaign name, campaign_name, tag
        subject: subject
        link_url: URL, link
        reason: reason
        list_id: list_id
        ip: ip
    """),
)
# The CSV of its transactional logs.
BREVO_LOG = Export(
    name="brevo",
    required=("email", "action", "at"),
    columns=aliases("""
        email: email
        action: st_text
        at: ts
        campaign: tag
        subject: sub
        link_url: link
    """),
)
# Events of the e-mail metrics: Received, Opened, Clicked, Bounced, Dropped Email, Marked Email as Spam, Unsubscribed.
KLAVIYO = Export(
    name="klaviyo",
    required=("email", "action", "at"),
    columns=aliases("""
        email: Email, Profile Email, $email
        phone: Phone Number, Profile Phone Number, $phone_number
        action: Metric, Metric Name
        at: Event Timestamp, Event Datetime, Datetime, Timestamp, Date
        campaign: Campaign Name, Flow Name, Message Name
        campaign_id: $message, Message ID, Campaign ID
        subject: Subject
        link_url: URL
        reason: Bounce Type
        event_id: Event ID, $event_id
        ip: IP
    """),
)
# Activity by recipient: action (open, click, bounce), type (hard, soft), timestamp, url and ip are those of its e-mail
# activity report (Mailchimp Marketing API, "Email activity").
MAILCHIMP = Export(
    name="mailchimp",
    required=("email", "action", "at"),
    columns=aliases("""
        email: Email Address, Indirizzo email, Indirizzo e-mail
        action: Action, Azione
        at: Timestamp, Time, Data e ora
        reason: Type, Bounce Type
        campaign: Campaign Title, Campaign, Campaign Name, Titolo della campagna, Nome della campagna
        campaign_id: Campaign ID, campaign_id
        list_id: list_id, Audience ID
        subject: Subject, Subject Line, Oggetto
        link_url: URL
        ip: IP, IP Address
    """),
)
# One row a recipient, a time for each thing that became of the message; as Brevo's campaign report and others give it.
RECIPIENTS = Export(
    name="recipients",
    required=("email", "sent_at"),
    columns=aliases("""
        email: Email, Email Address, Email_ID, E-mail, Recipient, Contact, Indirizzo email, Destinatario
        sent_at: Sent at, Send Date, Sent Date, Date sent, Send_Date, Data invio, Data di invio, Inviata il
        delivered_at: Delivered at, Delivered_Date, Delivery Date, Data consegna, Data di recapito, Recapitata il
        opened_at: Opened at, Open_Date, Open Date, First Open, Data apertura, Data di apertura, Aperta il
        clicked_at: Clicked at, Click_Date, Click Date, First Click, Data clic, Data del clic, Cliccata il
        bounced_at: Bounced at, Bounce_Date, Bounce Date, Hard_Bounce_Date, Data rimbalzo, Data errore
        unsubscribed_at: Unsubscribed at, Unsubscribe_Date, Unsubscribe Date, Data disiscrizione, Disiscritto il
        complained_at: Complained at, Complaint_Date, Spam Date, Data segnalazione spam, Data reclamo
        campaign: Campaign, Campaign Name, Campaign_Name, Campagna, Nome campagna, Nome della campagna
        campaign_id: Campaign ID, Campaign_ID, ID campagna
        subject: Subject, Oggetto
        link_url: URL, Link, Link_Clicked
    """),
)
# Any other list of who did what when; where the file is about one action alone, the mapping names it.
GENERIC = Export(
    name="email",
    required=("email", "at"),
    columns=aliases("""
        email: Email, Email Address, E-mail, Recipient, Recipient Email, Destinatario, Indirizzo email, Contatto
        action: Action, Event, Event Name, Event Type, Activity, Status, Azione, Evento, Attività, Stato
        at: Timestamp, Date, Time, Datetime, Date and Time, Event Date, Data, Data e ora, Data evento, Ora
        campaign: Campaign, Campaign Name, Message, Newsletter, Campagna, Nome campagna, Messaggio
        campaign_id: Campaign ID, ID campagna, Message ID, ID messaggio
        subject: Subject, Oggetto
        link_url: URL, Link, Clicked URL, Link cliccato
        reason: Reason, Bounce Type, Motivo, Tipo di errore
        ip: IP, IP Address, Indirizzo IP
    """),
)
EXPORTS = (MAILUP, BREVO, BREVO_LOG, KLAVIYO, MAILCHIMP, RECIPIENTS, GENERIC)


class Action(NamedTuple):
    """What became of a message.

    Attributes:
        event: the name of the Segment e-mail spec, where it has one.
        reached: whether the recipient met the message; only that is a contact that came by e-mail.
        bounce_type: of bounces, what kind.
        channel: by which the message came.
    """

    event: str
    reached: bool
    bounce_type: str | None = None
    channel: str = "Email"


SENT = Action("Email Sent", reached=True)
DELIVERED = Action("Email Delivered", reached=True)
OPENED = Action("Email Opened", reached=True)
CLICKED = Action("Email Link Clicked", reached=True)
BOUNCED = Action("Email Bounced", reached=False)
UNSUBSCRIBED = Action("Unsubscribed", reached=False)
COMPLAINED = Action("Email Marked as Spam", reached=False)
DEFERRED = Action("Email Deferred", reached=False)
# A mail client that loads every picture before anybody looks, as Apple's privacy protection does.
PROXY_OPENED = Action("Email Opened by Proxy", reached=False)
SUBSCRIBED = Action("Subscribed", reached=False)
# What Klaviyo's text messages come to, in the same export.
SMS_DELIVERED = Action("SMS Delivered", reached=True, channel="SMS")
SMS_CLICKED = Action("SMS Link Clicked", reached=True, channel="SMS")
ACTIONS = (
    SENT, DELIVERED, OPENED, CLICKED, BOUNCED, UNSUBSCRIBED, COMPLAINED, DEFERRED, PROXY_OPENED, SUBSCRIBED,
    SMS_DELIVERED, SMS_CLICKED,
)  # fmt: skip
# The times of an export with one row a recipient, in the order of things.
TIMES: Mapping[str, Action] = {
    "sent_at": SENT,
    "delivered_at": DELIVERED,
    "bounced_at": BOUNCED,
    "opened_at": OPENED,
    "clicked_at": CLICKED,
    "unsubscribed_at": UNSUBSCRIBED,
    "complained_at": COMPLAINED,
}

_MEANINGS: Mapping[str, Action] = {
    "sent": SENT,
    "delivered": DELIVERED,
    "opened": OPENED,
    "clicked": CLICKED,
    "bounced": BOUNCED,
    **{kind: BOUNCED._replace(bounce_type=kind) for kind in ("hard", "soft", "blocked", "invalid", "dropped")},
    "unsubscribed": UNSUBSCRIBED,
    "complained": COMPLAINED,
    "deferred": DEFERRED,
    "proxy": PROXY_OPENED,
    "subscribed": SUBSCRIBED,
    "sms_delivered": SMS_DELIVERED,
    "sms_clicked": SMS_CLICKED,
}
_WORDS = aliases("""
    sent: sent, send, snt, request, requests, email sent, inviato, inviata, invio
    delivered: delivered, delivery, received, received email, email delivered, recapitato, recapitata, consegnato
    delivered: consegnata
    opened: open, opened, opn, opens, first opening, unique opened, opened email, email opened, apertura, aperto
    opened: aperta, letto, letta
    clicked: click, clicked, clicks, clk, clicked email, email link clicked, clic, cliccato, cliccata, ha cliccato
    bounced: bounce, bounced, nco, bounced email, email bounced, rimbalzo, rimbalzato, rimbalzata, non recapitato
    bounced: non recapitata
    hard: hard bounce, hard bounces, hard bounced, hard
    soft: soft bounce, soft bounces, soft bounced, soft
    blocked: blocked, bloccato, bloccata
    invalid: invalid, invalid email, non valido, email non valida
    dropped: dropped, dropped email, email dropped, error, errore
    unsubscribed: unsubscribe, unsubscribed, unsub, unsubscribed from email, disiscritto, disiscritta, disiscrizione
    unsubscribed: cancellato, cancellazione, unsubscribed from email marketing, unsubscribed from list
    subscribed: subscribed, subscribe, subscribed to email marketing, subscribed to list, iscritto, iscritta, iscrizione
    sms_delivered: received sms
    sms_clicked: clicked sms
    complained: spam, complaint, complained, abuse, abuse report, marked as spam, marked email as spam
    complained: email marked as spam, segnalato come spam, segnalata come spam, reclamo
    deferred: deferred, rinviato, rinviata, differito
    proxy: proxy open, proxy opened, unique proxy open, loaded by proxy, email opened by proxy
""")
_KNOWN = {fold(word): _MEANINGS[meaning] for meaning, words in _WORDS.items() for word in words}


# Klaviyo's metrics of the shop itself, which its own events and orders tell of with their amounts and items.
_OF_SHOP = frozenset(
    fold(metric)
    for metric in (
        "Active on Site", "Added to Cart", "Cancelled Order", "Checkout Started", "Confirmed Shipment",
        "Delivered Shipment", "Fulfilled Order", "Fulfilled Partial Order", "Marked Out for Delivery",
        "Ordered Product", "Placed Order", "Ready to Review", "Recently Viewed Items", "Refunded Order",
        "Started Checkout", "Submitted Review", "Submitted Search", "Viewed Category", "Viewed Collection",
        "Viewed Product",
    )
)  # fmt: skip


def is_of_shop(metric: str) -> bool:
    """Say whether a metric among those of messages is about the shop and no message."""
    return fold(metric) in _OF_SHOP


@lru_cache(maxsize=256)
def action_of(word: str) -> Action:
    """Give the action a platform's word means, or raise ``unknown_action``."""
    action = _KNOWN.get(fold(word))
    if action is None:
        raise unknown("e-mail action", word, (one.event for one in ACTIONS), code="unknown_action")
    return action
