"""Shared by all tests. Here only: which Qt platform they run on."""

from __future__ import annotations

import os
import sys

import pytest


def pytest_configure() -> None:
    """Choose before Qt is loaded: the X display there is (`dev.py test` makes one), else no display."""
    if sys.platform == "linux":
        os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "offscreen")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        skip = pytest.mark.skip(reason="needs a display: run dev.py test, or pytest under xvfb-run")
        for item in items:
            if item.get_closest_marker("window"):
                item.add_marker(skip)
