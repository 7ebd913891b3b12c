from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_a_note_is_added_listed_and_removed(shop: Path, percorso: Callable[..., Any]) -> None:
    assert shop.exists()
    said = percorso("annotations", "add", "2026-11-27", "Black Friday", "--kind", "sale", "--until", "2026-11-30").out
    assert said == "1  27 November – 30 November 2026  sale: Black Friday\n"
    assert percorso("annotations", "list", "--language", "it").out.endswith("2026  saldi: Black Friday\n")
    assert "[bad_annotation]" in percorso("annotations", "add", "2026-11-27", " ").err
    (told,) = json.loads(percorso("annotations", "list", "--since", "2026-11-30", "--format", "json").out)
    assert (told["text"], told["made_by"]) == ("Black Friday", "command line")
    assert percorso("annotations", "list", "--since", "2026-12-01").out.strip() == ""
    assert percorso("annotations", "remove", "1").code == 0
    assert "[unknown_annotation]" in percorso("annotations", "remove", "1").err
