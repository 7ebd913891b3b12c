"""Tagging: campaigns whose name is another's misspelt, and paid arrivals that name none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from percorso.analyze.spend import normal
from percorso.core.remembered import Remembered
from percorso.pipeline.published import Published
from percorso.store.bucket import Bucket
from percorso.tables import SPEND, TOUCHPOINTS

# So many names are compared, the most frequent first; a shop has hundreds.
_NAMES = 5_000
# A name is another's misspelt where that one is met so many times as often, or is paid for and it is not.
_AS_OFTEN = 10
# Of shorter names one letter is often the whole difference, and so it is of a part of a name (a, b, it, de).
_SHORTEST, _PART = 7, 2
# Below this share of paid arrivals, those that name no campaign are noise.
_UNTAGGED = 0.02
_EXAMPLES = 20
_NAMES_SQL = f"""
SELECT campaign AS name, count(*) AS touches FROM touchpoints
WHERE role = 'touch' AND campaign IS NOT NULL GROUP BY campaign ORDER BY touches DESC, name LIMIT {_NAMES}
"""
_UNTAGGED_SQL = """
SELECT concat_ws(' / ', traffic_source, traffic_medium) AS written, count(*) FILTER (campaign IS NULL) AS untagged,
    count(*) AS touches
FROM touchpoints
WHERE role = 'touch' AND (starts_with(channel, 'Paid') OR channel IN ('Display', 'Cross-network'))
GROUP BY written ORDER BY untagged DESC, written
"""
# One letter put in, left out, changed or swapped with its neighbour (Damerau, 1964) cannot change both the first three
# and the last three of seven: names that differ so share one of them.
_NEAR_SQL = " UNION ".join(
    f"""
SELECT rare.name AS written, usual.name AS meant, rare.touches, rare.bare = usual.bare AS alike,
    usual.paid AS is_paid, usual.touches AS usual
FROM names rare JOIN names usual
    ON rare.{side} = usual.{side} AND rare.digits = usual.digits AND rare.parts = usual.parts
WHERE rare.name <> usual.name AND NOT rare.paid AND (usual.paid OR usual.touches >= {_AS_OFTEN} * rare.touches)
    AND (rare.bare = usual.bare OR (length(rare.bare) >= {_SHORTEST} AND length(usual.bare) >= {_SHORTEST}
        AND damerau_levenshtein(rare.bare, usual.bare) = 1))
"""
    for side in ("head", "tail")
)
_BEST_SQL = f"""
SELECT written, meant, touches FROM ({_NEAR_SQL})
QUALIFY row_number() OVER (PARTITION BY written ORDER BY alike DESC, is_paid DESC, usual DESC, meant) = 1
ORDER BY touches DESC, written
"""

Finding = dict[str, Any]
# Of so many builds: findings are asked for with every page, and change with a build or with spend.
_kept = Remembered(32)


class Named(NamedTuple):
    """A campaign's name, how many touches have it, and whether something was spent on it."""

    name: str
    touches: int
    paid: bool


class Misspelt(NamedTuple):
    """A campaign's name as some links have it, the one that is meant, and how many touches came by it."""

    written: str
    meant: str
    touches: int


def tagging(published: Published) -> tuple[Finding, ...]:
    """Find misspelt campaigns and paid arrivals without one.

    Returns:
        findings (see ``health``), each with ``examples``: objects of ``written``, ``meant`` (None where nothing is) and
        ``count``, those met most often first.
    """
    build, workspace = published.build, published.workspace
    asked = workspace.folder, build.id, build.published_at, workspace.lake.revision(SPEND)
    return _kept.of(asked, lambda: (*_misspelt(published), *_untagged(published)))


def misspelt(names: Iterable[Named]) -> tuple[Misspelt, ...]:
    """Give the names that are another's with one letter otherwise, or written with other case or separators.

    What differs by a digit or by a part of one or two letters (spring 2026, display a) is another campaign, and so is
    what is paid for. Of several names that may be meant, the one that differs least, is paid for, is met most often.
    """
    rows = [_compared(one) for one in names]
    if not rows:
        return ()
    with Bucket(-1, {"names": pa.Table.from_pylist(rows)}) as opened:
        return tuple(Misspelt(**row) for row in opened.sql(_BEST_SQL).to_pylist())


def _compared(named: Named) -> dict[str, Any]:
    words = normal(named.name).split(" ")
    bare = "".join(words)
    return {
        **named._asdict(),
        "bare": bare,
        "head": bare[:3],
        "tail": bare[-3:],
        "digits": "".join(re.findall(r"\d", bare)),
        "parts": " ".join(sorted(word for word in words if len(word) <= _PART and not word.isdigit())),
    }


def _misspelt(published: Published) -> Iterator[Finding]:
    paid = {str(name) for name in published.workspace.lake.read(SPEND)["campaign"].unique().to_pylist()}
    met = {row["name"]: row["touches"] for row in published.rows(_NAMES_SQL, TOUCHPOINTS)}
    names = [Named(name, met.get(name, 0), name in paid) for name in sorted({*met, *sorted(paid)[:_NAMES]})]
    found = misspelt(names)
    if found:
        examples = [{"written": one.written, "meant": one.meant, "count": one.touches} for one in found]
        yield _finding("campaigns_misspelt", sum(one.touches for one in found), examples)


def _untagged(published: Published) -> Iterator[Finding]:
    rows = published.rows(_UNTAGGED_SQL, TOUCHPOINTS)
    untagged, touches = (sum(row[name] for row in rows) for name in ("untagged", "touches"))
    if untagged and untagged >= _UNTAGGED * touches:
        lacking = [row for row in rows if row["untagged"]]
        examples = [{"written": row["written"], "meant": None, "count": row["untagged"]} for row in lacking]
        yield _finding("paid_untagged", untagged, examples)


def _finding(code: str, count: int, examples: Sequence[Finding]) -> Finding:
    return {"code": code, "count": count, "examples": list(examples[:_EXAMPLES])}
