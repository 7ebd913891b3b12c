from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.settings import Exclusions, Settings, Shop
from percorso.store.arrow import conform, schema
from percorso.tables import CONSENTS, EXCLUDED, JOURNEYS, ORDERS, SESSIONS, TOUCHPOINTS
from percorso.trace.channels import Visit
from percorso.trace.ruleset import Rules
from percorso.trace.tracing import Traced, columns, lightened, trace

Row = dict[str, Any]
HOME = "https://shop.example/"
SETTINGS = Settings(shop=Shop(domains=("shop.example",)), exclude=Exclusions(emails=("*@shop.example",)))
# The shop to which what it merely sent is no contact.
COUNTING_INBOUND = replace(SETTINGS, shop=replace(SETTINGS.shop, contact=("inbound",)))
BOTH = st.sampled_from([SETTINGS, COUNTING_INBOUND])
RULES = Rules.of(SETTINGS)
NAMES = (
    *("Page Viewed", "Product Added", "Order Completed", "Order Completed", "Order Line", "Order Shipped"),
    *("Product Reviewed", "Email Sent", "Phone Call", "Coupon Redeemed"),
)
# Of these, what the shop sends.
SENT = {"Email Sent", "Order Shipped"}
SPECS = {
    "touchpoints": TOUCHPOINTS, "sessions": SESSIONS, "orders": ORDERS, "journeys": JOURNEYS, "excluded": EXCLUDED,
    "consents": CONSENTS,
}  # fmt: skip
EVERY = tuple(name for name in columns(SETTINGS) if name not in ("seq", "at"))


@st.composite
def logs(draw: st.DrawFn) -> list[Row]:
    rows = []
    for number in range(draw(st.integers(0, 3))):
        customer = f"c{number}"
        for _ in range(draw(st.integers(1, 9))):
            order = draw(st.sampled_from([None, "1", "2"]))
            rows.append(
                {
                    "customer_id": customer,
                    "minute": draw(st.sampled_from([0, 1, 2, 30, 31, 70, 300, 600])),
                    "kind": draw(st.sampled_from(["track", "track", "page", "identify"])),
                    "name": draw(st.sampled_from(NAMES)),
                    "order_id": order and f"{customer}-{order}",
                    "url": draw(
                        st.sampled_from(
                            [None, HOME, HOME + "?gclid=1", HOME + "?utm_source=n&utm_medium=email", HOME + "grazie"]
                        )
                    ),
                    "referrer": draw(
                        st.sampled_from([None, HOME, "https://www.paypal.com/", "https://www.google.com/"])
                    ),
                    "session_id": draw(st.sampled_from([None, None, "s1", "s2"])),
                    "anonymous_id": draw(st.sampled_from([None, "a"])),
                    "channel": draw(st.sampled_from([None, None, None, "Radio"])),
                    "properties": draw(st.sampled_from(["{}", "{}", '{"sold_in":"phone"}'])),
                    "email": draw(st.sampled_from([None] * 6 + ["staff@shop.example"])),
                }
            )
    return rows


def traced_of(table: pa.Table, settings: Settings = SETTINGS) -> Traced:
    return trace(table, 3, settings, RULES)


class Reference:
    """Trace one customer by reading the rules literally, one event after the other."""

    def __init__(self, events: list[Row], order_ids: Mapping[str, str], settings: Settings) -> None:
        self.orders = order_ids
        self.settings = settings
        self.events = events
        self.seen_on_site: set[str] = set()
        self.sessions: dict[str, int] = {}
        self.members: list[list[Row]] = []
        for event in events:
            self._visit(event)
        self.rows = self._rows()

    def judge(self, event: Row) -> tuple[str | None, bool, tuple[Any, ...] | None]:
        """Give channel, whether it may be an arrival, and what source it names."""
        visit = Visit(event["url"], event["referrer"], None, None, None, event["channel"])
        origin = RULES.channels.classify(visit)
        by_name = {"Email Sent": "Email", "Phone Call": "Phone"}.get(event["name"])
        if not self.on_site(event) and not any(visit):
            return by_name, by_name is not None, (by_name,) if by_name else None
        if origin.touch and origin.source != "(direct)":
            return origin.channel, True, (origin.channel, origin.source, origin.medium, origin.campaign)
        if self.on_site(event):
            return (origin.channel, origin.touch, None) if not self.is_order(event) else (None, False, None)
        return by_name, by_name is not None, (by_name,) if by_name else None

    def is_order(self, event: Row) -> bool:
        return event["event_id"] in self.orders

    def on_site(self, event: Row) -> bool:
        if event["name"] in {"Email Sent", "Phone Call", "Order Shipped"}:
            return False
        if event["url"] or event["session_id"] or event["kind"] == "page":
            return True
        return event["anonymous_id"] is not None and event["name"] != "Product Reviewed"

    def _visit(self, event: Row) -> None:
        if not self.on_site(event):
            return
        if self.is_order(event):
            order = self.orders[event["event_id"]]
            if order in self.seen_on_site:
                return
            self.seen_on_site.add(order)
        self.sessions[event["event_id"]] = self._session(event)
        self.members[self.sessions[event["event_id"]] - 1].append(event)

    def _session(self, event: Row) -> int:
        _, arrives, names = self.judge(event)
        if event["session_id"]:
            for number, members in enumerate(self.members, 1):
                if members[0]["session_id"] == event["session_id"]:
                    return number
        elif self.sessions:
            latest = max(self.members, key=lambda members: self.events.index(members[-1]))
            silence = event["at"] - latest[-1]["at"]
            sources = [source for one in latest if (source := self.judge(one)[2])]
            moved = names is not None and (not sources or names != sources[0])
            sent = event["referrer"] == "https://www.paypal.com/" and not arrives
            if sent or (silence <= timedelta(minutes=30 if arrives else 240) and not moved):
                return self.members.index(latest) + 1
        self.members.append([])
        return len(self.members)

    def session_channel(self, number: int) -> str | None:
        judged = [self.judge(one) for one in self.members[number - 1]]
        named = [channel for channel, _, source in judged if source]
        touched = [channel for channel, arrives, _ in judged if arrives]
        return (named or touched or [None])[0]

    def _rows(self) -> list[tuple[Any, ...]]:
        first_of: dict[str, Row] = {}
        for event in self.events:
            if self.is_order(event):
                first_of.setdefault(self.orders[event["event_id"]], event)
        kept = [one for one in self.events if not self.is_order(one) or one in first_of.values()]
        concerned = {one["event_id"]: self._concerned(one, kept, first_of) for one in kept}
        opened: set[int] = set()
        rows: list[tuple[Any, ...]] = []
        for event in kept:
            session = self._session_of(event)
            order = concerned[event["event_id"]]
            opens = session is not None and order is None and session not in opened
            if opens and session is not None:
                opened.add(session)
            rows += self._laid_out(event, session, order, opens)
        return rows

    def _session_of(self, event: Row) -> int | None:
        if not self.is_order(event):
            return self.sessions.get(event["event_id"])
        mine = [one for one in self.events if self.orders.get(one["event_id"]) == self.orders[event["event_id"]]]
        seen = (self.sessions[one["event_id"]] for one in mine if one["event_id"] in self.sessions)
        return next(seen, self._around(event))

    def _around(self, event: Row) -> int | None:
        """The visit begun last before an order that the site did not see, if it still lasts or has just ended."""
        here = self.events.index(event)
        begun = [number for number, visit in enumerate(self.members, 1) if self.events.index(visit[0]) < here]
        if not begun or event["at"] - self.members[begun[-1] - 1][-1]["at"] > timedelta(minutes=30):
            return None
        return begun[-1]

    def _concerned(self, event: Row, kept: list[Row], first_of: Mapping[str, Row]) -> str | None:
        if self.is_order(event):
            return None
        here = kept.index(event)
        before = [one for one in kept[:here] if self.is_order(one)]
        by_name = event["name"] in {"Order Shipped", "Product Reviewed"}
        named = first_of.get(event["order_id"] or "")
        if named is not None and (by_name or kept.index(named) < here):
            return self.orders[named["event_id"]]
        page = (event["url"] or "").endswith("grazie") and self.sessions.get(event["event_id"]) is not None
        same_visit = page and before and self._session_of(before[-1]) == self.sessions[event["event_id"]]
        shown = same_visit or (page and self._begins_without_order(event, kept))
        return self.orders[before[-1]["event_id"]] if before and (by_name or shown) else None

    def _begins_without_order(self, event: Row, kept: list[Row]) -> bool:
        visit = [one for one in kept if self._session_of(one) == self.sessions[event["event_id"]]]
        return visit[0] is event and not any(self.is_order(one) for one in visit)

    def _laid_out(self, event: Row, session: int | None, order: str | None, opens: bool) -> Iterable[tuple[Any, ...]]:
        channel = self.session_channel(session) if session else self.judge(event)[0]
        arrived = session is not None and any(self.judge(one)[1] for one in self.members[session - 1])
        name = event["event_id"]
        if self.is_order(event):
            if (opens and arrived) or (session is None and self.judge(event)[2]):
                yield f"{name}+visit", "touch", session, channel, None
            mine = [one for one in self.events if self.orders.get(one["event_id"]) == self.orders[name]]
            if any("phone" in one["properties"] for one in mine):
                yield f"{name}+stated", "touch", None, "Phone", None
            yield name, "order", session, channel, self.orders[name]
        elif order is not None:
            yield name, "after", session, channel, order
        elif event["name"] in SENT and "outbound" not in self.settings.shop.contact:
            yield name, "message", session, channel, None
        else:
            yield name, "touch" if session is None or (opens and arrived) else "step", session, channel, None


def cycles(rows: list[tuple[Any, ...]]) -> list[int]:
    cycle, closed = 1, False
    of_order: dict[str, int] = {}
    found: list[int | None] = []
    for _, role, _, _, order in rows:
        if role == "after":
            found.append(None)
            continue
        if role == "message":
            found.append(cycle)
            continue
        cycle, closed = (cycle + 1, False) if closed else (cycle, False)
        found.append(cycle)
        if role == "order":
            of_order[order], closed = cycle, True
    return [number or of_order[row[4]] for number, row in zip(found, rows, strict=True)]


def called(row: Row) -> str:
    """The id of the event that a row is, or how the reference calls what was made from it."""
    made = {"Visit Started": "+visit", "Source Stated": "+stated"}.get(row.get("name", ""), "")
    return f"e{row['seq']}{made}"


def decoded(table: pa.Table) -> pa.Table:
    """The same table with plain texts."""
    texts = (pa.types.is_dictionary(field.type) for field in table.schema)
    fields = [field.with_type(pa.string()) if text else field for field, text in zip(table.schema, texts, strict=True)]
    return table.cast(pa.schema(fields)).combine_chunks()


def encoded(table: pa.Table, names: Iterable[str]) -> pa.Table:
    """The same table with those texts as codes into words."""
    for name in names:
        table = table.set_column(table.schema.get_field_index(name), name, table[name].dictionary_encode())
    return table


@given(logs(), BOTH)
def test_tracing_is_reading_the_rules_literally(
    events_of: Callable[..., pa.Table], log: list[Row], settings: Settings
) -> None:
    events = events_of(log)
    found = traced_of(events, settings)
    mine: dict[str, list[tuple[Any, ...]]] = {}
    for row in found.touchpoints.to_pylist():
        told = (called(row), *(row[name] for name in ("role", "session", "channel", "order_id", "cycle")))
        mine.setdefault(row["customer_id"], []).append(told)
    theirs: dict[str, list[tuple[Any, ...]]] = {}
    staff = {called(row) for row in found.excluded.to_pylist()}
    taken = [row for row in events.to_pylist() if row["event_id"] not in staff and row["kind"] != "identify"]
    placing = {"Order Completed", "Order Line"}
    every = {one["event_id"] for one in events.to_pylist() if one["name"] in placing} - staff
    for customer in sorted({row["customer_id"] for row in taken}):
        own = [row for row in taken if row["customer_id"] == customer]
        ids = {row["event_id"]: row["order_id"] or row["event_id"] for row in own if row["event_id"] in every}
        rows = Reference(own, ids, settings).rows
        theirs[customer] = [(*row, cycle) for row, cycle in zip(rows, cycles(rows), strict=True)]
    assert mine == theirs


@given(logs(), BOTH)
def test_every_table_fits_its_specification_and_its_keys_are_unique(
    events_of: Callable[..., pa.Table], log: list[Row], settings: Settings
) -> None:
    found = traced_of(events_of(log), settings)
    for name, spec in SPECS.items():
        table: pa.Table = getattr(found, name)
        assert table.schema.names == list(spec.columns)
        assert [form.type for form in decoded(table).schema] == schema(spec).types
        conform(table, spec)
        keys = list(zip(*(table[column].to_pylist() for column in spec.key), strict=True))
        assert len(set(keys)) == len(keys)
        assert set(table["bucket"].to_pylist()) <= {3}


@given(logs())
def test_nothing_is_lost_and_nothing_is_counted_twice(events_of: Callable[..., pa.Table], log: list[Row]) -> None:
    events = events_of(log)
    found = traced_of(events)
    shown = [name for row in found.touchpoints.to_pylist() if "+" not in (name := called(row))]
    out = [called(row) for row in found.excluded.to_pylist()]
    silent = {row["event_id"] for row in events.to_pylist() if row["kind"] == "identify"}
    folded = {row["event_id"] for row in events.to_pylist() if row["name"] in {"Order Completed", "Order Line"}}
    assert len(set(shown + out)) == len(shown + out)
    assert set(events["event_id"].to_pylist()) - set(shown + out) <= silent | folded


@given(logs(), BOTH)
def test_sessions_and_journeys_add_up_to_the_touchpoints(
    events_of: Callable[..., pa.Table], log: list[Row], settings: Settings
) -> None:
    found = traced_of(events_of(log), settings)
    rows = [row for row in found.touchpoints.to_pylist() if row["role"] != "message"]
    journeys = {(row["customer_id"], row["cycle"]): row for row in found.journeys.to_pylist()}
    assert journeys.keys() == {(row["customer_id"], row["cycle"]) for row in rows}
    for key, journey in journeys.items():
        mine = [row for row in rows if (row["customer_id"], row["cycle"]) == key]
        way = [row for row in mine if row["role"] != "after"]
        orders = [row["order_id"] for row in mine if row["role"] == "order"]
        assert (orders or [None]) == [journey["order_id"]]
        assert way[-1]["role"] == "order" or not orders
        assert journey["touches"] == sum(row["role"] == "touch" for row in mine)
        assert (journey["opened_at"], journey["last_at"]) == (way[0]["at"], max(row["at"] for row in mine))
        credited = [row["channel"] for row in mine if row["excluded_from_credit"] is None] or [None]
        assert (journey["first_channel"], journey["last_channel"]) == (credited[0], credited[-1])
        for stage in ("awareness", "consideration", "decision", "retention", "advocacy"):
            reached: list[datetime] = [row["at"] for row in mine if row["stage"] == stage]
            assert journey[f"{stage}_at"] == min(reached, default=None)
    sessions = {(row["customer_id"], row["session"]) for row in found.sessions.to_pylist()}
    assert sessions == {(row["customer_id"], row["session"]) for row in rows if row["session"] is not None}


@given(logs())
def test_messages_that_are_no_contact_are_shown_and_change_nothing_else(
    events_of: Callable[..., pa.Table], log: list[Row]
) -> None:
    events = events_of(log)
    found = traced_of(events, COUNTING_INBOUND)
    rows = found.touchpoints.to_pylist()
    messages = [row for row in rows if row["role"] == "message"]
    outbound = [row for row in traced_of(events).touchpoints.to_pylist() if row["direction"] == "outbound"]
    assert [row["seq"] for row in messages] == [row["seq"] for row in outbound if row["role"] != "after"]
    for message in messages:
        assert message["excluded_from_credit"] == "no contact"
        assert (message["stage"], message["stage_rule"], message["step"]) == (None, None, None)
    sent = pa.array([row["seq"] for row in messages], pa.int64())
    unsent = traced_of(events.filter(pc.invert(pc.is_in(events["seq"], value_set=sent))))
    for name in SPECS.keys() - {"touchpoints"}:
        assert getattr(found, name).to_pylist() == getattr(unsent, name).to_pylist()
    others = [row for row in rows if row["role"] != "message"]
    assert [{**row, "n": 0} for row in others] == [{**row, "n": 0} for row in unsent.touchpoints.to_pylist()]


@given(logs())
def test_orders_of_the_ledger_are_the_orders_of_the_journeys(
    events_of: Callable[..., pa.Table], log: list[Row]
) -> None:
    found = traced_of(events_of(log))
    rows = found.touchpoints.to_pylist()
    placed = {(row["customer_id"], row["order_id"], row["at"]) for row in rows if row["role"] == "order"}
    assert placed == {(row["customer_id"], row["order_id"], row["at"]) for row in found.orders.to_pylist()}


@given(logs(), st.data())
def test_a_customer_traced_alone_has_the_same_journey(
    events_of: Callable[..., pa.Table], log: list[Row], data: st.DataObject
) -> None:
    events = events_of(log)
    whole = traced_of(events)
    customers = sorted(set(events["customer_id"].to_pylist()))
    if not customers:
        return
    chosen = data.draw(st.sampled_from(customers))
    alone = traced_of(
        pa.Table.from_pylist([row for row in events.to_pylist() if row["customer_id"] == chosen], events.schema)
    )
    for name in SPECS:
        together = [row for row in getattr(whole, name).to_pylist() if row["customer_id"] == chosen]
        assert getattr(alone, name).to_pylist() == together


@given(logs(), st.sampled_from([EVERY, tuple(name for name in EVERY if name != "event_id")]))
def test_lightened_events_are_traced_as_whole_ones(
    events_of: Callable[..., pa.Table], log: list[Row], coded: tuple[str, ...]
) -> None:
    events = events_of(log)
    stated = bool(pc.any(pc.is_valid(events["consent"])).as_py())
    wanted = [name for name in columns(SETTINGS, stated=stated) if name != "event_id"]
    read = encoded(
        events.select([*(name for name in wanted if stated or name != "anonymous_id"), "customer_id"]), coded
    )
    anonymous = np.asarray(pc.is_valid(events["anonymous_id"]))
    light = lightened(read, SETTINGS, anonymous, lambda: events["event_id"])
    whole, found = traced_of(events), traced_of(light)
    assert all(getattr(found, name).to_pylist() == getattr(whole, name).to_pylist() for name in SPECS)
