import pytest

from percorso.core.errors import PercorsoError
from percorso.core.family import member, members


def test_a_familys_members_are_its_files() -> None:
    assert "family" in members("percorso.core")
    assert member("percorso.core", "family").__name__ == "percorso.core.family"


def test_an_unknown_member_names_the_nearest_and_the_known() -> None:
    with pytest.raises(PercorsoError, match="Did you mean 'family'") as caught:
        member("percorso.core", "familly")
    assert "settings" in caught.value.hint
    assert str(caught.value).endswith("[unknown_core]")
