from __future__ import annotations

import json

from percorso.core.answer import Message
from percorso.speak.catalogue import Catalogue
from percorso.speak.messages import read, written


def test_a_kept_sentence_is_said_in_any_language_later() -> None:
    passage = Message("stage.decision")
    names = ("orders", Message("move.more", {"n": (2, "count")}))
    message = Message("move.silent.why", {"sources": (names, "text"), "n": (3, "count"), "end": (passage, "text")})
    again = read(json.loads(json.dumps(written(message))))
    assert again == message
    assert Catalogue.of("en").say(again).startswith("orders and 2 more:")
    assert Catalogue.of("it").say(again).startswith("orders e altre 2:")
