"""Bad documents: each is refused with its code by every verb that reads it, and nothing stored changes."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from matrix import samples
from matrix.command import Ended, percorso
from matrix.documents import DocumentCase, cases, put
from matrix.evidence import evidence, kept
from matrix.shops import written_mapping
from percorso.store.workspace import Workspace

SETTINGS = "percorso.toml"
PLACES = ("mapping", "settings", "channels", "stages")
TRIED = [pytest.param(case, place, id=f"{place}-{case.name}") for case in cases() for place in case.expected]


def rules(shop: Workspace, kind: str) -> Path:
    """Give the shop rules of its own: a copy of the built-in ones."""
    built_in = files("percorso.trace").joinpath(f"rules/{kind}.toml").read_text(encoding="utf-8")
    path = shop.folder / f"{kind}.toml"
    path.write_text(built_in, encoding="utf-8")
    settings = shop.folder / SETTINGS
    named = f'[trace]\n{kind.removesuffix("s")}_rules = "{path.name}"'
    settings.write_text(settings.read_text(encoding="utf-8").replace("[trace]", named), encoding="utf-8")
    return path


def refuse_one(shop: Workspace, room: Path) -> None:
    """Put a row into quarantine, for a retry to read."""
    sample, file = samples.load("csv"), room / "refused.csv"
    rows = sample.edited()[:1]
    sample.put(rows[0], "at", "yesterday")
    file.write_bytes(sample.written(rows))
    mapping = written_mapping(sample, room)
    assert percorso("import", "csv", file, "--mapping", mapping, "--workspace", shop.folder).status == 0


def read_by(place: str, shop: Workspace, room: Path, document: Path) -> dict[str, Ended]:
    """Run every verb that reads a document of this place."""
    sample = samples.load("csv")
    file, rows = room / "sample.csv", room / "visits.csv"
    file.write_bytes(sample.written())
    rows.write_text("url\nhttps://shop.example/?utm_source=news\n", encoding="utf-8")
    at = ("--workspace", shop.folder)
    imports = ("import", "csv", file, "--mapping", document, *at)
    verbs: dict[str, dict[str, tuple[str | Path, ...]]] = {
        "mapping": {
            "preview": (*imports, "--preview"),
            "import": imports,
            "retry": ("quarantine", "retry", "--mapping", document, *at),
        },
        "settings": {"build": ("build", *at), "status": ("status", *at), "answers": ("answers", *at)},
        "channels": {"classify": ("channels", "classify", rows, *at), "build": ("build", *at)},
        "stages": {"classify": ("channels", "classify", rows, *at), "build": ("build", *at)},
    }
    return {name: percorso(*line) for name, line in verbs[place].items()}


@pytest.mark.parametrize(("case", "kind"), TRIED)
def test_a_bad_document_is_refused_with_its_code_and_changes_nothing(
    fresh: Workspace, room: Path, case: DocumentCase, kind: str
) -> None:
    document = {
        "mapping": lambda: written_mapping(samples.load("csv"), room),
        "settings": lambda: fresh.folder / SETTINGS,
    }.get(kind, lambda: rules(fresh, kind))()
    refuse_one(fresh, room)
    before = evidence(fresh)
    put(case, kind, document)
    expected = case.expected[kind]
    ended = read_by(kind, fresh, room, document)
    for verb, end in ended.items():
        # A row in quarantine has been decoded already.
        if (verb, case.name) == ("retry", "unknown_encoding"):
            continue
        assert end.code == ("" if expected == "taken" else expected), (verb, end)
    if expected == "taken":
        assert all(end.status == 0 for end in ended.values()), ended
    else:
        assert evidence(fresh) == before if kind != "settings" else kept(fresh, before)


def test_every_place_is_tried() -> None:
    assert {place for case in cases() for place in case.expected} == set(PLACES)
    assert all(set(case.line) in (set(), set(case.expected)) for case in cases())
