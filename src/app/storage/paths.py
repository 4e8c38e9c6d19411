"""Where the program keeps what is not a document: backups, the officer's editions, settings."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def data_folder() -> Path:
    """The user's data folder (it need not exist yet); `ZIPINGTONG_HOME` puts it elsewhere."""
    if home := os.environ.get("ZIPINGTONG_HOME"):
        return Path(home)
    elif sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "自评通"
    else:
        return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "zipingtong"


def settings_folder() -> Path:
    """The user's settings folder (it need not exist yet)."""
    if sys.platform == "win32":
        return data_folder()
    elif home := os.environ.get("ZIPINGTONG_HOME"):
        return Path(home)
    else:
        return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "zipingtong"


def backups_folder() -> Path:
    """Where the backups of all documents lie."""
    return data_folder() / "backups"


def editions_folder() -> Path:
    """Where the officer's own editions lie."""
    return data_folder() / "editions"


def sync_folder(folder: Path) -> None:
    """Make a renaming in `folder` last through a power cut; Windows does so by itself."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError:  # some network folders cannot; the renaming itself has been done
            pass
        finally:
            os.close(descriptor)


def sync_file(path: Path) -> None:
    """Have the bytes of a finished file on the disk before it is put into place."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def can_be_shown(name: str) -> bool:
    """Whether a file's name is text: those of another encoding are bytes that no window can take."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
