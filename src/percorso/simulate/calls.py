"""Calls: events written as Segment calls, as JSON lines or as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.simulate import texts
from percorso.simulate.arrivals import Arrivals
from percorso.simulate.browsing import ALIAS, KINDS
from percorso.simulate.planted import CAMPAIGNS, CHANNELS, Channel
from percorso.simulate.sessions import AGENTS, Sessions
from percorso.simulate.streams import Longs
from percorso.simulate.vocabulary import Details, Pages

_IDENTIFY = np.array([one.type == "identify" for one in KINDS])


@dataclass(frozen=True)
class Caller:
    """What a chunk's calls are written from.

    Attributes:
        user_id: the account of each person of the chunk.
    """

    host: str
    pages: Pages
    details: Details
    sessions: Sessions
    user_id: pa.Array
    context: pa.Array

    @property
    def _previous(self) -> pa.Array:
        """What an alias says it was before: nothing, then each visit's anonymous id."""
        return pa.concat_arrays([texts.strings([""]), texts.join(',"previousId":"', self.sessions.anonymous_id, '"')])

    @classmethod
    def of(cls, host: str, pages: Pages, details: Details, sessions: Sessions, user_id: pa.Array) -> Caller:
        """Write once what all calls of a visit share."""
        agents = texts.strings([f'"userAgent":"{agent}"' for agent in AGENTS])
        consent = texts.strings(
            [
                f'"consent":{{"categoryPreferences":{{"Analytics":{measured},"Advertising":{shown}}}}}'
                for measured in ("false", "true")
                for shown in ("false", "true")
            ]
        )
        context = texts.join(
            texts.taken(agents, sessions.agent), ',"ip":"', sessions.ip, '","locale":"it-IT",',
            texts.taken(consent, 2 * sessions.analytics.astype(np.int64) + sessions.advertising),
            ',"library":{"name":"analytics.js","version":"next-1.81.0"}},"anonymousId":"', sessions.anonymous_id, '"',
        )  # fmt: skip
        return cls(host, pages, details, sessions, user_id, context)

    def lines(self, arrivals: Arrivals) -> pa.Array:
        """Write calls as JSON lines, each with its line end."""
        events = arrivals.events
        heads = texts.strings([_head(place) for place in range(len(KINDS))])
        url, referrer = self._page(arrivals)
        campaigns = texts.strings(["", *(_campaign(place) for place in range(len(CAMPAIGNS)))])
        campaign = np.where(events.lands, self.sessions.campaign[events.visit] + 1, 0)
        accounts = pa.concat_arrays([texts.strings([""]), texts.join(',"userId":"', self.user_id, '"')])
        return texts.join(
            texts.taken(heads, events.kind),
            texts.taken(self.details.words, events.detail),
            ',"context":{"page":{"path":"',
            texts.taken(self.pages.path, events.page),
            '","title":"',
            texts.taken(self.pages.title, events.page),
            '","url":"',
            url,
            '","referrer":"',
            referrer,
            '"},',
            texts.taken(campaigns, campaign),
            texts.taken(self.context, events.visit),
            texts.taken(accounts, self._account(arrivals)),
            texts.taken(self._previous, np.where(events.kind == ALIAS, events.visit + 1, 0)),
            ',"messageId":"',
            texts.hexadecimal(arrivals.message),
            '","timestamp":"',
            texts.instants(arrivals.timestamp),
            '","sentAt":"',
            texts.instants(arrivals.sent),
            '","receivedAt":"',
            texts.instants(arrivals.received),
            '"}\n',
        )

    def table(self, arrivals: Arrivals) -> pa.Table:
        """Lay calls out as columns: the spec's fields; ``context`` as structs, properties and traits as JSON text."""
        events = arrivals.events
        url, referrer = self._page(arrivals)
        kinds = events.kind
        identify = _IDENTIFY[kinds]
        details = texts.taken(self.details.words, events.detail)
        names = [one.name or None for one in KINDS]
        tracks = pa.array([name if one.type == "track" else None for name, one in zip(names, KINDS, strict=True)])
        titles = pa.array([name if one.type == "page" else None for name, one in zip(names, KINDS, strict=True)])
        return pa.table(
            {
                "type": texts.taken(texts.strings([one.type for one in KINDS]), kinds),
                "event": texts.taken(tracks, kinds),
                "name": texts.taken(titles, kinds),
                "userId": texts.taken(
                    pa.concat_arrays([pa.array([None], pa.string()), self.user_id]), self._account(arrivals)
                ),
                "anonymousId": texts.taken(self.sessions.anonymous_id, events.visit),
                "previousId": texts.taken(
                    pa.concat_arrays([pa.array([None], pa.string()), self.sessions.anonymous_id]),
                    np.where(kinds == ALIAS, events.visit + 1, 0),
                ),
                "messageId": texts.hexadecimal(arrivals.message),
                "timestamp": _instants(arrivals.timestamp),
                "sentAt": _instants(arrivals.sent),
                "receivedAt": _instants(arrivals.received),
                "properties": pc.if_else(pa.array(identify), pa.scalar(None, pa.string()), details),
                "traits": pc.if_else(pa.array(identify), details, pa.scalar(None, pa.string())),
                "context": self._context(arrivals, url, referrer),
            }
        )

    def _context(self, arrivals: Arrivals, url: pa.Array, referrer: pa.Array) -> pa.Array:
        events, of = arrivals.events, self.sessions
        campaign = np.where(events.lands, of.campaign[events.visit] + 1, 0)
        by_campaign = [
            [None, *(values[place] for place in range(len(CAMPAIGNS)))]
            for values in (
                [one.key for one in CAMPAIGNS],
                [_channel_of(place).source for place in range(len(CAMPAIGNS))],
                [_channel_of(place).medium for place in range(len(CAMPAIGNS))],
            )
        ]
        page = pa.StructArray.from_arrays(
            [texts.taken(self.pages.path, events.page), texts.taken(self.pages.title, events.page), url, referrer],
            ["path", "title", "url", "referrer"],
        )
        consent = pa.StructArray.from_arrays(
            [pa.array(of.analytics[events.visit]), pa.array(of.advertising[events.visit])],
            ["Analytics", "Advertising"],
        )
        count = events.count
        return pa.StructArray.from_arrays(
            [
                page,
                pa.StructArray.from_arrays(
                    [texts.taken(pa.array(column, pa.string()), campaign) for column in by_campaign],
                    ["name", "source", "medium"],
                    mask=pa.array(campaign == 0),
                ),
                texts.taken(texts.strings(AGENTS), of.agent[events.visit]),
                texts.taken(of.ip, events.visit),
                texts.taken(texts.strings(["it-IT"]), np.zeros(count, np.int64)),
                pa.StructArray.from_arrays([consent], ["categoryPreferences"]),
            ],
            ["page", "campaign", "userAgent", "ip", "locale", "consent"],
        )

    def _page(self, arrivals: Arrivals) -> tuple[pa.Array, pa.Array]:
        """Give each event's address and the page before it; the visit's own link where it landed."""
        events = arrivals.events
        nothing = texts.strings([""])
        landed = np.where(events.lands, events.visit + 1, 0)
        query = texts.taken(pa.concat_arrays([nothing, self.sessions.query]), landed)
        inside = texts.strings([f"{self.host}/"])
        referrer = texts.taken(pa.concat_arrays([inside, self.sessions.referrer]), landed)
        return texts.join(self.host, texts.taken(self.pages.path, events.page), query), referrer

    def _account(self, arrivals: Arrivals) -> Longs:
        events = arrivals.events
        return np.where(events.known, self.sessions.customer[events.visit] + 1, 0)


def _head(kind: int) -> str:
    one = KINDS[kind]
    if one.type == "identify":
        return '{"type":"identify","traits":'
    if one.type == "alias":
        return '{"type":"alias","properties":'
    word = "event" if one.type == "track" else "name"
    return f'{{"type":"{one.type}","{word}":"{one.name}","properties":'


def _campaign(place: int) -> str:
    channel = _channel_of(place)
    return f'"campaign":{{"name":"{CAMPAIGNS[place].key}","source":"{channel.source}","medium":"{channel.medium}"}},'


def _channel_of(place: int) -> Channel:
    return next(one for one in CHANNELS if one.key == CAMPAIGNS[place].channel)


def _instants(millis: Longs) -> pa.Array:
    return pa.array(millis).cast(pa.timestamp("ms", tz="UTC"))
