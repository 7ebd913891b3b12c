import pytest

from percorso.trace.packaged import read_packaged


def test_every_list_comes_with_the_program() -> None:
    for name in ("channels.toml", "click_ids.toml", "hosts.csv", "returns.toml", "robots.toml", "sources.csv"):
        assert read_packaged(name).strip(), name


def test_a_list_that_is_not_there_is_not_made_up() -> None:
    with pytest.raises(FileNotFoundError):
        read_packaged("nothing.toml")
