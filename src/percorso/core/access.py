"""Access: who may do what. A role gives rights; to see whom data is of is a right of its own, which no role gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# To look at answers; to change what they are made of; to say who may come in; to see identifiers and traits of people.
READ, CHANGE, MANAGE, PERSONAL = "read", "change", "manage", "personal_data"
RIGHTS = (READ, CHANGE, MANAGE, PERSONAL)
OWNER = "owner"
ROLES: Mapping[str, frozenset[str]] = {
    OWNER: frozenset((READ, CHANGE, MANAGE)),
    "analyst": frozenset((READ, CHANGE)),
    "viewer": frozenset((READ,)),
}


@dataclass(frozen=True)
class Actor:
    """Who asks for something.

    Attributes:
        name: an account's e-mail address, or ``token:`` and a token's name; empty where nobody has to say who they are.
        role: an account's; empty for a token.
    """

    name: str
    rights: frozenset[str]
    role: str = ""

    def may(self, right: str) -> bool:
        """Say whether this one has a right."""
        return right in self.rights


# Whoever sits at the machine of a workspace that has no account.
ANYBODY = Actor("", frozenset(RIGHTS))


def rights_of(role: str, *, personal_data: bool) -> frozenset[str]:
    """Give the rights of a role, and the one that stands apart where it was granted."""
    return ROLES[role] | ({PERSONAL} if personal_data else frozenset())
