"""The workspace: one folder that holds all of a shop. Settings, log, lake, state, cache, locks."""

from __future__ import annotations

import json
import os
import re
import secrets
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from percorso.core.errors import PercorsoError
from percorso.core.settings import Settings, Shop, Storage, settings_from
from percorso.store.durable import OWNER_ALONE, full_disk_told, sync
from percorso.store.faults import reach
from percorso.store.handles import require_handles
from percorso.store.versions import newer_workspace, older_workspace

if TYPE_CHECKING:
    from percorso.store.lake import Lake
    from percorso.store.log import Log
    from percorso.store.state import State

# 2: touchpoints name their event by its number of arrival, and refused rows keep what their file showed.
# 3: a touchpoint may be in no stage.
FORMAT = 3
SETTINGS = "percorso.toml"
# Editors of some systems put a byte order mark before UTF-8; TOML's own reader takes none.
TOML_ENCODING = "utf-8-sig"
_RULES_HINT = f"Put the rules into it, or empty the setting in {SETTINGS} to use the built-in ones."
# What the program itself must know of the folder, apart from what people may edit.
MARKER = ".percorso.json"
_KEY = ".key"
# What is built with other evidence than the default's lies apart from what is built with that.
DEFAULT_LEVEL, LOOSE_LEVEL = "default", "loose"
LEVELS = "levels"
_FOLDERS = ("log", "lake", "cache", "locks", "staging")
_OWN = frozenset((*_FOLDERS, MARKER, f"{MARKER}.new", f"{SETTINGS}.new", "state.db", "state.db-wal", "state.db-shm"))

_changing = Lock()


@dataclass(frozen=True)
class Workspace:
    """An open workspace; log, lake and state are opened when they are first used.

    Attributes:
        level: how much evidence makes identifiers one person (see ``unify.rules``).
    """

    folder: Path
    settings: Settings
    level: str = DEFAULT_LEVEL

    @classmethod
    def create(cls, folder: Path, shop: Shop | None = None, store: Storage | None = None) -> Workspace:
        """Make a new workspace in a folder that is absent or empty.

        Killed at any moment, the same call finishes the work: the folder is a workspace once it has its settings.

        Raises:
            PercorsoError: ``already_a_workspace``, ``not_empty``, ``not_a_folder``, ``bad_folder_name``,
                ``disk_full``, ``too_many_files``, and what the state database says.
        """
        require_handles()
        _check_name(folder)
        _check_new(folder)
        settings = Settings(shop=shop or Shop(), store=store or Storage())
        with full_disk_told(folder):
            # Personal data lies in it, and the secrets of webhooks.
            folder.mkdir(OWNER_ALONE, parents=True, exist_ok=True)
            for name in _FOLDERS:
                (folder / name).mkdir(parents=True, exist_ok=True)
            _write(folder / MARKER, json.dumps({"format": FORMAT, "buckets": settings.store.buckets}) + "\n")
            workspace = cls(folder, settings)
            workspace.state.close()
            _write(folder / SETTINGS, _settings_text(settings))
        return workspace

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        """Open a workspace and check its settings.

        Raises:
            PercorsoError: ``not_a_workspace``, ``newer_workspace``, ``older_workspace``, ``bad_setting`` and the other
                codes of ``settings_from``, ``buckets_changed``, ``too_many_files``.
        """
        if not is_workspace(folder):
            raise PercorsoError(
                "not_a_workspace",
                f"{folder.absolute()} is not a workspace.",
                hint="Make one with: percorso init DIR. Or name one with --workspace DIR or PERCORSO_WORKSPACE.",
                given={"folder": str(folder.absolute())},
            )
        require_handles()
        _check_name(folder)
        marker = _marker(folder)
        settings = settings_from(_toml(folder / SETTINGS, "bad_setting"))
        if settings.store.buckets != marker["buckets"]:
            raise PercorsoError(
                "buckets_changed",
                f"store.buckets is {settings.store.buckets}, but this workspace was made with {marker['buckets']}.",
                hint=f"Write buckets = {marker['buckets']} in {SETTINGS}.",
            )
        return cls(folder, settings)

    def change(self, changes: Mapping[str, Mapping[str, object]], files: Mapping[str, str] | None = None) -> None:
        """Change settings in percorso.toml, and go on by them; processes that look at the file follow.

        Args:
            changes: table to key to value; None takes a key out. What else is in the file stays as it was written.
            files: rule files of the workspace by name, put in place before they are named.

        Raises:
            PercorsoError: as ``open``; nothing is changed then.
        """
        from percorso.store.settings_file import changed_text

        path = self.folder / SETTINGS
        # What two people change at once of one file is both there afterwards.
        with _changing:
            text = changed_text(path.read_text(encoding=TOML_ENCODING), changes)
            settings = settings_from(tomllib.loads(text))
            with full_disk_told(self.folder):
                for name, content in (files or {}).items():
                    _write(self.folder / name, content)
                _write(path, text)
            # Frozen for whoever uses it; a server that is asked to change them answers by the new ones from now on.
            object.__setattr__(self, "settings", settings)

    @property
    def settings_stamp(self) -> tuple[int, ...]:
        """Say when settings and rules were last written, nanoseconds since 1970 UTC; 0 for a file that is not there."""
        names = (SETTINGS, self.settings.trace.channel_rules, self.settings.trace.stage_rules)
        paths = (self.folder / name for name in names if name)
        return tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths)

    @cached_property
    def log(self) -> Log:
        """The durable log."""
        from percorso.store.log import Log

        return Log(self.folder / "log")

    @cached_property
    def lake(self) -> Lake:
        """The lake of tables."""
        from percorso.store.lake import Lake

        stored = self.folder / "lake"
        return Lake(stored) if self.level == DEFAULT_LEVEL else Lake(stored, self._own / "lake")

    @cached_property
    def state(self) -> State:
        """The state database."""
        from percorso.store.state import State

        whole = State((self.folder / "state.db").absolute(), self.settings.store.state)
        if self.level == DEFAULT_LEVEL:
            return whole
        with full_disk_told(self.folder):
            self._own.mkdir(parents=True, exist_ok=True)
        return whole.with_builds_of(State((self._own / "state.db").absolute()))

    @property
    def cache_folder(self) -> Path:
        """Where the journey cache keeps its generations."""
        return self._own / "cache"

    @cached_property
    def secret(self) -> bytes:
        """The workspace's own key, made when it is first needed; it never leaves the folder.

        Where it is lost, so is which addresses, of those that were cut, are the shop's; nothing else rests on it.
        """
        path = self.folder / _KEY
        if not path.exists():
            with full_disk_told(self.folder):
                _write_once(path, secrets.token_bytes(32))
        return path.read_bytes()

    @property
    def known(self) -> Path:
        """Where the ids that the lake holds are kept for looking up."""
        return self.folder / "known"

    @property
    def locks(self) -> Path:
        """Where roles are held."""
        return self._own / "locks"

    @property
    def staging(self) -> Path:
        """Where a build lays its parts aside."""
        return self._own / "staging"

    @property
    def _own(self) -> Path:
        """Where what is built at this level rests; what came in is the same for all."""
        return self.folder if self.level == DEFAULT_LEVEL else self.folder / LEVELS / self.level

    def rule_texts(self) -> tuple[str, str]:
        """Read the workspace's own channel rules and stage rules; an empty text stands for the built-in ones.

        Raises:
            PercorsoError: ``rules_not_found``, ``cannot_read_file``, ``empty_file``, ``wrong_encoding``.
        """
        trace = self.settings.trace
        return self._rules(trace.channel_rules), self._rules(trace.stage_rules)

    def _rules(self, name: str) -> str:
        if not name:
            return ""
        path = self.folder / name
        try:
            text = path.read_text(encoding=TOML_ENCODING)
        except FileNotFoundError:
            raise PercorsoError("rules_not_found", f"There is no rule file {path}.", hint=_RULES_HINT) from None
        except UnicodeDecodeError as error:
            raise PercorsoError("wrong_encoding", f"{path} is not UTF-8 text: {error.reason}.") from None
        except OSError as error:
            raise PercorsoError("cannot_read_file", f"{path} cannot be read: {error.strerror}.") from None
        if not text.strip():
            raise PercorsoError("empty_file", f"The rule file {path} is empty.", hint=_RULES_HINT)
        return text


def _write_once(path: Path, content: bytes) -> None:
    """Put a file in its place whole, for its owner's eyes, unless another process did so first."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        reach("workspace.secret_made")
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink()
    sync(path.parent)


def is_workspace(folder: Path) -> bool:
    """Say whether a folder is a workspace."""
    return (folder / MARKER).is_file() and (folder / SETTINGS).is_file()


def _check_name(folder: Path) -> None:
    """Refuse the one kind of name that Delta's reader takes for another: ``%20`` in it would be read as a space."""
    if re.search("%[0-9A-Fa-f]{2}", str(folder.absolute())):
        message = f"A workspace cannot be in {folder.absolute()}: its name holds a % before two digits."
        raise PercorsoError("bad_folder_name", message, hint="Rename the folder.")


def _check_new(folder: Path) -> None:
    given, another = {"folder": str(folder)}, "Name a folder that is new or empty."
    if folder.exists() and not folder.is_dir():
        raise PercorsoError("not_a_folder", f"{folder} is a file.", hint=another, given=given)
    if is_workspace(folder):
        message = f"{folder} is a workspace already."
        raise PercorsoError("already_a_workspace", message, hint="Nothing was changed.", given=given)
    foreign = sorted(path.name for path in folder.glob("*") if path.name not in _OWN) if folder.exists() else []
    if foreign:
        more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
        message = f"{folder} is not empty: it holds {', '.join(foreign[:3])}{more}."
        raise PercorsoError("not_empty", message, hint=another, given=given)


def _marker(folder: Path) -> dict[str, Any]:
    try:
        marker: dict[str, Any] = json.loads((folder / MARKER).read_bytes())
        whole = isinstance(marker, dict) and all(isinstance(marker.get(key), int) for key in ("format", "buckets"))
    except (ValueError, RecursionError):
        whole = False
    if not whole:
        raise PercorsoError("not_a_workspace", f"{folder / MARKER} is damaged.", hint="Restore it.")
    if marker["format"] > FORMAT:
        raise newer_workspace(f"its folder has format {marker['format']}, this program knows {FORMAT}")
    if marker["format"] < FORMAT:
        raise older_workspace(f"its folder has format {marker['format']}, this program writes {FORMAT}")
    return marker


def _toml(path: Path, code: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding=TOML_ENCODING))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PercorsoError(code, f"{path} cannot be read as TOML: {error}.") from None


def _settings_text(settings: Settings) -> str:
    from percorso.store.settings_file import settings_text

    return settings_text(settings)


def _write(path: Path, text: str) -> None:
    """Put a file in its place whole: never half of it, whatever happens."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    sync(beside)
    beside.rename(path)
    sync(path.parent)
