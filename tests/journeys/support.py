"""A real window driven from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable

import pytest

in_a_window = [
    pytest.mark.window,
    pytest.mark.skipif(shutil.which("xdotool") is None, reason="needs xdotool"),
    pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a display"),
]


def wait_for(what: Callable[[], object], seconds: float = 20) -> object:
    """The first true answer of `what`; fails when there is none in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing after {seconds} s: {what}")


def xdotool(*arguments: str) -> str:
    done = subprocess.run(["xdotool", *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def front(name: str, process: subprocess.Popen[bytes]) -> None:
    """A dialog of the program is there and has the keyboard."""
    found = wait_for(lambda: xdotool("search", "--onlyvisible", "--pid", str(process.pid), "--name", name))
    xdotool("windowfocus", "--sync", str(found).splitlines()[0])
    time.sleep(0.3)  # the first paint
