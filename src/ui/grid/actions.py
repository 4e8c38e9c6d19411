"""What can be done in the grid, as actions for menus, shortcuts and the context menu alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from app.domain.report import CARRIED

if TYPE_CHECKING:
    from ui.grid.cell_view import CellView
    from ui.grid.sheet import Sheet

Keys = QKeySequence.StandardKey


class Actions(QObject):
    """Shortcuts hold while the view itself has the focus: an open editor keeps its own keys."""

    twins: tuple[QAction, ...] = ()  # for which the window has a command of its own

    def __init__(self, view: CellView) -> None:
        super().__init__(view)
        self._view = view

    def rows(self) -> list[QAction]:
        """What concerns whole rows."""
        return []

    def for_menu(self) -> list[QAction]:
        """In the order of a menu, separators between the groups."""
        return []

    def refresh(self) -> None:
        """Which of them make sense where the cursor is."""

    def _add(self, text: str, act: Callable[[], object], *keys: QKeySequence.StandardKey | str) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _checked=False: act())
        self._view.addAction(action)
        return action

    def _separator(self) -> QAction:
        action = QAction(self)
        action.setSeparator(True)
        return action


class GridActions(Actions):
    """Those of a table."""

    _view: Sheet

    def __init__(self, view: Sheet) -> None:
        super().__init__(view)
        add, ops = self._add, view.deeds
        self.cut = add("剪切(&T)", ops.cut, Keys.Cut)
        self.copy = add("复制(&C)", ops.copy, Keys.Copy)
        self.copy_headed = add("连同标题复制(&H)", ops.copy_headed)
        self.paste = add("粘贴(&P)", ops.paste, Keys.Paste)
        self.clear = add("清除内容(&D)", ops.clear, "Del")
        self.fill_down = add("向下填充(&N)", ops.fill_down, "Ctrl+D")
        self.fill_right = add("向右填充(&B)", ops.fill_right, "Ctrl+R")
        self.select_all = add("全选(&A)", view.selectAll, Keys.SelectAll)
        self.freeze = add("冻结到这一栏(&O)", lambda: view.pinned.freeze(view.selector.place[1] + 1))
        self.unfreeze = add("取消冻结(&X)", lambda: view.pinned.freeze(0))
        self.add_row = add("添加一行(&I)", ops.add_row, "Ins")
        self.remove_rows = add("删除行(&E)", ops.remove_rows, "Ctrl+Del")
        self.move_up = add("上移(&U)", ops.move_up, "Alt+Up")
        self.move_down = add("下移(&W)", ops.move_down, "Alt+Down")
        self.sort_up = add("按这一栏升序排列(&G)", lambda: ops.sort(descending=False))
        self.sort_down = add("按这一栏降序排列(&Z)", lambda: ops.sort(descending=True))
        self.confirm = add("确认从上年带入的数(&K)", ops.confirm, "Ctrl+Shift+Return", "Ctrl+Shift+Enter")
        self.filter = add(
            "筛选这一栏(&L)…", lambda: view.filter_column(view.selector.place[1]), "Ctrl+Shift+L"
        )
        self.refilter = add("重新筛选(&Y)", view.filter_again, "Ctrl+Alt+L")
        self.unfilter = add("清除筛选(&Q)", lambda: view.filter_again(clear=True))
        self.note = add("批注：来源或说明…(&M)", ops.ask_note, "Shift+F2")
        self.sentence = add("复制成一句话(&S)", ops.ask_sentence)
        self.form = add("打开自评表(&V)\tF4", lambda: view.form_requested.emit(self._row()))
        self.twins = (self.sentence, self.form)  # the window's sentence serves ratios too
        self._lines = [self._separator() for _ in range(4)]
        self._lists = (
            self.add_row, self.remove_rows, self.move_up, self.move_down, self.sort_up, self.sort_down,
        )  # fmt: skip
        self._filters = (self.filter, self.refilter, self.unfilter)
        self._writing = (self.cut, self.paste, self.clear, self.fill_down, self.fill_right, *self._lists)

    def rows(self) -> list[QAction]:
        """What concerns whole rows of a list."""
        return [*self._lists, self._lines[3], *self._filters]

    def _row(self) -> object:
        address = self._view.current_address()
        return address.row if address is not None else None

    def for_menu(self) -> list[QAction]:
        """In the order of a menu, separators between the groups."""
        return [
            self.cut, self.copy, self.copy_headed, self.paste, self.clear, self._lines[0],
            self.fill_down, self.fill_right, self.select_all, self.freeze, self.unfreeze, self._lines[1],
            *self.rows(), self._lines[2],
            self.form, self.note, self.confirm, self.sentence,
        ]  # fmt: skip

    def refresh(self) -> None:
        """Which of them make sense where the cursor is."""
        view = self._view
        table, document = view.table, view.session.document
        open_ = table is not None and not view.away
        writable = open_ and document is not None and not document.closed
        here = open_ and view.current_address() is not None
        for action in (self.copy, self.copy_headed, self.select_all):
            action.setEnabled(open_)
        self.unfreeze.setEnabled(view.pinned.count > 0)
        for action in (self.note, self.sentence, self.freeze):
            action.setEnabled(here)
        for action in self._writing:
            action.setEnabled(writable)
        parents = document.model.edition.children if document is not None else {}
        formed = table is not None and table.table.key in parents
        self.form.setVisible(formed)
        self.form.setEnabled(formed and here)
        marked = document is not None and bool(document.report.tables.get(CARRIED))
        self.confirm.setVisible(marked)
        self.confirm.setEnabled(writable and marked and here)
        listed = table is not None and table.is_list
        item = table.table.item if table is not None and table.is_list else ""
        self.add_row.setText(f"添加{item or '一行'}(&I)")
        self.remove_rows.setText(f"删除{item or '行'}(&E)")
        self._lines[1].setVisible(listed)
        self._lines[3].setVisible(listed)
        narrowed = table is not None and bool(table.conditions)
        for action in self._filters:
            action.setVisible(listed)
            action.setEnabled(listed and (narrowed or action is self.filter))
        for action in self._lists:
            action.setVisible(listed)
            action.setEnabled(writable and listed and (action is self.add_row or here))
