"""Files in: connector, durable log, applier."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from percorso.collect.files import shown_name
from percorso.collect.preview import Preview, preview
from percorso.collect.reading import ReadOptions, read_file
from percorso.collect.rows import Occurrences, Stamp, tables_of
from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop
from percorso.core.time import to_micros
from percorso.pipeline.applying import apply_log
from percorso.store.applier import Applied, require_log
from percorso.store.locks import hold
from percorso.store.workspace import TOML_ENCODING, Workspace

__all__ = ["Imported", "MappingFile", "Preview", "import_files", "now", "preview_file", "require_writable"]

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Imported:
    """What one import did.

    Attributes:
        rows: rows read from the files, rejected ones included.
        left_out: what rows were about that are whole and not the connector's, and how many.
        applied: what was new, per kind, and how many rows were known already.
    """

    source: str
    files: tuple[str, ...]
    rows: int
    applied: Applied
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class MappingFile:
    """A mapping as written: its text goes with quarantined rows, so that a retry reads them the same way."""

    text: str
    document: dict[str, Any]
    folder: Path | None

    @classmethod
    def read(cls, path: Path) -> MappingFile:
        """Read a mapping, or raise ``bad_mapping`` naming the line."""
        try:
            text = path.read_text(encoding=TOML_ENCODING)
            return cls(text, tomllib.loads(text), path.parent)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
            raise PercorsoError("bad_mapping", f"{path} cannot be read as TOML: {error}.") from error


def import_files(
    workspace: Workspace,
    connector: str,
    paths: Sequence[Path],
    *,
    mapping: MappingFile | None = None,
    source: str | None = None,
    progress: Progress = lambda _file, _rows: None,
) -> Imported:
    """Bring files into the workspace; the same file twice changes nothing.

    Raises:
        PercorsoError: what the connector or the file says; nothing of a file that fails its check is written.
    """
    shop = workspace.settings.shop
    name = source or (mapping.document.get("source") if mapping else None) or connector
    rows, left_out = 0, Counter[str]()
    with hold(workspace.locks, "writer", f"import {connector}"):
        require_writable(workspace)
        for path in paths:
            read, others = _append(workspace, connector, path, shop, str(name), mapping, progress)
            rows, left_out = rows + read, left_out + others
        applied = apply_log(workspace)
        workspace.state.seen_source(str(name), shop.id, connector)
    return Imported(str(name), tuple(map(shown_name, paths)), rows, applied, left_out)


def require_writable(workspace: Workspace) -> None:
    """Refuse to append what could not be taken further; called by whoever holds the role of writer.

    Raises:
        PercorsoError: what is wrong with the log, the lake or the state.
    """
    require_log(workspace.log, workspace.lake)
    workspace.state.sources()


def preview_file(workspace: Workspace, connector: str, path: Path, *, mapping: MappingFile | None = None) -> Preview:
    """Show what a file would bring, and propose a mapping where it needs one; nothing is written."""
    return preview(connector, path, _options(workspace.settings.shop, mapping))


def _options(shop: Shop, mapping: MappingFile | None) -> ReadOptions:
    return ReadOptions(shop, mapping.document if mapping else None, mapping.folder if mapping else None, now())


def _append(
    workspace: Workspace,
    connector: str,
    path: Path,
    shop: Shop,
    source: str,
    mapping: MappingFile | None,
    progress: Progress,
) -> tuple[int, Counter[str]]:
    """Write one file's records into the log, durable when this returns; give how many rows, and which are left out."""
    options = _options(shop, mapping)
    stamp = Stamp(source, shop.id, connector, shown_name(path), now(), mapping.text if mapping else None)
    seen = Occurrences()
    rows, left_out = 0, Counter[str]()
    with workspace.log.writer() as writer:
        for batch in read_file(connector, path, options):
            for table, data in tables_of(batch, stamp, seen).items():
                writer.append(table, data)
            left_out += batch.left_out
            rows += len(batch.events) + len(batch.spend) + len(batch.rates) + len(batch.rejected)
            rows += batch.left_out.total()
            progress(stamp.file, rows)
    return rows, left_out


def now() -> int:
    """Give the present, in microseconds since 1970 UTC."""
    return to_micros(datetime.now(UTC))
