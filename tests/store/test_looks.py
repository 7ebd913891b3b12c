from __future__ import annotations

from percorso.store.looks import Look
from percorso.store.state import State


def test_an_accounts_last_look_takes_the_place_of_the_one_before(state: State) -> None:
    assert state.looks.of("anna@shop.example") is None
    first = Look("anna@shop.example", 7, {"moves": ["a"]})
    state.looks.keep(first)
    state.looks.keep(Look("", 8, {"moves": []}))
    assert state.looks.of("anna@shop.example") == first
    second = Look("anna@shop.example", 9, {"moves": []}, 7, {"moves": ["a"]})
    state.looks.keep(second)
    assert state.looks.of("anna@shop.example") == second
    assert state.looks.of("") == Look("", 8, {"moves": []})
