from __future__ import annotations

from pathlib import Path

from percorso.pipeline.simulating import simulate


def test_a_file_of_options_and_a_number_of_events_make_a_shop(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text("days = 30\n")
    steps: list[tuple[str, int, int]] = []
    done = simulate(
        tmp_path / "shop",
        config=tmp_path / "small.toml",
        events=3000,
        seed=2,
        processes=1,
        progress=lambda *step: steps.append(step),
    )
    assert 2000 < done.events < 4500
    assert steps == [("simulate", 1, 1)]
    assert "2026-03-01 to 2026-03-31" in (tmp_path / "shop/README.md").read_text()
