"""What is shipped: the page and the data files travel with the code, and a source archive needs no Node."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STATIC = "percorso/web/static"

pytestmark = pytest.mark.skipif(
    not (ROOT / "src" / STATIC / "sources.sha256").exists(), reason="the page is not built (./scripts/setup builds it)"
)


def built(kind: str, folder: Path, root: Path = ROOT) -> Path:
    """Build an archive with no Node and no npm on the path, so a needless build of the page would fail."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(folder)],
        cwd=root,
        env={**os.environ, "PATH": "/nowhere", "PERCORSO_SKIP_UI": "1" if root == ROOT else "0"},
        check=True,
        capture_output=True,
    )
    (archive,) = folder.iterdir()
    return archive


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("sdist", tmp_path_factory.mktemp("sdist"))


def test_a_wheel_made_from_the_source_archive_carries_the_page_and_every_data_file(sdist: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    page = unpacked / "src" / STATIC
    before = {path: path.stat().st_mtime_ns for path in page.rglob("*")}
    with zipfile.ZipFile(built("wheel", tmp_path / "wheel", unpacked)) as wheel:
        shipped = set(wheel.namelist())
    assert {path: path.stat().st_mtime_ns for path in page.rglob("*")} == before
    wanted = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src/percorso").rglob("*")
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.parts)
    }
    assert wanted <= shipped
    assert not any(name.startswith(("tests/", "ui/")) for name in shipped)


def test_the_page_brings_the_licences_of_what_is_in_it(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {Path(name).name for name in archive.getnames() if STATIC in name}
    assert {"licences.md", "inter-licence.txt", "licences.txt"} <= names


def test_the_page_stays_light() -> None:
    texts = [path for path in (ROOT / "src" / STATIC).rglob("*") if path.suffix in {".js", ".css", ".html"}]
    page = [path for path in texts if "shop" not in path.parts]
    assert sum(len(gzip.compress(path.read_bytes())) for path in page) <= 160 * 1024


def test_the_banner_weighs_next_to_nothing_on_a_shops_page() -> None:
    assert len(gzip.compress((ROOT / "src" / STATIC / "shop/consent.min.js").read_bytes())) < 8 * 1024


def test_what_shops_load_names_nobody_elses_host_but_in_words() -> None:
    """What is left are addresses that are shown or compared, and never asked for anything."""
    words = {
        "https://segment.com/docs/",
        "https://cdn.segment.(com|build)",
        "http://www.w3.org/",
        "https://github.com/",
    }
    for path in (ROOT / "src" / STATIC / "shop").rglob("*.js"):
        named = set(re.findall(r"https?://[a-z0-9.-]+[^\s\"']*", path.read_text(encoding="utf-8")))
        named |= set(
            re.findall(r"[\"'][a-z]+\.(?:segment|rudderstack)\.[a-z]+[^\"']*", path.read_text(encoding="utf-8"))
        )
        assert {one for one in named if not one.startswith(tuple(words))} == set(), path.name


def test_what_shops_load_brings_the_notice_of_every_package_inside() -> None:
    notices = (ROOT / "src" / STATIC / "shop/licences.txt").read_text(encoding="utf-8")
    packages = json.loads((ROOT / "ui/package-lock.json").read_text())["packages"]
    for name in ("@segment/analytics-next", "@segment/analytics-core", "@segment/facade", "dset", "js-cookie", "tslib"):
        assert f"{name} {packages[f'node_modules/{name}']['version']}" in notices
    assert notices.count("Permission is hereby granted, free of charge") >= 10
