"""The note (来源、说明) of one cell, typed in place and written when the focus leaves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from app.calculation import labels
from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.report import note_address
from ui.session import Session
from ui.theme import colours

_OF_NUMBERS = "这个数的来源，例如文号；推算的，写明怎么推算"
_OF_TEXTS = "来源、说明，例如文号"


class NoteEditor(QPlainTextEdit):
    """What is typed stays here until the document has taken it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.cell: Address | None = None
        self.setAccessibleName("批注")
        self.setPlaceholderText(_OF_NUMBERS)
        self.setTabChangesFocus(True)

    def apply_look(self) -> None:
        """Three lines high, a hairline around."""
        metrics = QFontMetrics(self.font())
        c = colours(QApplication.palette())
        self.setStyleSheet(
            f"QPlainTextEdit {{ border: 1px solid {c.grid.name()}; border-radius: 4px; }}"
            f"QPlainTextEdit:focus {{ border-color: {c.accent.name()}; }}"
        )
        self.setFixedHeight(metrics.lineSpacing() * 3 + metrics.height())

    def show_note(self, cell: Address | None) -> None:
        """The note of another cell, or of this one after an act; what is being typed is left alone."""
        document = self._session.document
        same, self.cell = cell == self.cell, cell
        if cell is None or document is None or (same and self.document().isModified()):
            return
        if not same:
            table = document.model.edition.table[cell.table]
            words = table.kind_of(cell.row, cell.column).name in {"text", "choice"}
            self.setPlaceholderText(_OF_TEXTS if words else _OF_NUMBERS)
        text = str(document.report.get(note_address(cell)) or "")
        if text != self.toPlainText():
            self.setPlainText(text)
        if self.isReadOnly() != bool(document.closed):
            self.setReadOnly(bool(document.closed))
        self.document().setModified(False)

    def keep(self) -> bool:
        """Write what was changed; False when it was not taken, and it stays in the editor."""
        document, cell = self._session.document, self.cell
        if cell is None or document is None or not self.document().isModified():
            return True
        address = note_address(cell)
        old, new = document.report.get(address), self.toPlainText().strip() or None
        self.document().setModified(False)
        if old == new:
            return True
        name = labels.describe(document.model.edition, document.report, cell)
        kept = self._session.write([SetCell(address, old, new)], f"{'批注' if new else '删除批注'} {name}")
        self.document().setModified(not kept)
        return kept

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.keep()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and control:
            self.keep()
        elif event.key() == Qt.Key.Key_Escape:
            self.document().setModified(False)
            self.show_note(self.cell)
            event.ignore()  # the window puts the focus back on the table
        else:
            super().keyPressEvent(event)
