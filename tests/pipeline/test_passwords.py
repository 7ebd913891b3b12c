from __future__ import annotations

from typing import Literal

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from percorso.core.errors import PercorsoError
from percorso.pipeline import passwords
from percorso.pipeline.passwords import hashed, matches, outdated


def test_a_hash_is_argon2id_at_the_cost_that_is_recommended_and_salted() -> None:
    one, other = hashed("correct horse"), hashed("correct horse")
    assert one != other
    found = extract_parameters(one)
    assert (found.type, found.memory_cost, found.time_cost) == (Type.ID, 65_536, 3)


@pytest.mark.usefixtures("cheap_passwords")
def test_a_password_matches_itself_alone_however_it_was_typed() -> None:
    kept = hashed("caffè e latte")
    assert matches(kept, "caffè e latte")
    assert matches(kept, "caffe\u0300 e latte")
    assert not matches(kept, "caffe e latte")
    assert not matches("no hash at all", "caffè e latte")


@pytest.mark.usefixtures("cheap_passwords")
def test_where_there_is_no_hash_nothing_matches_and_as_much_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002  (its own name)
            asked.append(str(hash).rsplit("$", 2)[0])
            return super().verify(hash, password)

    kept = hashed("correct horse")
    monkeypatch.setattr(passwords, "HASHER", Counting(time_cost=1, memory_cost=8, parallelism=1))
    assert not matches(None, "correct horse")
    assert not matches(None, "nobody's")
    assert not matches(kept, "wrong")
    assert len(asked) == 3
    assert len(set(asked)) == 1


@pytest.mark.parametrize("password", ["", "seven77", "x" * 1025])
def test_what_is_too_short_or_too_long_is_no_password(password: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        hashed(password)
    assert caught.value.code == "bad_password"


def test_a_hash_of_another_cost_is_outdated() -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    assert outdated(cheap.hash("correct horse")) is (passwords.HASHER.memory_cost != cheap.memory_cost)
