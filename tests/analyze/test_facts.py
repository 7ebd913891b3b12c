from percorso.analyze.facts import Facts
from percorso.core.settings import Shop, Tracing
from percorso.core.time import DAY


def facts(**told: object) -> Facts:
    words = {"channel": ("Email",)}
    defaults = {
        "shop": Shop(),
        "tracing": Tracing(),
        "words": words,
        "spend": (),
        "currency": "EUR",
        "has_visits": False,
    }
    span = {"first_at": 10 * DAY, "last_at": 70 * DAY}
    return Facts(ask=lambda _analysis: None, **(defaults | span | told))  # type: ignore[arg-type]


def test_an_empty_dictionary_means_nothing_of_the_kind_was_seen() -> None:
    assert facts().has_channels
    assert not facts(words={"channel": ()}).has_channels
