from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.answer import Chart, Mark, Message
from percorso.speak.answers import chart_document
from percorso.speak.catalogue import Catalogue
from percorso.speak.charts import draw

CATALOGUE = Catalogue.parse(
    "xx",
    '[language]\nname = "x"\nlocale = "en_GB"\n[chart]\ntitle = "{words}"\n[answer]\nbehind = "n = {n}"\n'
    '[channel]\nEmail = "Posta"\n',
)
SIZES = st.floats(-1e6, 1e6)


def _drawn(kind: str, *marks: Mark, title: str = "A finding") -> ET.Element:
    chart = Chart(kind, Message("chart.title", {"words": (title, "text")}), "ratio", marks)  # type: ignore[arg-type]
    return ET.fromstring(draw(chart_document(chart, CATALOGUE)))  # noqa: S314 - our own text


def _places(svg: ET.Element) -> list[float]:
    names = ("x", "x1", "x2", "cx")
    return [
        float(node.get(name, "").rstrip("%"))
        for node in svg.iter()
        for name in names
        if node.get(name, "").endswith("%")
    ]


def _widths(svg: ET.Element) -> list[float]:
    return [float(bar.get("width", "").rstrip("%")) for bar in svg.iter("rect") if bar.get("width") != "100%"]


def test_a_chart_names_and_describes_itself_for_those_who_cannot_see_it() -> None:
    svg = _drawn("dots", Mark("Email", 3.2, 2.1, 4.4, 12), title="E-mail leads")
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == "E-mail leads. Posta: 3.2 (2.1–4.4)"


def test_bars_start_at_zero_and_keep_their_proportions() -> None:
    assert _widths(_drawn("bars", Mark("a", 50), Mark("b", 25), Mark("c", 0))) == [100.0, 50.0, 0.0]


def test_a_loss_reaches_left_of_the_zero_line() -> None:
    svg = _drawn("bars", Mark("gain", 30), Mark("loss", -10))
    bars = [bar for bar in svg.iter("rect") if bar.get("width") != "100%"]
    assert [(bar.get("x"), bar.get("width")) for bar in bars] == [("25.00%", "75.00%"), ("0.00%", "25.00%")]
    assert [bar.get("fill") for bar in bars] == ["var(--action)", "var(--loss)"]


def test_a_channel_keeps_its_colour_in_every_language_and_kind() -> None:
    for kind, tag in (("bars", "rect"), ("dots", "circle")):
        fills = {node.get("fill") for node in _drawn(kind, Mark("Email", 1.0)).iter(tag)}
        assert "var(--email)" in fills


@pytest.mark.parametrize("kind", ["bars", "dots", "steps"])
def test_a_mark_without_an_interval_draws_none(kind: str) -> None:
    with_one, without = (len(list(_drawn(kind, mark).iter("line"))) for mark in (Mark("a", 2, 1, 3), Mark("a", 2)))
    assert with_one > without


@pytest.mark.parametrize("kind", ["bars", "dots", "steps"])
def test_hostile_names_stay_text(kind: str) -> None:
    name = "</text><script>alert(1)</script>&\x1b[31m\x00"
    svg = _drawn(kind, Mark(name, 1, 0, 2), title=name)
    assert not list(svg.iter("script"))
    assert any("<script>" in "".join(node.itertext()) for node in svg.iter("span"))


def test_a_long_name_is_never_cut_and_stands_apart_from_its_value() -> None:
    name = "A campaign with a rather long name for a phone and a longer one still for a desk"
    row = _drawn("bars", Mark(name, 1204, 1000, 1400, 12)).find("div")
    assert row is not None
    assert ["".join(part.itertext()) for part in row.findall("span")] == [f"{name} n = 12", "1,204 1,000–1,400"]


def test_nothing_is_fetched_and_no_colour_is_fixed() -> None:
    text = ET.tostring(_drawn("bars", Mark("Email", 1, 0, 2)), encoding="unicode")
    assert "href" not in text
    assert "url(" not in text
    assert "#" not in text


@given(st.sampled_from(["bars", "dots"]), st.lists(st.tuples(SIZES, SIZES, SIZES), min_size=1, max_size=5))
def test_every_mark_lies_inside_the_drawing(kind: str, rows: list[tuple[float, float, float]]) -> None:
    marks = [Mark("a", value, min(low, high), max(low, high)) for value, low, high in rows]
    svg = _drawn(kind, *marks)
    assert all(-0.01 <= place <= 100.01 for place in _places(svg))
    assert all(0 <= width <= 100.01 for width in _widths(svg))


@given(st.sampled_from(["bars", "dots", "steps"]), st.text(max_size=60))
def test_any_name_draws_well_formed_svg(kind: str, name: str) -> None:
    assert _drawn(kind, Mark(name, 1.0)).tag == "div"


def test_an_empty_funnel_draws(sample: Callable[[str], dict[str, Any]]) -> None:
    assert len(list(_drawn("steps", Mark("a", 0), Mark("b", 0)).iter("rect"))) == 4
    assert draw(sample("it")["answers"][5]["chart"]).count("<rect") == 10
