from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop, Storage
from percorso.pipeline import accounts, passwords
from percorso.pipeline.auditing import audit
from percorso.pipeline.sessions import ABSOLUTE, IDLE, WINDOW, Sessions, proof, proves
from percorso.store.workspace import Workspace

pytestmark = pytest.mark.usefixtures("cheap_passwords")
WORDS = "correct horse"
ANNA, BEA = "anna@shop.example", "bea@shop.example"
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 1_800_000_000_000_000

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    accounts.create(made, ANNA, "owner", WORDS)
    accounts.create(made, BEA, "viewer", WORDS)
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(shop: Workspace, clock: Clock) -> Sessions:
    return Sessions(shop, clock)


def refused(sessions: Sessions, email: str, password: str, place: str = HERE) -> PercorsoError:
    with pytest.raises(PercorsoError) as caught:
        sessions.log_in(email, password, place)
    return caught.value


def test_whoever_logs_in_is_known_by_what_they_were_given(sessions: Sessions) -> None:
    actor = sessions.actor(sessions.log_in(" Anna@SHOP.example", WORDS))
    assert actor is not None
    assert (actor.name, actor.role, actor.may("personal_data")) == (ANNA, "owner", True)
    assert sessions.actor("") is None
    assert sessions.actor("guessed") is None


def test_a_login_gives_what_was_never_there_and_ends_what_was_shown_before(sessions: Sessions) -> None:
    first = sessions.log_in(ANNA, WORDS)
    second = sessions.log_in(ANNA, WORDS, instead=first)
    assert first != second
    assert sessions.actor(first) is None
    planted = sessions.log_in(ANNA, WORDS, instead="planted by somebody")
    assert planted != "planted by somebody"
    assert sessions.actor("planted by somebody") is None
    assert sessions.actor(second) is not None


def test_a_session_ends_when_it_is_not_used(sessions: Sessions, clock: Clock) -> None:
    token = sessions.log_in(ANNA, WORDS)
    for _ in range(3):
        clock.at += IDLE - 1
        assert sessions.actor(token)
    clock.at += IDLE
    assert sessions.actor(token) is None


def test_a_session_ends_a_while_after_its_login_however_much_it_is_used(sessions: Sessions, clock: Clock) -> None:
    token = sessions.log_in(ANNA, WORDS)
    began = clock.at
    while clock.at + IDLE // 2 < began + ABSOLUTE:
        clock.at += IDLE // 2
        assert sessions.actor(token)
    clock.at = began + ABSOLUTE
    assert sessions.actor(token) is None


def test_sessions_that_are_over_are_forgotten_at_the_next_login(
    shop: Workspace, sessions: Sessions, clock: Clock
) -> None:
    sessions.log_in(ANNA, WORDS)
    clock.at += IDLE
    sessions.log_in(BEA, WORDS)
    with sqlite3.connect(shop.folder / "state.db") as raw:
        assert raw.execute("SELECT email FROM user_sessions").fetchall() == [(BEA,)]
    raw.close()


def test_who_logs_out_is_out(sessions: Sessions) -> None:
    token = sessions.log_in(ANNA, WORDS)
    sessions.log_out(token, ANNA)
    assert sessions.actor(token) is None


def test_the_database_holds_nothing_that_lets_anybody_in(shop: Workspace, sessions: Sessions) -> None:
    token = sessions.log_in(ANNA, WORDS)
    stored = b"".join(path.read_bytes() for path in shop.folder.glob("state.db*"))
    assert ANNA.encode() in stored
    assert token.encode() not in stored
    assert WORDS.encode() not in stored


def test_no_account_another_password_and_a_disabled_one_are_refused_alike(shop: Workspace, sessions: Sessions) -> None:
    accounts.disable(shop, BEA)
    told = [
        refused(sessions, ANNA, "wrong"),
        refused(sessions, "nobody@shop.example", WORDS),
        refused(sessions, BEA, WORDS),
        refused(sessions, "", ""),
    ]
    assert {(one.code, one.message, one.hint, str(one.given)) for one in told} == {
        (told[0].code, told[0].message, told[0].hint, "{}")
    }
    assert told[0].code == "login_refused"


def test_each_refusal_costs_one_hash_whoever_is_asked_for(
    shop: Workspace, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time itself is too noisy to compare on a shared machine; what takes the time is counted."""
    accounts.disable(shop, BEA)
    asked: list[bool] = []
    verified = passwords.matches

    def counted(stored: str | None, given: str) -> bool:
        asked.append(stored is None)
        return verified(stored, given)

    monkeypatch.setattr(passwords, "matches", counted)
    for email in (ANNA, BEA, "nobody@shop.example"):
        refused(sessions, email, "wrong")
    assert asked == [False, False, True]


def test_after_five_wrong_passwords_an_account_waits_at_that_network_and_not_elsewhere(
    sessions: Sessions, clock: Clock
) -> None:
    for email in (ANNA, "nobody@shop.example"):
        told = []
        for _ in range(7):
            told.append(refused(sessions, email, "wrong").code)
            clock.at += 1_000_000
        assert told == ["login_refused"] * 5 + ["too_many_attempts"] * 2
    error = refused(sessions, ANNA, WORDS, "203.0.113.200")
    assert (error.code, error.given) == ("too_many_attempts", {"seconds": str(15 * 60 - 14)})
    assert sessions.log_in(ANNA, WORDS, ELSEWHERE)
    assert sessions.log_in(BEA, WORDS, HERE)
    clock.at += WINDOW
    assert sessions.log_in(ANNA, WORDS, HERE)


def test_one_network_may_not_try_account_after_account(sessions: Sessions) -> None:
    codes = [refused(sessions, f"user{number}@shop.example", "wrong").code for number in range(31)]
    assert codes == ["login_refused"] * 30 + ["too_many_attempts"]
    assert refused(sessions, ANNA, WORDS).code == "too_many_attempts"
    assert sessions.log_in(ANNA, WORDS, ELSEWHERE)


def test_one_account_may_not_be_tried_from_network_after_network(sessions: Sessions) -> None:
    codes = [refused(sessions, ANNA, "wrong", f"198.51.{number}.1").code for number in range(51)]
    assert codes == ["login_refused"] * 50 + ["too_many_attempts"]


def test_logins_are_noted_and_who_tried_for_nobody_is_masked(shop: Workspace, sessions: Sessions) -> None:
    refused(sessions, ANNA, "wrong")
    refused(sessions, "my secret password", "wrong")
    sessions.log_out(sessions.log_in(ANNA, WORDS, HERE), ANNA, HERE)
    found = audit(shop, 4)
    assert [(one["actor"], one["action"], one["address"]) for one in found] == [
        (ANNA, "logout", "203.0.113.0"),
        (ANNA, "login", "203.0.113.0"),
        ("", "login_failed", "203.0.113.0"),
        ("", "login_failed", "203.0.113.0"),
    ]
    assert found[3]["subject"] == ANNA
    assert found[2]["subject"].startswith("•••")
    assert "secret" not in str(found)


def test_a_hash_of_another_cost_is_made_anew_at_login(shop: Workspace, sessions: Sessions) -> None:
    dear = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(WORDS)
    with sqlite3.connect(shop.folder / "state.db") as raw:
        raw.execute("UPDATE users SET password = ?", (dear,))
    raw.close()
    sessions.log_in(ANNA, WORDS)
    kept = shop.state.users.find(ANNA)
    assert kept is not None
    assert kept.password != dear
    assert sessions.log_in(ANNA, WORDS)


def test_a_proof_is_of_one_session_alone() -> None:
    assert proves("one", proof("one"))
    assert not proves("one", proof("other"))
    assert not proves("one", "")
    assert not proves("one", "é")
    assert "one" not in proof("one")
