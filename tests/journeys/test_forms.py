"""A self-evaluation form filled in by keyboard, in a real window: a published case, scored exactly."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from app.cli import main
from app.document import open_document
from app.domain.address import Address
from tests.journeys.support import in_a_window, wait_for, xdotool

pytestmark = in_a_window


def value(path: Path, address: Address) -> object:
    with open_document(path, read_only=True) as document:
        assert document.results is not None  # scores are computed with the checks, when they are asked for
        return document.value(address)


def typed(text: str, *keys: str) -> None:
    xdotool("type", "--delay", "40", text)
    for key in keys:
        xdotool("key", key)


def test_a_form_is_filled_in_and_scored_without_the_mouse(tmp_path: Path, program) -> None:
    path = tmp_path / "某局.zpt"
    assert main(["new", str(path), "--unit", "某局", "--year", "2023"]) == 0
    row = ["add-row", str(path), "project", "name=平台建设", "adjusted=43.2", "final=37.24"]
    assert main(row) == 0
    program(path)
    xdotool("key", "F4")  # the forms; there is one project
    xdotool("key", "Insert")
    typed("events", "Tab")
    typed(">=10", "Tab")
    typed("9", "Tab")
    typed("90", "Return")
    weight = Address("indicator", 1, "weight")
    wait_for(lambda: value(path, weight) == Decimal(90))
    assert value(path, weight._replace(column="direction")) == "≥"
    assert value(path, Address("project", 1, "execution_score")) == Decimal("8.62")  # 37.24 ÷ 43.2 = 86.20 %
    assert value(path, weight._replace(column="score")) == Decimal(81)
    assert value(path, Address("project", 1, "score")) == Decimal("89.62")
    xdotool("key", "ctrl+z")
    wait_for(lambda: value(path, weight) is None)
    assert value(path, Address("project", 1, "score")) is None  # nothing is scored without everything
