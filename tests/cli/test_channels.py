from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROWS: list[dict[str, str | None]] = [
    {"url": "https://shop.example/?gclid=1", "channel": "Paid Search"},
    {"url": "https://shop.example/?fbclid=1", "channel": "Organic Social"},
    {"url": "https://shop.example/?srsltid=1", "referrer": "https://www.google.com/", "channel": "Organic Search"},
    {"url": "https://shop.example/thanks", "referrer": "https://www.paypal.com/", "channel": None},
    {"channel": "Direct"},
    {"source": "Facebook", "medium": "CPM", "channel": "Paid Social"},
    {"source": "somewhere", "medium": "cpm", "channel": "Display"},
    {"source": "google", "medium": "cpc", "campaign": "Shopping IT", "channel": "Paid Shopping"},
    {"referrer": "https://chatgpt.com/", "channel": "AI Assistant"},
]
ASKED = ("url", "referrer", "source", "medium", "campaign")


def given(path: Path) -> Path:
    rows = [{name: row.get(name) for name in ASKED} for row in ROWS]
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in ASKED])), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps({k: v for k, v in row.items() if v}) + "\n" for row in rows))
    else:
        lines = [",".join(ASKED), *(",".join(row[name] or "" for name in ASKED) for row in rows)]
        path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("name", ["visits.csv", "visits.jsonl", "visits.parquet"])
def test_every_row_gets_its_channel_and_its_rule_in_input_order(
    tmp_path: Path, percorso: Callable[..., Any], name: str
) -> None:
    said = percorso("channels", "classify", given(tmp_path / name), "--format", "json", "--workspace", tmp_path)
    rows = json.loads(said.out)
    assert [row["channel"] for row in rows] == [row["channel"] for row in ROWS]
    assert all(row["rule"] for row in rows)
    assert rows[5]["source"] == "Facebook"


def test_a_return_from_a_payment_is_no_referral(tmp_path: Path, percorso: Callable[..., Any]) -> None:
    said = percorso("channels", "classify", given(tmp_path / "v.csv"), "--format", "json", "--workspace", tmp_path)
    assert "payment provider (paypal.com)" in json.loads(said.out)[3]["rule"]


def test_people_get_a_table(tmp_path: Path, percorso: Callable[..., Any]) -> None:
    said = percorso("channels", "classify", given(tmp_path / "v.csv"), "--workspace", tmp_path)
    assert said.code == 0
    assert "Paid Search" in said.out
    assert "[file_not_found]" in percorso("channels", "classify", tmp_path / "absent.csv").err


def test_a_shops_own_rules_and_domains_are_used_in_its_workspace(
    shop: Path, tmp_path: Path, percorso: Callable[..., Any]
) -> None:
    settings = shop / "percorso.toml"
    text = settings.read_text()
    assert "domains = []" in text
    settings.write_text(text.replace("domains = []", 'domains = ["partner.example"]'))
    (tmp_path / "v.csv").write_text("url,referrer\nhttps://shop.example/,https://partner.example/\n")
    said = percorso("channels", "classify", tmp_path / "v.csv", "--format", "json")
    assert json.loads(said.out)[0]["channel"] is None


def test_a_file_with_none_of_the_columns_has_direct_visits(tmp_path: Path, percorso: Callable[..., Any]) -> None:
    (tmp_path / "v.csv").write_text("foo,bar\n1,2\n")
    said = percorso("channels", "classify", tmp_path / "v.csv", "--format", "json", "--workspace", tmp_path)
    assert [(row["foo"], row["channel"]) for row in json.loads(said.out)] == [("1", "Direct")]


def test_a_broken_line_is_named(tmp_path: Path, percorso: Callable[..., Any]) -> None:
    (tmp_path / "v.jsonl").write_text('{"medium": "cpc"}\nxx\n')
    said = percorso("channels", "classify", tmp_path / "v.jsonl", "--workspace", tmp_path)
    assert "v.jsonl, line 2" in said.err
