"""Makes the screenshots of docs/screens again, of a small simulated shop: ``scripts/screens``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from ui.test_page import CHROMIUM, FLAGS

SCREENS = Path(__file__).parents[2] / "docs" / "screens"
DESK: ViewportSize = {"width": 900, "height": 600}
PHONE: ViewportSize = {"width": 390, "height": 720}
# So that a README stays light.
MOST_BYTES = 100_000


class Screen(NamedTuple):
    """One picture: of a page, in a theme and a language, at a size."""

    page: str
    theme: str
    language: str
    size: ViewportSize

    @property
    def name(self) -> str:
        """The file's name, which says all of it."""
        where = "phone" if self.size is PHONE else "desk"
        return f"{self.page}-{self.theme}-{self.language}-{where}.png"


WANTED = (
    Screen("today", "light", "en", DESK),
    Screen("answers", "dark", "it", DESK),
    Screen("attribution", "light", "it", DESK),
    Screen("funnel", "dark", "en", DESK),
    Screen("today", "dark", "it", PHONE),
    Screen("answers", "light", "en", PHONE),
)


def main() -> None:
    """Simulate a shop, serve it, and take every picture."""
    SCREENS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for one in WANTED:
            _take(browser, address, one)
        browser.close()


def _take(browser: Browser, address: str, one: Screen) -> None:
    locale = {"en": "en-GB", "it": "it-IT"}[one.language]
    page = browser.new_context(base_url=address, locale=locale, viewport=one.size, reduced_motion="reduce").new_page()
    page.goto("/reference")
    page.evaluate("theme => localStorage.setItem('percorso.theme', theme)", one.theme)
    page.goto(f"/{one.page}")
    page.locator("main h1").first.wait_for(timeout=120_000)
    page.wait_for_load_state("networkidle", timeout=120_000)
    page.screenshot(path=SCREENS / one.name)
    page.context.close()
    size = (SCREENS / one.name).stat().st_size
    assert size <= MOST_BYTES, (one.name, size)


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    files, shop = folder / "files", folder / "shop"
    _percorso("simulate", "--customers", "1200", "--days", "120", "--seed", "1", "--format", "parquet", "--out", files)
    _percorso("init", shop, "--name", "Bottega Sole")
    (shop / "percorso.toml").write_text((files / "percorso.toml").read_text())
    for connector, pattern in (
        ("segment", "events/*.parquet"),
        ("orders", "orders/*.csv"),
        ("spend", "spend/*_ads.csv"),
    ):
        _percorso("import", connector, *sorted(files.glob(pattern)), "--workspace", shop)
    _percorso("build", "--workspace", shop)
    command = [sys.executable, "-m", "percorso", "web", "--port", "0", "--workspace", str(shop)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[-1]
        finally:
            server.kill()


def _percorso(*arguments: str | Path) -> None:
    subprocess.run([sys.executable, "-m", "percorso", *map(str, arguments)], check=True)


if __name__ == "__main__":
    main()
