"""The verbs of the menu 年度: a year more, a year less; undo takes both back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.session import Session


class Years:
    """Asks which, does it through the session, says what came of it."""

    def __init__(self, session: Session, window: QWidget) -> None:
        self._session, self._window = session, window

    def new(self) -> None:
        """A year that is not in the document yet, the next one unless told otherwise."""
        from ui.dialogs import YearDialog

        document = self._session.document
        if document is None or self._session.refuses():
            return
        dialog = YearDialog(document.years, self._window)
        if dialog.exec() and self._session.add_year(dialog.year.value()):
            told = f"已新建 {dialog.year.value()} 年度，左上角可以换年度"
            self._session.said.emit("info", told)

    def remove(self) -> None:
        """The year shown, once the officer has said so."""
        from ui.dialogs import agreed

        document = self._session.document
        if document is None or self._session.refuses():
            return
        year, filled = document.year, sum(1 for _ in document.report.cells())
        question = f"删除 {year} 年度和其中已填的 {filled} 格？\n别的年度不受影响；删除后可以用“撤销”找回。"
        if agreed(self._window, "删除年度", question) and self._session.remove_year():
            self._session.said.emit("info", f"已删除 {year} 年度，可以撤销")
