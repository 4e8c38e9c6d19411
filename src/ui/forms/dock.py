"""Where the list of projects stands: beside the form while there is room, else over it when asked for."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.document import Document
from ui.forms.projects import ProjectList

_BESIDE, _OVER, _HIGH = 15, 22, 34  # width beside the form, over it, and height over it, in lines of text
_ANY = 16_777_215  # Qt's own limit of a width


class Dock:
    """Keeps the list in the layout, or takes it out of it."""

    def __init__(self, listed: ProjectList, layout: QHBoxLayout, pane: QWidget, head: QWidget) -> None:
        self._list, self._layout, self._pane, self._head = listed, layout, pane, head
        self.docked = False
        listed.hide()

    def _em(self) -> int:
        return QFontMetrics(self._list.font()).height()

    def arrange(self, natural: int, document: Document | None, row: int | None) -> None:
        """The pane has another size, or the form, `natural` pixels wide; 0 for no list at all."""
        docked = natural > 0 and self._pane.width() >= natural + self._em() * _BESIDE
        if docked == self.docked:
            if not docked and not self._list.isHidden():
                self._float()
            return
        self.docked = docked
        if docked:
            self._layout.insertWidget(0, self._list)
            self._list.setFixedWidth(self._em() * _BESIDE)
            if document is not None:
                self._list.read(document, row)
        else:
            self._layout.removeWidget(self._list)
            self._list.setMinimumWidth(0)
            self._list.setMaximumWidth(_ANY)
        self._list.setVisible(docked)

    def ask(self, document: Document, row: int | None) -> None:
        """The list with the cursor in its search line."""
        self._list.read(document, row)
        if not self.docked:
            self._float()
        self._list.show()
        self._list.raise_()
        self._list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._list.search.selectAll()

    def put_away(self) -> None:
        """The list goes where it stood over the form."""
        if not self.docked:
            self._list.hide()

    def _float(self) -> None:
        em, top = self._em(), self._head.height()
        height = min(self._pane.height() - top, em * _HIGH)
        self._list.setGeometry(QRect(0, top, min(em * _OVER, self._pane.width()), height))
