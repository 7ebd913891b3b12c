from __future__ import annotations

from pathlib import Path

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline.exploring import Names, Source
from percorso.pipeline.unmet import require_met, unmet


@pytest.fixture
def source(tmp_path: Path) -> Source:
    file = tmp_path / "e.csv"
    file.write_text("customer_id,at,event,device\na,1772362800,visit,mobile\nb,1772362800,cart,desktop\n")
    return Source.of_file(file, Names(properties=("device",)))


def test_a_name_that_no_row_has_is_told_once_with_the_nearest(source: Source) -> None:
    assert unmet(source, ["visit", "vist", "vist", "refund"]) == [
        {"code": "never_met", "name": "vist", "nearest": "visit"},
        {"code": "never_met", "name": "refund", "nearest": None},
    ]


def test_a_condition_that_no_row_meets_is_refused(source: Source) -> None:
    require_met(source, [("device", "mobile"), ("name", "visit")])
    with pytest.raises(PercorsoError, match="Did you mean 'mobile'") as raised:
        require_met(source, [("device", "Mobile")])
    assert raised.value.code == "unknown_value"


def test_where_there_is_no_row_nothing_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_text("customer_id,at,event\n")
    source = Source.of_file(file, Names())
    require_met(source, [("name", "visit")])
    assert unmet(source, ["visit"]) == [{"code": "never_met", "name": "visit", "nearest": None}]
