"""Writes the types of the page's client from what the application says of its own API. Run it as scripts/client."""

from __future__ import annotations

import json
import tempfile
from hashlib import sha256
from pathlib import Path

from hatch_build import npm
from percorso.core.settings import Shop
from percorso.store.workspace import Workspace
from percorso.web.app import application

ROOT = Path(__file__).parents[2]
MAKER = ROOT / "ui/client"
TYPES = ROOT / "ui/src/client.ts"
_HEAD = """\
// What the application says of its API, as types. Made by scripts/client; never edited.
// description {description}
// types {types}
"""


def description() -> str:
    """Write the application's OpenAPI description; its version, which changes no type, is left out."""
    with tempfile.TemporaryDirectory() as folder:
        app = application(Workspace.create(Path(folder) / "shop", Shop()))
        told = app.openapi_schema.to_schema()
    return json.dumps({**told, "info": {"title": "Percorso", "version": "0"}}, indent=1, sort_keys=True)


def head(described: str, types: str) -> str:
    """Write the first lines of the types: which description they are made from, and what they are."""
    digests = (sha256(text.encode()).hexdigest()[:16] for text in (described, types))
    return _HEAD.format(description=next(digests), types=next(digests))


def written() -> tuple[str, str]:
    """Read the types that are there: their first lines, and the rest."""
    lines = TYPES.read_text().splitlines(keepends=True)
    count = _HEAD.count("\n")
    return "".join(lines[:count]), "".join(lines[count:])


def make() -> None:
    """Write the types anew."""
    described = description()
    with tempfile.TemporaryDirectory() as folder:
        told, made = Path(folder) / "openapi.json", Path(folder) / "client.ts"
        told.write_text(described)
        options = ("--root-types", "--root-types-no-schema-prefix", "--alphabetize", "--default-non-nullable=false")
        npm(MAKER, "exec", "--offline", "--", "openapi-typescript", str(told), "--output", str(made), *options)
        # Its comment at the head says how it was made; ours says more.
        types = made.read_text().partition("*/\n")[2].lstrip()
    TYPES.write_text(head(described, types) + types)


if __name__ == "__main__":
    make()
