"""The newcomer's path: every command of the tutorial, as it stands there, in a shell."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "tutorial.md"
# The verbs that stay in the foreground are told in the text, not in a block to run.
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_commands_of_the_tutorial_lead_from_nothing_to_answers(tmp_path: Path) -> None:
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(blocks) >= 5
    surroundings = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=tmp_path,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )
    assert done.returncode == 0, done.stderr
    for said in ("1,000 people", "orders worth", "How does marketing bring customers?"):
        assert said in done.stdout
    assert re.search(r"^brand_search brought \d+ orders", done.stdout, re.MULTILINE)
    assert "marchio_it" in (tmp_path / "report.html").read_text(encoding="utf-8")
