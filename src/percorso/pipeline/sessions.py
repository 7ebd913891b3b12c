"""Sessions: who is logged in, since when, for how long; and how often somebody may try."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from threading import Lock

from percorso.core.access import Actor, rights_of
from percorso.core.errors import PercorsoError
from percorso.core.network import address as read_address
from percorso.core.network import shortened
from percorso.core.time import DAY
from percorso.pipeline import passwords
from percorso.pipeline.accounts import normal, set_password
from percorso.pipeline.masking import Mask
from percorso.store.audit import Entry
from percorso.store.transactions import now
from percorso.store.users import Session
from percorso.store.workspace import Workspace

_SECOND = 1_000_000
# A session ends when it is not used for so long, and at the latest so long after its login (OWASP, session management).
IDLE = DAY // 2
ABSOLUTE = 7 * DAY
# When a session was last used is written down no more often than this.
_SEEN_EVERY = 60 * _SECOND
# So many wrong passwords within a window: for one account from one network, from anywhere, from one network for any.
WINDOW = 15 * 60 * _SECOND
_TRIES_HERE, _TRIES_ANYWHERE, _TRIES_OF_NETWORK = 5, 50, 30
_FAILED = "login_failed"


class Sessions:
    """The sessions of a workspace's accounts.

    Args:
        clock: gives the present, in microseconds since 1970 UTC.
    """

    def __init__(self, workspace: Workspace, clock: Callable[[], int] = now) -> None:
        self._workspace, self._clock = workspace, clock
        self._users, self._audit = workspace.state.users, workspace.state.audit
        # One at a time: tries are counted before the next begins, and hashing takes memory.
        self._trying = Lock()

    def log_in(self, email: str, password: str, address: str = "", instead: str | None = None) -> str:
        """Log somebody in and give what their browser is to show from now on; it is never what it showed before.

        Args:
            address: where from.
            instead: what the browser showed before; it is worth nothing afterwards.

        Raises:
            PercorsoError: ``login_refused``, the same for an account that is not there, is let in no more, or has
                another password; ``too_many_attempts``, with the whole ``seconds`` until another is taken.
        """
        given, network = normal(email), _network(address)
        with self._trying:
            user = self._users.find(given)
            who = given if user else Mask(self._workspace).of(given)
            self._throttle(who, network)
            right = passwords.matches(user.password if user else None, password)
            if user is None or user.disabled_at is not None or not right:
                self._audit.add(Entry("", _FAILED, who, network, at=self._clock()))
                hint = "Check both; an owner can set a new password: percorso users set-password."
                raise PercorsoError("login_refused", "That e-mail address and password let nobody in.", hint=hint)
        if passwords.outdated(user.password):
            entry = Entry(user.email, "password_rehashed", user.email, network, at=self._clock())
            self._users.change(user.email, [entry], password=passwords.hashed(password))
        token, at = secrets.token_urlsafe(32), self._clock()
        self._users.begin(
            Session(digest(token), user.email, at, at),
            Entry(user.email, "login", user.email, network, at=at),
            instead=digest(instead) if instead else None,
            ended_by=(at - ABSOLUTE, at - IDLE),
        )
        return token

    def log_in_too(self, email: str, password: str, address: str = "", instead: str | None = None) -> str | None:
        """Log somebody in here who logs in to another shop of the same server, by the password they gave there.

        Each shop judges by its own account: one of the same name that somebody else made opens nothing here. Whoever
        has no account here takes as long, and is noted nowhere.

        Returns:
            as ``log_in``; None where that lets nobody in here.
        """
        if self._users.find(normal(email)) is None:
            with self._trying:
                passwords.matches(None, password)
            return None
        try:
            return self.log_in(email, password, address, instead)
        except PercorsoError:
            return None

    def actor(self, token: str) -> Actor | None:
        """Say who shows a token; None where its session is over, or never was."""
        found, at = self._users.of_session(digest(token)), self._clock()
        if found is None:
            return None
        session, user = found
        if at - session.created_at >= ABSOLUTE or at - session.seen_at >= IDLE:
            return None
        if at - session.seen_at >= _SEEN_EVERY:
            self._users.seen(session.digest, at)
        return Actor(user.email, rights_of(user.role, personal_data=user.personal_data), user.role)

    def log_out(self, token: str, name: str, address: str = "") -> None:
        """End a session."""
        self._users.end(digest(token), Entry(name, "logout", name, _network(address), at=self._clock()))

    def log_out_everywhere(self, name: str, address: str = "") -> None:
        """End every session of an account, such as one that was left open somewhere."""
        self._users.end_all(name, Entry(name, "logout_everywhere", name, _network(address), at=self._clock()))

    def change_password(self, name: str, current: str, password: str, address: str, shown: str) -> str:
        """Give somebody another password who says the one they have; end their sessions, and begin one instead.

        Raises:
            PercorsoError: ``bad_password`` of the new one; ``login_refused``, ``too_many_attempts`` as ``log_in``.
        """
        passwords.check(password)
        self.log_in(name, current, address, shown)
        set_password(self._workspace, name, password, by=name)
        return self.log_in(name, password, address)

    def _throttle(self, who: str, network: str) -> None:
        now_, since = self._clock(), self._clock() - WINDOW
        for most, subject, place in (
            (_TRIES_HERE, who, network),
            (_TRIES_ANYWHERE, who, None),
            (_TRIES_OF_NETWORK, None, network),
        ):
            failed = self._audit.times(_FAILED, since, subject, place)
            if len(failed) >= most:
                seconds = -(-(failed[-most] + WINDOW - now_) // _SECOND)
                raise PercorsoError(
                    "too_many_attempts",
                    f"Too many wrong passwords; the next is taken in {seconds} s.",
                    hint="Wait, then try again.",
                    given={"seconds": str(seconds)},
                )


def digest(token: str) -> str:
    """Give what is kept of a random token: it tells nobody the token, and needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def proof(token: str) -> str:
    """Give what a page must send beside its session to change something; another site's page cannot read it."""
    return hmac.new(token.encode(), b"csrf", "sha256").hexdigest()


def proves(token: str, given: str) -> bool:
    """Say whether something is the proof of a session."""
    return hmac.compare_digest(proof(token).encode(), given.encode())


def _network(address: str) -> str:
    """Cut an address short, as every other that is kept."""
    whole = read_address(address)
    return shortened(whole) if whole else ""
