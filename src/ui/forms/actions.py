"""What can be done in a form, as actions for menus, shortcuts and the context menu alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from app.domain.report import CARRIED
from ui.grid.actions import Actions

if TYPE_CHECKING:
    from ui.forms.view import FormView

Keys = QKeySequence.StandardKey


class FormActions(Actions):
    """Those of cells, and those of indicators."""

    _view: FormView

    def __init__(self, view: FormView) -> None:
        super().__init__(view)
        add, ops = self._add, view.deeds
        self.cut = add("剪切(&T)", ops.cut, Keys.Cut)
        self.copy = add("复制(&C)", ops.copy, Keys.Copy)
        self.paste = add("粘贴(&P)", ops.paste, Keys.Paste)
        self.clear = add("清除内容(&D)", ops.clear, "Del")
        self.fill_down = add("向下填充(&N)", ops.fill_down, "Ctrl+D")
        self.select_all = add("全选(&A)", view.selectAll, Keys.SelectAll)
        self.add_blank = add("添加空白指标(&I)", ops.add_blank, "Ins")
        self.library = add("从指标库添加(&L)…", ops.from_library, "Ctrl+Ins")
        self.last_year = add("取上年度的指标(&Y)", ops.from_last_year)
        self.other = add("取别的项目的指标(&O)…", ops.from_project)
        self.duplicate = add("复制为新指标(&B)", ops.duplicate, "Ctrl+Shift+D")
        self.remove = add("删除指标(&E)", ops.remove_items, "Ctrl+Del")
        self.move_up = add("上移(&U)", ops.move_up, "Alt+Up")
        self.move_down = add("下移(&W)", ops.move_down, "Alt+Down")
        self.confirm = add("确认从上年带入的数(&K)", ops.confirm, "Ctrl+Shift+Return", "Ctrl+Shift+Enter")
        self.note = add("批注：来源或说明…(&M)", ops.ask_note, "Shift+F2")
        self.sentence = add("复制成一句话(&S)", ops.ask_sentence)
        self.twins = (self.sentence,)
        self._lines = [self._separator() for _ in range(3)]
        self._adding = (self.add_blank, self.library, self.last_year, self.other)
        self._changing = (self.duplicate, self.remove, self.move_up, self.move_down)
        self._writing = (self.cut, self.paste, self.clear, self.fill_down)

    def adding(self) -> list[QAction]:
        """Ways to add indicators, the most usual first."""
        return [self.library, self.last_year, self.other, self.add_blank]

    def rows(self) -> list[QAction]:
        """What concerns whole indicators."""
        return [*self._adding, self._lines[2], *self._changing]

    def for_menu(self) -> list[QAction]:
        """In the order of a menu, separators between the groups."""
        return [
            self.cut, self.copy, self.paste, self.clear, self.fill_down, self.select_all, self._lines[0],
            *self.rows(), self._lines[1],
            self.note, self.confirm, self.sentence,
        ]  # fmt: skip

    def refresh(self) -> None:
        """Which of them make sense where the cursor is."""
        view, document = self._view, self._view.session.document
        open_ = document is not None and not view.away and view.table.rowCount() > 0
        writable = open_ and not view.read_only()
        here = open_ and view.current_address() is not None
        for action in (self.copy, self.select_all):
            action.setEnabled(open_)
        for action in (self.note, self.sentence):
            action.setEnabled(here)
        for action in self._writing:
            action.setEnabled(writable)
        marked = document is not None and bool(document.report.tables.get(CARRIED))
        self.confirm.setVisible(marked)
        self.confirm.setEnabled(writable and marked and here)
        listed = view.table.sheet.row is not None
        for action in (*self._adding, *self._changing, self._lines[2], self._lines[1]):
            action.setVisible(listed)
        for action in self._adding:
            action.setEnabled(writable and listed)
        for action in self._changing:
            action.setEnabled(writable and listed and view.deeds.current() is not None)
