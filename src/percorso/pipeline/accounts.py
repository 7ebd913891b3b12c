"""Accounts: who may look at a workspace, in which role, and whether they may see whom its data is of."""

from __future__ import annotations

import re
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
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")


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


def set_role(workspace: Workspace, email: str, role: str, *, by: str = COMMAND_LINE) -> None:
    """Give an account another role; the right to personal data stays as it was.

    Raises:
        PercorsoError: ``unknown_user``, ``unknown_role``, ``last_owner``.
    """
    user, known = _known(workspace, email), _role(role)
    entry = Entry(by, "role_set", user.email, given={"role": known})
    workspace.state.users.change(user.email, entry, role=known)


def set_password(workspace: Workspace, email: str, password: str, *, by: str = COMMAND_LINE) -> None:
    """Give an account another password, and end its sessions.

    Raises:
        PercorsoError: ``unknown_user``, ``bad_password``.
    """
    user = _known(workspace, email)
    entry = Entry(by, "password_set", user.email)
    workspace.state.users.change(user.email, entry, end_sessions=True, password=hashed(password))


def set_personal_data(workspace: Workspace, email: str, *, granted: bool, by: str = COMMAND_LINE) -> None:
    """Let an account see whom data is of, or no longer.

    Raises:
        PercorsoError: ``unknown_user``.
    """
    user = _known(workspace, email)
    entry = Entry(by, "personal_data_granted" if granted else "personal_data_revoked", user.email)
    workspace.state.users.change(user.email, entry, personal_data=granted)


def disable(workspace: Workspace, email: str, *, by: str = COMMAND_LINE) -> None:
    """Let an account in no more, and end its sessions.

    Raises:
        PercorsoError: ``unknown_user``, ``last_owner``.
    """
    user = _known(workspace, email)
    entry = Entry(by, "user_disabled", user.email)
    workspace.state.users.change(user.email, entry, end_sessions=True, disabled_at=user.disabled_at or now())


def enable(workspace: Workspace, email: str, *, by: str = COMMAND_LINE) -> None:
    """Let an account in again.

    Raises:
        PercorsoError: ``unknown_user``.
    """
    user = _known(workspace, email)
    entry = Entry(by, "user_enabled", user.email)
    workspace.state.users.change(user.email, entry, disabled_at=None)


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
    if not _ADDRESS.fullmatch(address):
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
