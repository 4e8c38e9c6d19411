"""What the windows remember between two starts; read once, written once when the window closes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray

from app.document import Document
from app.storage.settings import Recent, Settings


class Memory:
    """The part of the settings that belongs to the window, as one value."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings if settings is not None else Settings()
        self._window: dict[str, Any] = dict(self.settings.get("window", {}))

    def get(self, key: str, default: Any) -> Any:
        """A remembered value of the same type as `default`."""
        found = self._window.get(key, default)
        number = isinstance(default, float) and isinstance(found, int)
        return found if isinstance(found, type(default)) or number else default

    def put(self, key: str, value: Any) -> None:
        """Remember a JSON value; it reaches the disk with `save`."""
        self._window[key] = value

    def bytes(self, key: str) -> QByteArray:
        """A Qt state that was remembered."""
        return QByteArray.fromBase64(str(self.get(key, "")).encode("ascii", "ignore"))

    def put_bytes(self, key: str, state: QByteArray) -> None:
        """Remember a Qt state."""
        self._window[key] = bytes(state.toBase64().data()).decode("ascii")

    def save(self) -> None:
        """Write it down."""
        if self._window != self.settings.get("window", {}):
            self.settings.set("window", self._window)

    # ---------------------------------------------------------------- documents

    def recent(self) -> list[Recent]:
        """Documents opened last."""
        return self.settings.recent()

    def remember(self, document: Document) -> None:
        """Put a document first among the recent ones, when that says anything new."""
        changed = document.saved_at.isoformat(timespec="seconds") if document.saved_at else ""
        entry = Recent(document.path.absolute(), document.unit, tuple(document.years), changed)
        recent = self.settings.recent()
        if not recent or recent[0] != entry:
            self.settings.remember(*entry)

    def forget(self, path: Path) -> None:
        """Take a document off the list; the file stays."""
        self.settings.forget(path)
