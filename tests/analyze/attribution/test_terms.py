from datetime import timedelta
from typing import Any

import pytest

from percorso.analyze.attribution import Terms
from percorso.core.errors import PercorsoError


@pytest.mark.parametrize(
    "terms",
    [
        {"order": 0},
        {"order": 4},
        {"first": -0.1},
        {"first": 0.7, "last": 0.4},
        {"first": 0, "last": 0},
        {"half_life": timedelta(0)},
    ],
)
def test_terms_no_model_can_work_by_are_refused(terms: dict[str, Any]) -> None:
    with pytest.raises(PercorsoError) as refused:
        Terms(**terms)
    assert refused.value.code == "bad_terms"
