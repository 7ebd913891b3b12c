"""Charts as HTML rows with SVG marks: direct labels, one colour per channel, intervals drawn, nothing else.

Names and values are text that wraps, so none is cut or printed over another on a phone; marks lie along the horizontal
in percent and fill the width they are given. Colours are the custom properties of tokens.css.
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
# Pixels: the height of what is drawn under a name, and the height of a bar in it.
_HEIGHT = 20
_BAR = 14
_MIDDLE = _HEIGHT / 2
_CONTROL = dict.fromkeys((*range(32), 127))


@dataclass(frozen=True)
class _Scale:
    """From a value to its place along the horizontal, in percent."""

    low: float
    high: float

    def at(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low) * 100


def draw(chart: Mapping[str, Any]) -> str:
    """Draw a chart document (see answers.chart_document): a row a mark, its name and value above what is drawn."""
    marks: Sequence[Mapping[str, Any]] = chart["marks"]
    scale = _scale(marks)
    shape = {"bars": _bar, "dots": _dot, "steps": _bar}[chart["kind"]]
    rows = [f'<div class="mark">{_labels(mark)}{_svg(shape(mark, scale))}</div>' for mark in marks]
    described = "; ".join(f"{mark['label']}: {_told(mark)}" for mark in marks)
    spoken = _text(f"{chart['title']}. {described}")
    return f'<div class="chart" role="img" aria-label="{spoken}">{"".join(rows)}</div>'


def _svg(drawn: str) -> str:
    return f'<svg width="100%" height="{_HEIGHT}" overflow="visible" aria-hidden="true">{drawn}</svg>'


def _scale(marks: Sequence[Mapping[str, Any]]) -> _Scale:
    """Span zero and every end of every mark."""
    ends = [mark[end] for mark in marks for end in ("value", "low", "high") if mark[end] is not None]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    return _Scale(low, high if high > low else low + 1)


def _labels(mark: Mapping[str, Any]) -> str:
    """Write a mark's name at the left and its value at the right; the style sheet lets both wrap."""
    behind = f" <small>{_text(mark['behind'])}</small>" if mark["behind"] else ""
    aside = mark["share"] or mark["interval"]
    doubt = f" <span>{_text(aside)}</span>" if aside else ""
    name, value = f"{_text(mark['label'])}{behind}", f"<b>{_text(mark['text'])}</b>{doubt}"
    return f'<span class="name">{name}</span><span class="value">{value}</span>'


def _bar(mark: Mapping[str, Any], scale: _Scale) -> str:
    start, end = sorted((scale.at(0), scale.at(mark["value"])))
    size = f'y="{_MIDDLE - _BAR / 2:g}" height="{_BAR}" rx="3"'
    return (
        f'<rect x="0" width="100%" {size} fill="var(--sunken)"/>'
        f'<rect x="{start:.2f}%" width="{end - start:.2f}%" {size} fill="{_colour(mark)}"/>'
        f"{_whisker(mark, scale)}{_zero(scale)}"
    )


def _whisker(mark: Mapping[str, Any], scale: _Scale) -> str:
    if mark["low"] is None or mark["high"] is None:
        return ""
    low, high = scale.at(mark["low"]), scale.at(mark["high"])
    top, foot = _MIDDLE - 4, _MIDDLE + 4
    lines = [(low, high, _MIDDLE, _MIDDLE), (low, low, top, foot), (high, high, top, foot)]
    drawn = "".join(
        f'<line x1="{left:.2f}%" x2="{right:.2f}%" y1="{top:g}" y2="{bottom:g}"/>' for left, right, top, bottom in lines
    )
    # A light line under the dark one keeps the whisker visible on its bar and beside it.
    return f'<g stroke="var(--card)" stroke-width="4">{drawn}</g><g stroke="var(--ink)" stroke-width="1.5">{drawn}</g>'


def _dot(mark: Mapping[str, Any], scale: _Scale) -> str:
    colour, at = _colour(mark), scale.at(mark["value"])
    span = ""
    if mark["low"] is not None and mark["high"] is not None:
        low, high = scale.at(mark["low"]), scale.at(mark["high"])
        span = _line(low, high, f'stroke="{colour}" stroke-width="4" stroke-linecap="round"')
    track = _line(0, 100, 'stroke="var(--line)"')
    return f'{track}{_zero(scale)}{span}<circle cx="{at:.2f}%" cy="{_MIDDLE:g}" r="6" fill="{colour}"/>'


def _line(left: float, right: float, style: str) -> str:
    return f'<line x1="{left:.2f}%" x2="{right:.2f}%" y1="{_MIDDLE:g}" y2="{_MIDDLE:g}" {style}/>'


def _zero(scale: _Scale) -> str:
    if scale.low == 0:
        return ""
    at = f"{scale.at(0):.2f}%"
    return f'<line x1="{at}" x2="{at}" y1="0" y2="{_HEIGHT}" stroke="var(--faint)"/>'


def _colour(mark: Mapping[str, Any]) -> str:
    return _COLOUR_OF.get(mark["subject"], "var(--loss)" if mark["value"] < 0 else "var(--action)")


def _told(mark: Mapping[str, Any]) -> str:
    aside = mark["share"] or mark["interval"]
    return f"{mark['text']} ({aside})" if aside else str(mark["text"])


def _text(text: str) -> str:
    return escape(text.translate(_CONTROL))
