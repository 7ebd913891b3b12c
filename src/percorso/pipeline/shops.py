"""Shops: the workspaces that one server shows, each by a name of its own."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from percorso.core.errors import PercorsoError
from percorso.store.workspace import Workspace, is_workspace

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def opened(folder: Path, first: Path | None = None) -> tuple[Workspace, dict[str, Workspace]]:
    """Open every workspace that lies in a folder: the first one, and the others by the names of their folders.

    Args:
        first: the one that comes first; else the first by name.

    Raises:
        PercorsoError: ``no_shops``; ``bad_shop_name``; ``write_key_shared``; what ``Workspace.open`` says.
    """
    found = [path for path in sorted(folder.iterdir()) if is_workspace(path)] if folder.is_dir() else []
    if first is not None:
        found = [first, *(path for path in found if path.resolve() != first.resolve())]
    if not found:
        message = f"There is no workspace in {folder.absolute()}."
        given = {"folder": str(folder.absolute())}
        raise PercorsoError("no_shops", message, hint="Make one with: percorso init FOLDER/SHOP", given=given)
    for path in found[1:]:
        if not _NAME.fullmatch(path.name):
            message = f"'{path.name}' cannot be a part of an address."
            hint = "Rename the folder: small letters, digits and hyphens, 63 at most."
            raise PercorsoError("bad_shop_name", message, hint=hint, given={"name": path.name})
    shops = [Workspace.open(path) for path in found]
    _check_keys(shops)
    return shops[0], {shop.folder.name: shop for shop in shops[1:]}


def _check_keys(shops: list[Workspace]) -> None:
    """Refuse shops of which one is a copy of another: what their keys bring would go into the first alone."""
    keys = Counter(key for shop in shops for key in {one.key for one in shop.state.write_keys() if not one.disabled_at})
    if shared := [key for key, times in keys.items() if times > 1]:
        owners = [str(shop.folder) for shop in shops if shared[0] in {one.key for one in shop.state.write_keys()}]
        message = f"A write key opens more than one of these workspaces: {', '.join(owners)}."
        hint = "One is a copy of the other: give its sources new keys with: percorso sources rotate NAME"
        raise PercorsoError("write_key_shared", message, hint=hint, given={"folders": ", ".join(owners)})
