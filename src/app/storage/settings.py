"""The officer's own choices, in one small JSON file; and the list of recent documents.

A file that cannot be read counts as empty: choices are a convenience and never stop the program.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from app.storage.paths import settings_folder

RECENT_LIMIT = 12


class Recent(NamedTuple):
    """One line of the start page."""

    path: Path
    unit: str
    years: tuple[int, ...]
    changed: str  # ISO, local, seconds; empty when nothing was ever written


class Settings:
    """Values by dotted key: `get("view.zoom", 1.0)`; what is set is on the disk at once."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or settings_folder() / "settings.json"
        self._values = self._read()

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - JSON of any shape
        """The value under a dotted key; `default` when there is none or it is of another type."""
        found: Any = self._values
        for part in key.split("."):
            if not isinstance(found, dict) or part not in found:
                return default
            found = found[part]
        number = isinstance(default, float) and type(found) is int
        return found if default is None or isinstance(found, type(default)) or number else default

    def set(self, key: str, value: object) -> None:
        """Put a JSON value under a dotted key; None takes it away. A full disk is no error here."""
        *parents, last = key.split(".")
        place = self._values = self._read() or self._values  # another window may have written since
        for part in parents:
            inner = place.get(part)
            if not isinstance(inner, dict):
                inner = place[part] = {}
            place = inner
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
        self._write()

    def recent(self) -> list[Recent]:
        """Documents opened last, the newest first."""
        found = []
        for entry in self.get("recent", []):
            try:
                years = tuple(int(year) for year in entry["years"])
                found.append(Recent(Path(entry["path"]), str(entry["unit"]), years, str(entry["changed"])))
            except (KeyError, TypeError, ValueError):
                continue
        return found

    def remember(self, path: Path, unit: str, years: Sequence[int], changed: str = "") -> None:
        """Put a document first among the recent ones."""
        first = Recent(path, unit, tuple(years), changed)
        self._set_recent([first, *(entry for entry in self.recent() if entry.path != path)])

    def forget(self, path: Path) -> None:
        """Take a document off the recent ones."""
        self._set_recent([entry for entry in self.recent() if entry.path != path])

    def _set_recent(self, entries: list[Recent]) -> None:
        plain = [{**entry._asdict(), "path": str(entry.path)} for entry in entries[:RECENT_LIMIT]]
        self.set("recent", plain)

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self) -> None:
        aside = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), "utf-8")
            aside.replace(self.path)
        except OSError:
            _discard(aside)


def _discard(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
