from __future__ import annotations

import pytest

from percorso.core.access import ANYBODY, CHANGE, MANAGE, PERSONAL, READ, RIGHTS, ROLES, Actor, rights_of


@pytest.mark.parametrize(
    ("role", "rights"), [("owner", {READ, CHANGE, MANAGE}), ("analyst", {READ, CHANGE}), ("viewer", {READ})]
)
def test_no_role_gives_the_right_to_personal_data(role: str, rights: set[str]) -> None:
    assert rights_of(role, personal_data=False) == rights
    assert rights_of(role, personal_data=True) == rights | {PERSONAL}
    assert set(ROLES) == {"owner", "analyst", "viewer"}


def test_somebody_may_what_they_have_the_right_to() -> None:
    assert all(ANYBODY.may(right) for right in RIGHTS)
    assert [right for right in RIGHTS if Actor("token:a", frozenset((READ,))).may(right)] == [READ]
