"""Accounts: who may look at a workspace, in which role, and whether they may see whom its data is of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from percorso.core.access import OWNER, ROLES
from percorso.core.errors import PercorsoError, unknown
from percorso.core.time import from_micros
from percorso.pipeline.passwords import hashed
from percorso.store.audit import Entry
from percorso.store.transactions import now
from percorso.store.users import User
from percorso.store.workspace import Workspace

# Who acts where nobody logs in: whoever may read and write the workspace's folder.
COMMAND_LINE = "command line"
# A colon ends the kind of who acts in the audit log, such as a token.
_ADDRESS = re.compile(r"[^@\s:]{1,64}@[^@\s:]{1,255}")


def create(
    workspace: Workspace,
    email: str,
    role: str,
    password: str,
    *,
    personal_data: bool | None = None,
    by: str = COMMAND_LINE,
) -> dict[str, Any]:
    """Make an account; from the first on the page and the API demand a login.

    Args:
        personal_data: whether it may see whom data is of; where it is not said an owner may, who could grant it anyway.
        by: who does so, for the audit log; likewise below.

    Raises:
        PercorsoError: ``bad_email``, ``unknown_role``, ``bad_password``, ``user_exists``.
    """
    address, known = _address(email), _role(role)
    granted = known == OWNER if personal_data is None else personal_data
    user = User(address, known, granted, hashed(password), now())
    given = {"role": known, "personal_data": str(granted).lower()}
    workspace.state.users.add(user, Entry(by, "user_created", address, given=given))
    return _told(user)


def listed(workspace: Workspace) -> list[dict[str, Any]]:
    """List the accounts by name, without their passwords."""
    return [_told(user) for user in workspace.state.users.all()]


@dataclass(frozen=True)
class Changes:
    """What is to change of an account; None leaves it as it is."""

    role: str | None = None
    personal_data: bool | None = None
    password: str | None = None
    enabled: bool | None = None


def change(workspace: Workspace, email: str, told: Changes, *, by: str = COMMAND_LINE) -> None:
    """Change an account, all of what is told or nothing; it holds at once.

    Another password ends its sessions, as being let in no more does. Another role leaves the right to personal data.

    Raises:
        PercorsoError: ``unknown_user``, ``unknown_role``, ``bad_password``, ``last_owner``.
    """
    user = _known(workspace, email)
    values: dict[str, Any] = {}
    entries = []
    if told.role is not None:
        values["role"] = _role(told.role)
        entries.append(Entry(by, "role_set", user.email, given={"role": told.role}))
    if told.personal_data is not None:
        values["personal_data"] = told.personal_data
        done = "personal_data_granted" if told.personal_data else "personal_data_revoked"
        entries.append(Entry(by, done, user.email))
    if told.password is not None:
        values["password"] = hashed(told.password)
        entries.append(Entry(by, "password_set", user.email))
    if told.enabled is not None:
        values["disabled_at"] = None if told.enabled else user.disabled_at or now()
        entries.append(Entry(by, "user_enabled" if told.enabled else "user_disabled", user.email))
    if values:
        ends = told.password is not None or told.enabled is False
        workspace.state.users.change(user.email, entries, end_sessions=ends, **values)


def set_role(workspace: Workspace, email: str, role: str, *, by: str = COMMAND_LINE) -> None:
    """Give an account another role; see ``change``, likewise below."""
    change(workspace, email, Changes(role=role), by=by)


def set_password(workspace: Workspace, email: str, password: str, *, by: str = COMMAND_LINE) -> None:
    """Give an account another password."""
    change(workspace, email, Changes(password=password), by=by)


def set_personal_data(workspace: Workspace, email: str, *, granted: bool, by: str = COMMAND_LINE) -> None:
    """Let an account see whom data is of, or no longer."""
    change(workspace, email, Changes(personal_data=granted), by=by)


def disable(workspace: Workspace, email: str, *, by: str = COMMAND_LINE) -> None:
    """Let an account in no more."""
    change(workspace, email, Changes(enabled=False), by=by)


def enable(workspace: Workspace, email: str, *, by: str = COMMAND_LINE) -> None:
    """Let an account in again."""
    change(workspace, email, Changes(enabled=True), by=by)


def require_owner(workspace: Workspace, host: str) -> None:
    """Refuse to be reached from other machines before there is somebody to log in.

    Raises:
        PercorsoError: ``account_needed``.
    """
    if any(user.role == OWNER and user.disabled_at is None for user in workspace.state.users.all()):
        return
    raise PercorsoError(
        "account_needed",
        f"At {host} other machines would see everything without a login: this workspace has no owner's account.",
        hint="Make one with: percorso users create EMAIL --role owner --password-stdin",
        given={"host": host},
    )


def normal(email: str) -> str:
    """Write an e-mail address the one way it is kept and looked for."""
    return normalize("NFKC", email).strip().lower()


def _address(email: str) -> str:
    address = normal(email)
    if not _ADDRESS.fullmatch(address) or not address.isprintable():
        raise PercorsoError(
            "bad_email", f"'{email}' is no e-mail address.", hint="Such as: anna@shop.example", given={"given": email}
        )
    return address


def _role(role: str) -> str:
    if role not in ROLES:
        raise unknown("role", role, ROLES, code="unknown_role")
    return role


def _known(workspace: Workspace, email: str) -> User:
    user = workspace.state.users.find(normal(email))
    if user is None:
        names = [one.email for one in workspace.state.users.all()]
        raise unknown("account", email, names, code="unknown_user")
    return user


def _told(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "role": user.role,
        "personal_data": user.personal_data,
        "enabled": user.disabled_at is None,
        "created_at": from_micros(user.created_at).isoformat(timespec="seconds"),
    }
