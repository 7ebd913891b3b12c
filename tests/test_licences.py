"""Every dependency's licence is one the project may stand on; who merely helps to build or test may be MPL too."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PERMISSIVE = {"MIT", "MIT-0", "BSD", "BSD-2-CLAUSE", "BSD-3-CLAUSE", "0BSD", "ISC", "APACHE-2.0", "PSF-2.0", "ZLIB"}
PERMISSIVE |= {"CC0-1.0", "OFL-1.1", "PYTHON-2.0"}
# File-level copyleft never ships inside the package and never touches a user's data path.
BESIDE = {"MPL-2.0"}
# certifi (MPL-2.0) is a list of certificates that litestar's HTTP client brings along; Percorso never calls it.
EXCEPTIONS = {"certifi"}

# Older metadata speak in classifiers or free words.
SPOKEN = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "BSD 3-Clause License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
# Folders with a lock of packages for Node.
NODE = ("ui", "ui/client", "tests/sdks")
# These say "see LICENSE"; what it says is MIT.
READ = dict.fromkeys(("@segment/facade", "@segment/isodate", "@segment/isodate-traverse", "new-date"), "MIT")


def locked(lock: str) -> list[str]:
    return re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements" / f"{lock}.txt").read_text(), re.MULTILINE)


def licence_of(package: str) -> str:
    """The licence as an expression; a package's several classifiers are joined by OR."""
    said = metadata(package)
    if "License-Expression" in said:
        return str(said["License-Expression"])
    kinds = [one.rsplit(" :: ", 1)[-1] for one in said.get_all("Classifier") or [] if one.startswith("License ::")]
    spoken = [SPOKEN.get(kind, kind) for kind in kinds] or [next(iter((said["License"] or "").splitlines()), "unknown")]
    return " OR ".join(SPOKEN.get(one, one) for one in spoken)


def allowed(expression: str, licences: set[str]) -> bool:
    """Read ``A AND (B OR C)`` without parentheses inside parentheses: every AND part needs one allowed choice."""
    parts = re.split(r"\s+AND\s+", expression.replace("(", "").replace(")", ""))
    choices = (re.split(r"\s+OR\s+", part) for part in parts)
    return all(any(one.split(" WITH ")[0].strip().upper() in licences for one in part) for part in choices)


@pytest.mark.parametrize("lock", ["runtime", "build", "test"])
def test_every_locked_package_has_an_allowed_licence(lock: str) -> None:
    licences = PERMISSIVE if lock == "runtime" else PERMISSIVE | BESIDE
    refused = {}
    for package in locked(lock):
        try:
            expression = licence_of(package)
        except PackageNotFoundError:
            continue  # locked for another platform
        if package not in EXCEPTIONS and not allowed(expression, licences):
            refused[package] = expression
    assert refused == {}


@pytest.mark.parametrize("folder", NODE)
def test_every_package_for_browsers_and_node_has_an_allowed_licence(folder: str) -> None:
    packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
    refused = {}
    for path, package in packages.items():
        licence = READ.get(path.removeprefix("node_modules/")) or package.get("license", "unknown")
        if path and not allowed(licence, PERMISSIVE | (BESIDE if package.get("dev") else set())):
            refused[path] = licence
    assert refused == {}


def test_locks_hold_hashes_and_no_addresses() -> None:
    for lock in sorted([*(ROOT / "requirements").glob("*.txt"), *(ROOT / "bench/peers").glob("*.txt")]):
        text = lock.read_text()
        assert "://" not in text, lock.name
        assert not re.search(r"^--(extra-)?index|^--find-links|^-f ", text, re.MULTILINE), lock.name
        for entry in re.split(r"^(?=[a-z0-9.-]+==)", text, flags=re.MULTILINE)[1:]:
            assert "--hash=sha256:" in entry, entry.splitlines()[0]
    for folder in NODE:
        assert '"resolved"' not in (ROOT / folder / "package-lock.json").read_text()


@pytest.mark.parametrize(
    ("expression", "verdict"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("BSD-2-Clause AND Apache-2.0 WITH LLVM-exception", True),
        ("(MIT OR CC0-1.0) AND Zlib", True),
        ("GPL-3.0-or-later", False),
        ("unknown", False),
    ],
)
def test_licence_expressions_are_read_as_written(expression: str, verdict: bool) -> None:
    assert allowed(expression, PERMISSIVE) is verdict
