"""Where the files that come with the program lie: editions, samples, icons."""

from __future__ import annotations

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """A file or folder under `resources`, in the source tree as in the frozen program."""
    frozen = getattr(sys, "_MEIPASS", None)
    top = Path(frozen) if frozen else Path(__file__).resolve().parents[3]
    return top.joinpath("resources", *parts)
