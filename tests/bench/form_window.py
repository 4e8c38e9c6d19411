"""Forms in the window with a thousand of them in the document: opened one after the other, and edited."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.document import Document, create
from app.domain.act import AddRow, Change
from app.domain.address import Address
from app.domain.report import POSITION_STEP, Value
from app.edits import add_rows
from app.storage.editions import edition_for
from tests.bench.work import UNIT, median, settle

PROJECTS = 1_000
_KINDS = (
    *(("产出指标", "数量指标", weight) for weight in ("8", "7", "7", "7", "7", "7", "7")),
    *(("效益指标", "社会效益指标", "7.5") for _ in range(4)),
    ("满意度指标", "服务对象满意度指标", "10"),
)


def make_forms(path: Path) -> None:
    """A document with a thousand projects of twelve indicators each, every form complete."""
    with create(path, UNIT, 2022, edition_for(2022)) as document:
        rows = [
            {"name": f"测试项目第 {number} 号", "adjusted": 2_000_000 + number, "final": 1_900_000 + number}
            for number in range(1, PROJECTS + 1)
        ]
        document.write(add_rows(document.report, "project", rows), "增加项目")
        document.write(_indicators(document), "增加指标")


def _indicators(document: Document) -> list[Change]:
    changes: list[Change] = []
    for project in document.report.rows("project"):
        for number, (level1, level2, weight) in enumerate(_KINDS):
            cells: dict[str, Value] = {
                "level1": level1,
                "level2": level2,
                "name": f"第 {project.row} 号项目的指标 {number}",
                "direction": "≥",
                "target": str(100 + number),
                "unit": "个",
                "actual": str(99 + number),
                "weight": Decimal(weight),
                "deviation": "略有偏差，下一年改进",
            }
            item = len(changes) + 1
            parent = int(project.row)
            changes.append(AddRow("indicator", item, item * POSITION_STEP, f"{item:032x}", cells, parent))
    return changes


@contextmanager
def _window(path: Path) -> Iterator[Any]:
    from PySide6.QtWidgets import QApplication

    from app.storage.settings import Settings
    from ui.main import make_window

    app = QApplication.instance()
    window = make_window(Settings())
    window.resize(1366, 768)
    assert window.session.open(path)
    window.show()
    window.workbench.show_form(500)
    settle(window)
    yield window
    window.close()
    window.deleteLater()
    app.processEvents()


def edit_to_repaint(path: Path, runs: int) -> float:
    """Seconds from an actual value entered, through disk, scores and checks, to every pane repainted."""
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    with _window(path) as window:
        address = Address("indicator", 500 * len(_KINDS) - 5, "actual")
        window.session.reveal(address)
        values = iter(range(10_000))

        def measure() -> float:
            text = str(90 + next(values) % 40)
            started = time.perf_counter()
            assert window.session.enter(address, text)
            app.processEvents()
            app.processEvents()
            return time.perf_counter() - started

        measure()
        return median(measure, runs)


def open_form(path: Path, runs: int) -> float:
    """Seconds from asking for a project's form to seeing it."""
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    with _window(path) as window:
        rows = iter(range(1, PROJECTS))

        def measure() -> float:
            row = next(rows)
            started = time.perf_counter()
            window.workbench.show_form(row)
            app.processEvents()
            app.processEvents()
            return time.perf_counter() - started

        measure()
        return median(measure, runs)
