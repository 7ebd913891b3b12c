"""What state knows of accounts: who they are, what they may, and the sessions they have open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update

from percorso.core.access import OWNER
from percorso.core.errors import PercorsoError
from percorso.store.audit import Entry, note
from percorso.store.schema import USER_SESSIONS, USERS
from percorso.store.transactions import Transactions


@dataclass(frozen=True)
class User:
    """An account; microseconds since 1970 UTC.

    Attributes:
        email: in lower case; the account's name.
        personal_data: whether it may see whom data is of.
        password: its hash.
        disabled_at: since when it is let in no more, None while it is.
    """

    email: str
    role: str
    personal_data: bool
    password: str
    created_at: int
    disabled_at: int | None = None


@dataclass(frozen=True)
class Session:
    """A session as it is kept: by the digest of what the browser shows; microseconds since 1970 UTC."""

    digest: str
    email: str
    created_at: int
    seen_at: int


class Users(Transactions):
    """The accounts of one state database, and their sessions."""

    def any(self) -> bool:
        """Say whether there is an account, let in or not."""
        with self._reading() as connection:
            return connection.execute(select(USERS.c.email).limit(1)).first() is not None

    def all(self) -> tuple[User, ...]:
        """List the accounts by name."""
        with self._reading() as connection:
            rows = connection.execute(select(USERS).order_by(USERS.c.email)).mappings().all()
        return tuple(User(**row) for row in rows)

    def find(self, email: str) -> User | None:
        """Find an account by its name."""
        with self._reading() as connection:
            row = connection.execute(select(USERS).where(USERS.c.email == email)).mappings().first()
        return None if row is None else User(**row)

    def add(self, user: User, entry: Entry) -> None:
        """Add an account.

        Raises:
            PercorsoError: ``user_exists``.
        """
        with self._writing() as connection:
            if connection.execute(select(USERS.c.email).where(USERS.c.email == user.email)).first():
                hint = "See: percorso users list."
                raise PercorsoError(
                    "user_exists", f"{user.email} has an account already.", hint=hint, given={"email": user.email}
                )
            connection.execute(insert(USERS), [asdict(user)])
            note(connection, entry)

    def change(self, email: str, entries: Sequence[Entry], *, end_sessions: bool = False, **values: Any) -> None:
        """Change an account, and end its sessions where what it was trusted by has changed.

        Raises:
            PercorsoError: ``last_owner`` when nobody who may manage would be left; nothing is changed.
        """
        with self._writing() as connection:
            # Two owners who demote each other at once wait for one another where transactions run beside each other.
            connection.execute(
                select(USERS.c.email).where(USERS.c.role == OWNER).order_by(USERS.c.email).with_for_update()
            )
            connection.execute(update(USERS).where(USERS.c.email == email).values(**values))
            owners = select(func.count()).where(USERS.c.role == OWNER, USERS.c.disabled_at.is_(None))
            if not connection.execute(owners).scalar_one() and {"role", "disabled_at"} & values.keys():
                hint = "Make another owner first."
                raise PercorsoError(
                    "last_owner", f"{email} is the last owner who is let in.", hint=hint, given={"email": email}
                )
            if end_sessions:
                connection.execute(delete(USER_SESSIONS).where(USER_SESSIONS.c.email == email))
            for entry in entries:
                note(connection, entry)

    def begin(self, session: Session, entry: Entry, *, instead: str | None, ended_by: tuple[int, int]) -> None:
        """Begin a session in place of another, and forget those that are over.

        Args:
            instead: the digest of what the browser showed before.
            ended_by: sessions begun, and sessions seen last, by these times are over.
        """
        table = USER_SESSIONS.c
        over = or_(table.created_at <= ended_by[0], table.seen_at <= ended_by[1], table.digest == (instead or ""))
        with self._writing() as connection:
            connection.execute(delete(USER_SESSIONS).where(over))
            connection.execute(insert(USER_SESSIONS), [asdict(session)])
            note(connection, entry)

    def of_session(self, digest: str) -> tuple[Session, User] | None:
        """Find a session and whose it is; None where there is none, or its account is let in no more."""
        own = and_(USERS.c.email == USER_SESSIONS.c.email, USERS.c.disabled_at.is_(None))
        with self._reading() as connection:
            session = connection.execute(select(USER_SESSIONS).where(USER_SESSIONS.c.digest == digest)).mappings()
            row = session.first()
            query = select(USERS).join(USER_SESSIONS, own).where(USER_SESSIONS.c.digest == digest)
            user = connection.execute(query).mappings().first()
        return None if row is None or user is None else (Session(**row), User(**user))

    def seen(self, digest: str, at: int) -> None:
        """Note that a session was used."""
        with self._writing() as connection:
            connection.execute(update(USER_SESSIONS).where(USER_SESSIONS.c.digest == digest).values(seen_at=at))

    def end_all(self, email: str, entry: Entry) -> None:
        """End every session of an account."""
        with self._writing() as connection:
            connection.execute(delete(USER_SESSIONS).where(USER_SESSIONS.c.email == email))
            note(connection, entry)

    def end(self, digest: str, entry: Entry) -> None:
        """End a session."""
        with self._writing() as connection:
            connection.execute(delete(USER_SESSIONS).where(USER_SESSIONS.c.digest == digest))
            note(connection, entry)
