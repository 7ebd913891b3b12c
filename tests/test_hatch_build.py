"""The build hook: when the page is built anew, and when it is left alone."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The hook, with an npm that only writes down what it was asked and makes an empty page."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def npm(folder: Path, *arguments: str) -> None:
        module.asked.append(arguments[0])
        page = folder.parent / module.PAGE
        page.mkdir(parents=True, exist_ok=True)
        (page / "index.html").write_text("built")

    monkeypatch.delenv("PERCORSO_SKIP_UI", raising=False)
    monkeypatch.setattr(module, "npm", npm)
    monkeypatch.setattr(module, "asked", [], raising=False)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "ui/src").mkdir(parents=True)
    (tmp_path / "ui/src/main.tsx").write_text("one")
    return tmp_path


def test_an_absent_page_is_built_once(hook: ModuleType, tree: Path) -> None:
    assert hook.build_page(tree)
    assert hook.asked == ["ci", "run"]
    assert not hook.build_page(tree)
    assert hook.asked == ["ci", "run"]


def test_a_changed_or_renamed_source_builds_the_page_anew(hook: ModuleType, tree: Path) -> None:
    hook.build_page(tree)
    (tree / "ui/src/main.tsx").write_text("two")
    assert hook.build_page(tree)
    (tree / "ui/src/main.tsx").rename(tree / "ui/src/other.tsx")
    assert hook.build_page(tree)


def test_installed_modules_are_no_source(hook: ModuleType, tree: Path) -> None:
    hook.build_page(tree)
    (tree / "ui/node_modules").mkdir()
    (tree / "ui/node_modules/left.js").write_text("pad")
    assert not hook.build_page(tree)


def test_python_work_can_leave_the_page_out(hook: ModuleType, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERCORSO_SKIP_UI", "1")
    assert not hook.build_page(tree)
    assert not (tree / hook.PAGE).exists()


def test_packages_are_installed_once_for_each_lock(hook: ModuleType, tree: Path) -> None:
    folder = tree / "sdks"
    (folder / "node_modules").mkdir(parents=True)
    (folder / "package-lock.json").write_text("one")
    assert hook.install_packages(folder)
    assert not hook.install_packages(folder)
    (folder / "package-lock.json").write_text("two")
    assert hook.install_packages(folder)
    assert hook.asked == ["ci", "ci"]


def test_the_wheel_build_asks_for_the_node_that_the_lock_pins() -> None:
    required = (ROOT / "pyproject.toml").read_text().split("requires = ", 1)[1].splitlines()[0]
    for need in (ROOT / "requirements/build.in").read_text().splitlines():
        if need and not need.startswith(("#", "editables")):
            assert f'"{need}"' in required
