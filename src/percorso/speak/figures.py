"""Figures for reading: which stand for a whole answer, and all of them as one grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from percorso.speak.catalogue import Catalogue

Grid = dict[str, list[Any]]
Figures = Sequence[Mapping[str, Any]]
# Where no figure is about the whole shop, so many of the others speak for it.
_FIRST = 3


def key_figures(figures: Figures) -> list[Mapping[str, Any]]:
    """Choose the figures an answer rests on: those about the whole shop, else the first that can be told."""
    whole = [one for one in figures if not one["subject"]]
    told = [one for one in figures if one["status"] == "ok"]
    return whole if any(one["status"] == "ok" for one in whole) else [*whole, *told[:_FIRST]]


def listing(figures: Figures, catalogue: Catalogue) -> Grid:
    """Lay figures out: what each is and about whom, its value, its interval, how many people; or why it is not told."""
    keys = (("figure", "text"), ("subject", "text"), ("value", "number"), ("interval", "interval"), ("n", "interval"))
    columns = [
        {"label": catalogue.text("answer.interval" if key == "interval" else f"report.{key}"), "kind": kind}
        for key, kind in keys
    ]
    rows = []
    for figure in figures:
        told = figure["text"] if figure["status"] == "ok" else catalogue.text("status.cannot_tell")
        why = f"{figure['label']}: {figure['reason']}" if figure["reason"] else figure["label"]
        rows.append([why, figure["about"], told, figure["interval"], catalogue.write(figure["n"], "count")])
    return {"columns": columns, "rows": rows}
