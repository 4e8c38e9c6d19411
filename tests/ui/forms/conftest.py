"""The window with the sample, a form in sight: what an officer does in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication

from app.domain.address import parse_address
from tests.ui.grid.conftest import Hands


class FormHands(Hands):
    """Keyboard and clipboard in the form of a project; `place` is the workbench's."""

    def __init__(self, desk, row: int | None = 1) -> None:
        self.desk, self.bench = desk, desk.bench
        if row is None:
            self.bench.show_table("department")
        else:
            self.bench.show_form(row)
        QApplication.processEvents()
        self.place = self.bench.forms
        self.pane = self.place.pane
        self.detail = self.pane.detail
        desk.window.activateWindow()
        self.pane.view.setFocus()
        desk.qtbot.waitUntil(self.pane.view.hasFocus)
        super().__init__(desk.qtbot, desk.session, self.pane.view)

    def look(self, address: str):
        table = self.view.table
        place = table.place(parse_address(address))
        assert place is not None, address
        return table.look(*place)

    def enter(self, text: str) -> FormHands:
        """Type into the cell of the cursor, and Enter."""
        self.type(text)
        self.press(Qt.Key.Key_Return)
        return self

    def items(self, row: int | None = None) -> list[str]:
        """Names of the indicators of a project, in order."""
        wanted = row if row is not None else self.pane.row
        records = self.session.document.report.rows("indicator")
        return [str(item.cells.get("name", "")) for item in records if item.parent == wanted]

    def paste_text(self, text: str) -> FormHands:
        mime = QMimeData()
        mime.setText(text)
        QApplication.clipboard().setMimeData(mime)
        self.press(Qt.Key.Key_V, ctrl=True)
        return self

    def in_detail(self, address: str) -> FormHands:
        """The cursor into a field beside the form."""
        assert self.detail.go_to(parse_address(address)), address
        self.detail.view.setFocus()
        self.qtbot.waitUntil(self.detail.view.hasFocus)
        return self

    def last(self) -> str:
        """The latest deed."""
        return self.session.document.acts(1)[0].text


@pytest.fixture
def form(desk):
    """The form of the first project of the sample, which is complete."""
    yield FormHands(desk)
    QApplication.clipboard().clear()  # the offscreen platform crashes at exit on what is left there


@pytest.fixture
def blank(desk):
    """The form of a project without indicators."""
    yield FormHands(desk, 2)
    QApplication.clipboard().clear()


@pytest.fixture
def whole(desk):
    """The department's own form."""
    return FormHands(desk, None)
