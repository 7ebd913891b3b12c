"""What state knows of tokens: what programs show to be let in, by its digest."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import insert, select, update

from percorso.core.errors import PercorsoError
from percorso.store.audit import Entry, note
from percorso.store.schema import TOKENS
from percorso.store.transactions import Transactions


@dataclass(frozen=True)
class Token:
    """A token as it is kept; microseconds since 1970 UTC.

    Attributes:
        scopes: the rights it gives.
        expires_at: until when, None for ever.
        used_at: when it last let somebody in, to about a minute.
        revoked_at: since when it lets nobody in, None while it does.
        made_by: the account that answers for it, empty where none does.
    """

    digest: str
    name: str
    scopes: tuple[str, ...]
    created_at: int
    expires_at: int | None = None
    used_at: int | None = None
    revoked_at: int | None = None
    made_by: str = ""


class Tokens(Transactions):
    """The tokens of one state database."""

    def all(self) -> tuple[Token, ...]:
        """List all tokens, oldest first, those that let nobody in too."""
        with self._reading() as connection:
            rows = connection.execute(select(TOKENS).order_by(TOKENS.c.created_at, TOKENS.c.digest)).mappings().all()
        return tuple(Token(**{**row, "scopes": tuple(row["scopes"])}) for row in rows)

    def find(self, digest: str) -> Token | None:
        """Find a token that is not revoked."""
        query = select(TOKENS).where(TOKENS.c.digest == digest, TOKENS.c.revoked_at.is_(None))
        with self._reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else Token(**{**row, "scopes": tuple(row["scopes"])})

    def add(self, token: Token, entry: Entry) -> None:
        """Add a token.

        Raises:
            PercorsoError: ``token_exists`` when one of its name is not revoked.
        """
        own = select(TOKENS.c.digest).where(TOKENS.c.name == token.name, TOKENS.c.revoked_at.is_(None))
        with self._writing() as connection:
            if connection.execute(own).first():
                hint = f"Choose another name, or: percorso tokens revoke {token.name}"
                raise PercorsoError(
                    "token_exists",
                    f"A token named '{token.name}' is there already.",
                    hint=hint,
                    given={"name": token.name},
                )
            connection.execute(insert(TOKENS), [asdict(token)])
            note(connection, entry)

    def revoke(self, name: str, at: int, entry: Entry) -> bool:
        """Let a token in no more; False where none of that name did."""
        own = (TOKENS.c.name == name) & TOKENS.c.revoked_at.is_(None)
        with self._writing() as connection:
            done = connection.execute(update(TOKENS).where(own).values(revoked_at=at))
            if done.rowcount:
                note(connection, entry)
        return int(done.rowcount) > 0

    def used(self, digest: str, at: int) -> None:
        """Note that a token let somebody in."""
        with self._writing() as connection:
            connection.execute(update(TOKENS).where(TOKENS.c.digest == digest).values(used_at=at))
