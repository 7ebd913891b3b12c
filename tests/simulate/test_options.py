from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from percorso.core.errors import PercorsoError
from percorso.simulate.options import Options, options_from, read_options


def test_a_file_is_read_and_the_call_wins_over_it(tmp_path: Path) -> None:
    path = tmp_path / "shop.toml"
    path.write_text(
        'customers = 50\ndays = 30\nstart = 2026-01-05\nkind = "hotel"\n[effects]\ndisplay = 0\n'
        "[holdouts]\nemail = 0.2\n"
        "[dirt]\nlate = 0.5\noutage_hours = 12\n[people]\nneeds = 2\n"
    )
    read = read_options(path, customers=70, days=None, seed=4)
    assert (read.customers, read.days, read.seed, read.start, read.kind) == (70, 30, 4, date(2026, 1, 5), "hotel")
    assert (read.effects, read.holdouts) == ({"display": 0.0}, {"email": 0.2})
    assert (read.dirt.late, read.dirt.outage_hours, read.people.needs) == (0.5, 12, 2)
    assert read_options(None) == Options()


@pytest.mark.parametrize(
    ("document", "code", "said"),
    [
        ({"custmers": 5}, "unknown_option", "Did you mean 'customers'?"),
        ({"customers": 0}, "bad_option", "customers = 0 must lie between 1 and 100,000,000"),
        ({"customers": "many"}, "bad_option", "must be a whole number"),
        ({"days": True}, "bad_option", "must be a whole number"),
        ({"start": "soon"}, "bad_option", "must be a date such as 2026-03-01"),
        ({"start": 3}, "bad_option", "must be a date"),
        ({"kind": "hostel"}, "bad_option", "Did you mean 'hotel'?"),
        ({"platform": "magento"}, "bad_option", "Known: shopify, woocommerce."),
        ({"effects": {"dispaly": 1}}, "unknown_option", "Did you mean 'display'?"),
        ({"effects": {"display": "strong"}}, "bad_option", "effects.display = 'strong' must be a number"),
        ({"effects": 3}, "bad_option", "must be a table of numbers"),
        ({"holdouts": {"organic_search": 0.1}}, "unknown_option", "key in [holdouts]"),
        ({"holdouts": {"email": 0.95}}, "bad_option", "must be a share between 0 and 0.9"),
        ({"frictions": {"slow": 1}}, "unknown_option", "slow_carrier"),
        ({"dirt": {"lat": 0.1}}, "unknown_option", "Did you mean 'late'?"),
        ({"dirt": {"late": 2}}, "bad_option", "must be a share between 0 and 1"),
        ({"people": {"needs": -1}}, "bad_option", "must be between 0 and 1,000"),
        ({"people": {"needs": float("nan")}}, "bad_option", "people.needs = nan must be a number"),
        ({"people": {"browsing": float("inf")}}, "bad_option", "must be a number"),
        ({"people": {"needs": 1e9}}, "bad_option", "must be between 0 and 1,000"),
        ({"dirt": {"late": float("nan")}}, "bad_option", "must be a number"),
        ({"effects": {"display": float("inf")}}, "bad_option", "must be a number"),
        ({"effects": {"display": 1e6}}, "bad_option", "effects.display = 1e+06 must lie between -10 and 10"),
        ({"frictions": {"slow_carrier": -11}}, "bad_option", "must lie between -10 and 10"),
        ({"start": "0001-01-01"}, "bad_option", "must let the period lie in 1990 to 2100"),
        ({"start": "9999-12-31"}, "bad_option", "must let the period lie in 1990 to 2100"),
        ({"people": []}, "bad_option", "must be a table"),
    ],
)
def test_a_wrong_option_says_what_is_allowed(document: dict[str, object], code: str, said: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        options_from(document)
    assert caught.value.code == code
    assert said in str(caught.value)


def test_a_period_that_is_not_over_has_a_later_start_to_give() -> None:
    assert Options().start_by(date(2026, 8, 28)) is None
    assert Options().start_by(date(2026, 8, 27)) == date(2026, 2, 28)
    assert Options(days=365).start_by(date(2026, 11, 25)) == date(2025, 11, 25)


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(PercorsoError, match="cannot_read_file"):
        read_options(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("customers =")
    with pytest.raises(PercorsoError, match="bad_option"):
        read_options(tmp_path / "bad.toml")


def test_chunks_cover_everybody_and_shrink_as_the_period_grows() -> None:
    options = Options(customers=12_345)
    assert sum(options.size(number) for number in range(options.chunks)) == 12_345
    assert Options(days=3600).chunk < options.chunk


def test_the_default_period_is_past() -> None:
    assert Options().start_by(datetime.now(UTC).date()) is None


def test_the_guide_s_example_is_a_period_that_is_past(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs/guides/simulator.md").read_text(encoding="utf-8")
    (tmp_path / "shop.toml").write_text(guide.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    assert read_options(tmp_path / "shop.toml").start_by(date(2026, 11, 25)) is None
