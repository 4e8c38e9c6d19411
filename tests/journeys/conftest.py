"""The program as a process of its own, with its window in front."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.support import wait_for, xdotool


@pytest.fixture
def program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Path], subprocess.Popen[bytes]]]:
    """Starts the program on a document, with its window in front; ends what a test leaves running."""
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    running: list[subprocess.Popen[bytes]] = []

    def start(path: Path) -> subprocess.Popen[bytes]:
        source = Path(__file__).parents[2] / "src"
        environment = {**os.environ, "PYTHONPATH": str(source)}
        process = subprocess.Popen([sys.executable, "-m", "app.cli", str(path)], env=environment)
        running.append(process)
        window = wait_for(
            lambda: xdotool("search", "--onlyvisible", "--pid", str(process.pid), "--name", "自评通")
        )
        xdotool("windowfocus", "--sync", str(window).splitlines()[0])
        time.sleep(0.5)  # the first paint
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
