from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from percorso.collect.options import ReadOptions
from percorso.core.settings import Shop


def test_options_cannot_change_while_a_file_is_read() -> None:
    options = ReadOptions()
    assert (options.shop, options.mapping, options.folder) == (Shop(), None, None)
    with pytest.raises(FrozenInstanceError):
        options.mapping = {}  # type: ignore[misc]
