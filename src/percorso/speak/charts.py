"""Charts as SVG text: direct labels, one colour per channel, intervals drawn, nothing but marks that mean something.

Places along the horizontal are percentages and heights are pixels, so a chart fills the width it is given while its
text keeps its size, on a phone as on paper. Colours are the custom properties of tokens.css.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

# The token of each channel; names as in the data. Others take the accent, a loss its own colour.
_COLOURS = {
    "search": ("Organic Search", "Paid Search", "Organic Shopping", "Paid Shopping", "Cross-network"),
    "social": ("Organic Social", "Paid Social"),
    "email": ("Email",),
    "display": ("Display",),
    "direct": ("Direct",),
    "referral": ("Referral", "AI Assistant"),
    "video": ("Organic Video", "Paid Video"),
    "affiliate": ("Affiliates",),
}
_COLOUR_OF = {channel: f"var(--{token})" for token, channels in _COLOURS.items() for channel in channels}
_ROW = 46
_TEXT_AT = 15
_BAR_AT = 22
_BAR = 14
# Letters of 13 pixels that a line has room for: a name on a wide page; everything on a narrow one (300 pixels), where
# the style sheet shows the narrow name instead of the wide one.
_WIDE = 56
_NARROW = 37
_SHORTEST = 8
_CONTROL = dict.fromkeys((*range(32), 127))


@dataclass(frozen=True)
class _Scale:
    """From a value to its place along the horizontal, in percent."""

    low: float
    high: float

    def at(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low) * 100


def draw(chart: Mapping[str, Any], name: str) -> str:
    """Draw a chart document (see answers.chart_document).

    Args:
        chart: kind, title and marks.
        name: unique on its page; the ids of the title and description begin with it.
    """
    marks: Sequence[Mapping[str, Any]] = chart["marks"]
    scale = _scale(marks)
    shape = {"bars": _bar, "dots": _dot, "steps": _bar}[chart["kind"]]
    rows = [
        f'<g transform="translate(0 {place * _ROW})">{_labels(mark)}{shape(mark, scale)}</g>'
        for place, mark in enumerate(marks)
    ]
    described = "; ".join(f"{mark['label']}: {_told(mark)}" for mark in marks)
    return (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" width="100%" height="{len(marks) * _ROW}" role="img"'
        f' aria-labelledby="{name}-title {name}-desc" font-size="13" fill="currentColor" overflow="visible">'
        f'<title id="{name}-title">{_text(chart["title"])}</title><desc id="{name}-desc">{_text(described)}</desc>'
        f"{''.join(rows)}</svg>"
    )


def _scale(marks: Sequence[Mapping[str, Any]]) -> _Scale:
    """Span zero and every end of every mark."""
    ends = [mark[end] for mark in marks for end in ("value", "low", "high") if mark[end] is not None]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    return _Scale(low, high if high > low else low + 1)


def _labels(mark: Mapping[str, Any]) -> str:
    """Write a mark's name at the left and its value at the right, the name cut to what a narrow page has room for."""
    behind = (
        f' <tspan dx="4" font-size="12" fill="var(--faint)">{_text(mark["behind"])}</tspan>' if mark["behind"] else ""
    )
    aside = mark["share"] or mark["interval"]
    doubt = f' <tspan dx="2" fill="var(--soft)">{_text(aside)}</tspan>' if aside else ""
    value = f'<tspan font-weight="600">{_text(mark["text"])}</tspan>{doubt}'
    room = _NARROW - len(mark["behind"]) - len(mark["text"]) - len(aside)
    wide, narrow = (f"{_text(_cut(mark['label'], letters))}{behind}" for letters in (_WIDE, max(room, _SHORTEST)))
    name = f'<text y="{_TEXT_AT}">{wide}</text>'
    if narrow != wide:
        name = (
            f'<text class="wide" y="{_TEXT_AT}">{wide}</text>'
            f'<text class="narrow" display="none" y="{_TEXT_AT}">{narrow}</text>'
        )
    return f'{name}<text x="100%" y="{_TEXT_AT}" text-anchor="end">{value}</text>'


def _cut(label: str, letters: int) -> str:
    return label if len(label) <= letters else f"{label[: letters - 1].rstrip()}…"


def _bar(mark: Mapping[str, Any], scale: _Scale) -> str:
    start, end = sorted((scale.at(0), scale.at(mark["value"])))
    middle = _BAR_AT + _BAR / 2
    size = f'y="{_BAR_AT}" height="{_BAR}" rx="3"'
    return (
        f'<rect x="0" width="100%" {size} fill="var(--sunken)"/>'
        f'<rect x="{start:.2f}%" width="{end - start:.2f}%" {size} fill="{_colour(mark)}"/>'
        f"{_whisker(mark, scale, middle)}{_zero(scale)}"
    )


def _whisker(mark: Mapping[str, Any], scale: _Scale, middle: float) -> str:
    if mark["low"] is None or mark["high"] is None:
        return ""
    low, high = scale.at(mark["low"]), scale.at(mark["high"])
    lines = [(low, high, middle, middle), (low, low, middle - 4, middle + 4), (high, high, middle - 4, middle + 4)]
    drawn = "".join(
        f'<line x1="{left:.2f}%" x2="{right:.2f}%" y1="{top:g}" y2="{bottom:g}"/>' for left, right, top, bottom in lines
    )
    # A light line under the dark one keeps the whisker visible on its bar and beside it.
    return f'<g stroke="var(--card)" stroke-width="4">{drawn}</g><g stroke="var(--ink)" stroke-width="1.5">{drawn}</g>'


def _dot(mark: Mapping[str, Any], scale: _Scale) -> str:
    middle, colour, at = _BAR_AT + 7, _colour(mark), scale.at(mark["value"])
    span = ""
    if mark["low"] is not None and mark["high"] is not None:
        low, high = scale.at(mark["low"]), scale.at(mark["high"])
        span = _line(low, high, middle, f'stroke="{colour}" stroke-width="4" stroke-linecap="round"')
    track = _line(0, 100, middle, 'stroke="var(--line)"')
    return f'{track}{_zero(scale)}{span}<circle cx="{at:.2f}%" cy="{middle}" r="6" fill="{colour}"/>'


def _line(left: float, right: float, at: float, style: str) -> str:
    return f'<line x1="{left:.2f}%" x2="{right:.2f}%" y1="{at}" y2="{at}" {style}/>'


def _zero(scale: _Scale) -> str:
    if scale.low == 0:
        return ""
    at = f"{scale.at(0):.2f}%"
    return f'<line x1="{at}" x2="{at}" y1="{_BAR_AT - 3}" y2="{_BAR_AT + _BAR + 3}" stroke="var(--faint)"/>'


def _colour(mark: Mapping[str, Any]) -> str:
    return _COLOUR_OF.get(mark["subject"], "var(--loss)" if mark["value"] < 0 else "var(--action)")


def _told(mark: Mapping[str, Any]) -> str:
    aside = mark["share"] or mark["interval"]
    return f"{mark['text']} ({aside})" if aside else str(mark["text"])


def _text(text: str) -> str:
    return escape(text.translate(_CONTROL))
