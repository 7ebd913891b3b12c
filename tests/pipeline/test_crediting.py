from __future__ import annotations

import pytest

from percorso.analyze.attribution import models
from percorso.core.errors import PercorsoError
from percorso.pipeline.crediting import Terms, attribute_workspace, known_models
from percorso.store.workspace import Workspace


def test_a_workspaces_orders_are_credited_in_its_currency(newsletter_shop: Workspace) -> None:
    found = attribute_workspace(newsletter_shop, models(), terms=Terms())
    assert (found["conversions"], found["value"], found["currency"]) == (6, 60.0, "EUR")
    for row in found["credits"]:
        assert (row["channel"], row["conversions"], row["value"]) == ("Email", pytest.approx(6), pytest.approx(60))
    # Six people of six: how many become customers within the window is told beside the credit, once it can be.
    assert [row["channel"] for row in found["contact_to_customer"]] == ["Email"]


def test_no_model_named_is_all_of_them_and_a_wrong_name_is_told() -> None:
    assert known_models(()) == models()
    with pytest.raises(PercorsoError, match="Did you mean 'markov'"):
        known_models(("markow",))
