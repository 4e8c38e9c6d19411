"""The whole program as the officer meets it: a real window, the keyboard, the file, the workbook."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.cli import main
from app.document import open_document
from app.domain.address import Address

pytestmark = [
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


def value(path: Path, address: Address) -> object:
    with open_document(path, read_only=True) as document:
        return document.report.get(address)


def test_three_numbers_typed_are_found_in_the_workbook(tmp_path: Path, program) -> None:
    path, book = tmp_path / "某局.zpt", tmp_path / "某局.xlsx"
    assert main(["new", str(path), "--unit", "某局", "--year", "2023"]) == 0
    process = program(path)
    xdotool("key", "ctrl+Home")  # the first cell that can be filled
    for number, key in (("1476.24", "Tab"), ("1703.63", "Tab"), ("1972.831", "Return")):
        xdotool("type", "--delay", "40", number)
        xdotool("key", key)
    first = Address("accounts", "fiscal_appropriation", "final")
    wait_for(lambda: value(path, first) == 1_972_831_000)
    assert value(path, first._replace(column="initial")) == 1_476_240_000
    assert value(path, first._replace(column="adjusted")) == 1_703_630_000
    xdotool("key", "ctrl+z")
    wait_for(lambda: value(path, first) is None)
    xdotool("key", "ctrl+y")
    wait_for(lambda: value(path, first) == 1_972_831_000)
    process.kill()  # what was shown as saved needs no farewell
    process.wait()

    assert main(["export", str(path), "--to", str(book)]) == 0
    import openpyxl

    sheet = openpyxl.load_workbook(book)["收支预决算情况表"]
    shown = {cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)}
    assert {1476.24, 1703.63, 1972.831} <= shown
