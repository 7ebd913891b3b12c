"""The tables of the state database, the same on SQLite and PostgreSQL. Times are microseconds since 1970 UTC."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Index, Integer, MetaData, Table, Text

METADATA = MetaData()

# A row here is what makes a build visible: readers open exactly these versions and this generation.
BUILDS = Table(
    "builds",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("published_at", BigInteger, nullable=False),
    Column("versions", JSON, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("settings_digest", Text, nullable=False),
    Column("events_seq", BigInteger, nullable=False),
    Column("stats", JSON, nullable=False),
)
IMPORTS = Table(
    "imports",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("shop", Text, nullable=False),
    Column("connector", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("new", BigInteger, nullable=False),
    Column("duplicates", BigInteger, nullable=False),
    Column("rejected", BigInteger, nullable=False),
)
SOURCES = Table(
    "sources",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("shop", Text, primary_key=True),
    Column("connector", Text, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)
# Every way by which a source has brought something: an SDK's calls, a shop system's webhooks, files of a kind.
SOURCE_CONNECTORS = Table(
    "source_connectors",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("shop", Text, primary_key=True),
    Column("connector", Text, primary_key=True),
    Column("last_at", BigInteger, nullable=False),
)
# What SDKs show to be let in; a key that was replaced or withdrawn stays, with when.
WRITE_KEYS = Table(
    "write_keys",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("shop", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger, nullable=True),
    Column("origins", JSON, nullable=False),
    Column("requests_a_minute", Integer, nullable=True),
)
# Rows of the quarantine table that a retry brought in; the lake keeps what was refused, as it was.
RESOLVED = Table(
    "resolved",
    METADATA,
    Column("quarantine_id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)
# How a source's webhooks are signed and read. The secret is needed as it is, since whoever checks a signature makes it.
WEBHOOKS = Table(
    "webhooks",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("shop", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("header", Text, nullable=False),
    Column("timestamp_header", Text, nullable=False),
    Column("tolerance", Integer, nullable=False),
    Column("signed", Text, nullable=False),
    Column("mapping", Text, nullable=True),
    Column("set_at", BigInteger, nullable=False),
    Column("uninstalled_at", BigInteger, nullable=True),
)
# How many deliveries came of each topic, and when the last.
WEBHOOK_TOPICS = Table(
    "webhook_topics",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("shop", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("deliveries", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)
# A platform's own id of an order and the number that customers see: some deliveries say the first alone.
ORDER_NUMBERS = Table(
    "order_numbers",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("shop", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False),
)
# What shops' systems say of their products: the newest state, and when one was last said to be gone.
PRODUCTS = Table(
    "products",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("shop", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("told", Text, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("gone_at", BigInteger, nullable=False),
)
# What people, or shops that left, ask for by law.
PRIVACY_REQUESTS = Table(
    "privacy_requests",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("shop", Text, nullable=False),
    Column("identifiers", JSON, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("done_at", BigInteger, nullable=True),
)
# What somebody decided about identity (see ``store.decisions``); of a blocked value, right is empty.
IDENTITY_DECISIONS = Table(
    "identity_decisions",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("left", Text, primary_key=True),
    Column("right", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)
# Work on people's data that was begun and is not done yet: whom it concerns is forgotten with its row.
PRIVACY_WORK = Table(
    "privacy_work",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", JSON, nullable=False),
    Column("orders", Boolean, nullable=False),
)
# By what late news of people who were erased is known, and whether their orders went too; nothing here names anybody.
TOMBSTONES = Table(
    "tombstones",
    METADATA,
    Column("mark", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("orders", Boolean, nullable=False),
)
# Whose data is kept and used for nothing, by all of their identifiers.
RESTRICTIONS = Table(
    "restrictions",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
# What was done with people's data, when and how much; never whose.
PRIVACY_AUDIT = Table(
    "privacy_audit",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("begun_at", BigInteger, nullable=False),
    Column("done_at", BigInteger, nullable=True),
    Column("counts", JSON, nullable=False),
)
# Two customers that probably are one person, by their canonical identifiers, and what somebody said to it.
PROPOSALS = Table(
    "proposals",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("left", Text, nullable=False),
    Column("right", Text, nullable=False),
    Column("probability", Float, nullable=False),
    Column("why", JSON, nullable=False),
    Column("status", Text, nullable=False),
    Column("proposed_at", BigInteger, nullable=False),
    Column("decided_at", BigInteger, nullable=True),
)
# Who may look; an account that may no longer stays, so that what it did keeps its name.
USERS = Table(
    "users",
    METADATA,
    Column("email", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("personal_data", Boolean, nullable=False),
    Column("password", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger, nullable=True),
)
# Whoever reads the database finds no session or token to use: what is kept of them is a digest.
USER_SESSIONS = Table(
    "user_sessions",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("email", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)
TOKENS = Table(
    "tokens",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("scopes", JSON, nullable=False),
    # The account that answers for it; empty where none does.
    Column("made_by", Text, nullable=False, server_default=""),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=True),
    Column("used_at", BigInteger, nullable=True),
    Column("revoked_at", BigInteger, nullable=True),
)
# Who did what, and who tried to come in; rows are added and never changed.
AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("given", JSON, nullable=False),
    Index("audit_by_action", "action", "at"),
)
# What was decided about a move, what it was to bring and from where it began; later, what came of it.
MOVES = Table(
    "moves",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("decision", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", BigInteger, primary_key=True, autoincrement=False),
    Column("check_on", Text, nullable=False),
    Column("told", JSON, nullable=False),
    Column("expected", JSON, nullable=False),
    Column("before", JSON, nullable=False),
    Column("outcome", JSON(none_as_null=True), nullable=True),
    Column("checked_at", BigInteger, nullable=True),
)
# Work that takes long: who asked for what, how far it is, and how it ended.
JOBS = Table(
    "jobs",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("given", JSON, nullable=False),
    Column("after", Text, nullable=True),
    Column("state", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("of", BigInteger, nullable=False),
    Column("result", JSON(none_as_null=True), nullable=True),
    Column("problem", JSON(none_as_null=True), nullable=True),
    Column("asked_at", BigInteger, nullable=False),
    Column("began_at", BigInteger, nullable=True),
    Column("ended_at", BigInteger, nullable=True),
)
# Whom somebody described, by conditions as people write them.
SEGMENTS = Table(
    "segments",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("conditions", JSON, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
)
# What happened on some days, as somebody noted it.
ANNOTATIONS = Table(
    "annotations",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("on", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
)
# What the published build says of each day, and by day and cause what later builds changed of days that were over.
DAY_FIGURES = Table(
    "day_figures",
    METADATA,
    Column("day", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("orders", BigInteger, nullable=False),
    Column("revenue", BigInteger, nullable=False),
    Column("new_customers", BigInteger, nullable=False),
    Column("touchpoints", BigInteger, nullable=False),
)
FIGURES_MOVED = Table(
    "figures_moved",
    METADATA,
    Column("noted_on", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("cause", Text, primary_key=True),
    Column("orders", BigInteger, nullable=False),
    Column("revenue", BigInteger, nullable=False),
    Column("new_customers", BigInteger, nullable=False),
    Column("touchpoints", BigInteger, nullable=False),
    Column("things", BigInteger, nullable=False),
    Column("published_at", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False, server_default="0"),
)
# What ad platforms told of each day's cost, and when last.
DAY_COSTS = Table(
    "day_costs",
    METADATA,
    Column("day", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("cost", BigInteger, nullable=False),
    Column("told_at", BigInteger, nullable=False),
)
# What each account saw when it looked last, and when it had looked before: what changed since is told.
LOOKS = Table(
    "looks",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("looked_at", BigInteger, nullable=False),
    Column("seen", JSON, nullable=False),
    Column("before_at", BigInteger, nullable=True),
    Column("before", JSON(none_as_null=True), nullable=True),
)
