"""The flow: every table, its columns and types, who writes it, who reads it.

Types are Arrow's names (``string``, ``int64``, ``bool``, …); ``instant`` is timestamp[us, UTC] and ``date`` is date32.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TableSpec:
    """One table of the lake.

    Attributes:
        columns: name to (type, nullable).
        owner: the one step that writes it.
        readers: the steps that read it.
        partition: the column its files are partitioned by; empty for none.
        key: the columns that make a row unique.
        added: nullable texts that an earlier Percorso did not write: its files lack them, and they are null there.
    """

    name: str
    owner: str
    readers: tuple[str, ...]
    partition: str
    key: tuple[str, ...]
    columns: dict[str, tuple[str, bool]]
    added: tuple[str, ...] = ()


def _columns(required: str, optional: str) -> dict[str, tuple[str, bool]]:
    """Read ``name:type`` words; the first text holds required columns, the second nullable ones."""
    read = {}
    for text, nullable in ((required, False), (optional, True)):
        for word in text.split():
            name, _, kind = word.partition(":")
            read[name] = (kind or "string", nullable)
    return read


# What is told of an event when it is stored, from the rest of it; the log holds events without.
REFINED = ("address_key", "device", "os", "browser")
EVENTS = TableSpec(
    name="events",
    owner="collect",
    readers=("unify", "trace"),
    partition="received_on",
    key=("event_id",),
    # seq orders events by arrival: log frame number * 2**20 + row in the frame.
    columns=_columns(
        "event_id seq:int64 source shop received_at:instant received_on:date at:instant kind name properties traits",
        "anonymous_id user_id email phone order_id session_id url referrer utm_source utm_medium utm_campaign utm_term"
        " utm_content channel ip user_agent address_key device os browser consent",
    ),
    added=(*REFINED, "consent"),
)
QUARANTINE = TableSpec(
    name="quarantine",
    owner="collect",
    readers=(),
    partition="",
    key=("quarantine_id",),
    columns=_columns(
        "quarantine_id source shop connector file row:int64 code reason original header quarantined_at:instant",
        "mapping shown",
    ),
)
SPEND = TableSpec(
    name="spend",
    owner="collect",
    readers=("analyze",),
    partition="",
    key=("spend_id",),
    columns=_columns(
        "spend_id source shop received_at:instant on:date platform campaign cost:int64 currency",
        "campaign_id ad_group ad impressions:int64 clicks:int64",
    ),
)
RATES = TableSpec(
    name="rates",
    owner="collect",
    readers=("trace", "analyze"),
    partition="",
    key=("on", "base", "quote"),
    columns=_columns("on:date base quote rate received_at:instant", ""),
)
# What SDKs sent, as the log holds it; the applier opens it into events and quarantine, and the lake never sees it.
REQUESTS = TableSpec(
    name="requests",
    owner="collect",
    readers=(),
    partition="",
    key=(),
    # path: what was called, such as /v1/track. body: the bytes as received, unpacked. Of webhooks: headers, JSON of
    # what the sender says beside the body; mapping, the text of the mapping the body is to be read by.
    columns=_columns("source shop received_at:instant path body:binary", "ip user_agent headers mapping"),
)

IDENTIFIERS = TableSpec(
    name="identifiers",
    owner="unify",
    readers=("trace",),
    partition="",
    key=("kind", "value"),
    # kind: user, email, anonymous, order
    columns=_columns("kind value customer_id bucket:int32 first_seen_at:instant last_seen_at:instant", ""),
)
# What ties identifiers, and what does not: evidence that is set aside stays, with its reason.
LINKS = TableSpec(
    name="links",
    owner="unify",
    readers=(),
    partition="",
    key=("left_kind", "left_value", "right_kind", "right_value", "kind"),
    # kind: core.identity.EVIDENCE, or likely. strength: 1 for what is certain, else how probable it is. status:
    # unify.admission.REASONS, empty for a link that ties. seq: the event that showed it first, as source told it; -1
    # for what no event says.
    columns=_columns(
        "left_kind left_value right_kind right_value kind strength:float64 status source seq:int64"
        " first_seen_at:instant last_seen_at:instant",
        "",
    ),
)
# Under which id somebody was known before a build, and under which since; one that was parted has several.
MERGES = TableSpec(
    name="merges",
    owner="unify",
    readers=(),
    partition="",
    key=("build", "former", "customer_id"),
    # kind: merged, where nobody goes by the former id any more; else split.
    columns=_columns("build:int32 at:instant former customer_id kind identifiers:int32", ""),
)
CUSTOMERS = TableSpec(
    name="customers",
    owner="unify",
    readers=("trace", "analyze"),
    partition="bucket",
    key=("customer_id",),
    columns=_columns(
        "bucket:int32 customer_id identifier first_seen_at:instant last_seen_at:instant identifiers:int32 traits",
        # Of each trait who said it and when, as JSON: {"name": ["crm", 1772355600000000]}.
        "origins",
    ),
    added=("origins",),
)

TOUCHPOINTS = TableSpec(
    name="touchpoints",
    owner="trace",
    readers=("analyze",),
    partition="bucket",
    key=("customer_id", "n"),
    # seq: the event a row is, or was made from.
    # role: touch (may earn credit), step (inside a session), order (the conversion itself), after (concerns an order),
    # message (sent where that is no contact: in the cycle begun last, on no way, and so without a stage)
    columns=_columns(
        "bucket:int32 customer_id n:int32 seq:int64 at:instant source name role direction", "stage stage_rule"
    )
    | _columns(
        "cycle:int32",
        "session:int32 channel channel_rule traffic_source traffic_medium campaign landing device step order_id"
        " excluded_from_credit creative",
    ),
    added=("creative",),
)
SESSIONS = TableSpec(
    name="sessions",
    owner="trace",
    readers=("analyze",),
    partition="bucket",
    key=("customer_id", "session"),
    columns=_columns(
        "bucket:int32 customer_id session:int32 started_at:instant ended_at:instant events:int32 cycle:int32"
        " ordered:bool",
        "channel channel_rule traffic_source traffic_medium campaign landing device furthest_step",
    ),
)
ORDERS = TableSpec(
    name="orders",
    owner="trace",
    readers=("analyze",),
    partition="bucket",
    key=("shop", "order_id"),
    # kind: order, booking, quote, sign_up. Money in minor units of currency; revenue on the basis named.
    columns=_columns(
        "bucket:int32 customer_id shop order_id source kind at:instant number:int32 lines:int32 currency gross:int64"
        " revenue:int64 basis refunded:int64",
        "goods:int64 discount:int64 tax:int64 shipping:int64 cost:int64 margin:int64 margin_basis sold_in status"
        # What was given back and when, as JSON: [[1772355600000000, 1250], [null, 300]]; null where no event told it.
        " refunds",
    ),
    added=("refunds",),
)
JOURNEYS = TableSpec(
    name="journeys",
    owner="trace",
    readers=("analyze",),
    partition="bucket",
    key=("customer_id", "cycle"),
    # outcome: order, open
    columns=_columns(
        "bucket:int32 customer_id cycle:int32 opened_at:instant last_at:instant outcome touches:int32",
        "closed_at:instant order_id first_channel last_channel awareness_at:instant consideration_at:instant"
        " decision_at:instant retention_at:instant advocacy_at:instant",
    ),
)
EXCLUDED = TableSpec(
    name="excluded",
    owner="trace",
    readers=("analyze",),
    partition="bucket",
    key=("seq",),
    # reason: bot, own_address, staff, test_order, cancelled_order, no_consent
    columns=_columns("bucket:int32 customer_id seq:int64 at:instant reason source", ""),
)
CONSENTS = TableSpec(
    name="consents",
    owner="trace",
    readers=("analyze",),
    partition="bucket",
    key=("seq", "purpose"),
    # What a person stated otherwise than before, or first. purpose: core.consent.PURPOSES; state: granted, denied.
    columns=_columns("bucket:int32 customer_id seq:int64 at:instant source name purpose state", ""),
)
# Which rows of those tables hold no longer: of each of these customers, all that files of earlier builds than the one
# named say. Files are never changed; what a build traces again lies over them (docs/adr/0016).
RETRACED = TableSpec(
    name="retraced",
    owner="trace",
    readers=("analyze",),
    partition="",
    key=("customer_id",),
    columns=_columns("customer_id bucket:int32 build:int32", ""),
)

TABLES = (
    EVENTS,
    QUARANTINE,
    SPEND,
    RATES,
    IDENTIFIERS,
    LINKS,
    MERGES,
    CUSTOMERS,
    TOUCHPOINTS,
    SESSIONS,
    ORDERS,
    JOURNEYS,
    EXCLUDED,
    CONSENTS,
    RETRACED,
)
# What a build derives from events and publishes together.
DERIVED = (IDENTIFIERS, CUSTOMERS, TOUCHPOINTS, SESSIONS, ORDERS, JOURNEYS, EXCLUDED, CONSENTS, LINKS)
# The same with what says which of their rows hold, and who went by another id before.
PUBLISHED = (*DERIVED, RETRACED, MERGES)
STEPS = ("collect", "unify", "trace", "analyze")
