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


def test_money_over_a_span_is_spoken_of_by_thirty_days() -> None:
    assert facts().days == 60
    assert facts().monthly(600) == 300


def test_a_single_moment_is_taken_for_a_day() -> None:
    assert facts(last_at=10 * DAY).days == 1


def test_an_empty_dictionary_means_nothing_of_the_kind_was_seen() -> None:
    assert facts().has_channels
    assert not facts(words={"channel": ()}).has_channels
