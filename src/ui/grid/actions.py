"""What can be done in the grid, as actions for menus, shortcuts and the context menu alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from ui.grid.sheet import Sheet

Keys = QKeySequence.StandardKey


class GridActions(QObject):
    """Shortcuts hold while the grid itself has the focus: an open editor keeps its own keys."""

    def __init__(self, view: Sheet) -> None:
        super().__init__(view)
        self._view = view
        add, ops = self._add, view.deeds
        self.cut = add("剪切(&T)", ops.cut, Keys.Cut)
        self.copy = add("复制(&C)", ops.copy, Keys.Copy)
        self.copy_headed = add("连同标题复制(&H)", ops.copy_headed)
        self.paste = add("粘贴(&P)", ops.paste, Keys.Paste)
        self.clear = add("清除内容(&D)", ops.clear, "Del")
        self.fill_down = add("向下填充(&N)", ops.fill_down, "Ctrl+D")
        self.fill_right = add("向右填充(&R)", ops.fill_right, "Ctrl+R")
        self.select_all = add("全选(&A)", view.selectAll, Keys.SelectAll)
        self.add_row = add("添加一行(&I)", ops.add_row, "Ins")
        self.remove_rows = add("删除行(&E)", ops.remove_rows, "Ctrl+Del")
        self.move_up = add("上移(&U)", ops.move_up, "Alt+Up")
        self.move_down = add("下移(&W)", ops.move_down, "Alt+Down")
        self.sort_up = add("按这一栏升序排列(&G)", lambda: ops.sort(descending=False))
        self.sort_down = add("按这一栏降序排列(&Z)", lambda: ops.sort(descending=True))
        self.note = add("批注：来源或说明…(&M)", ops.ask_note, "Shift+F2")
        self.sentence = add("复制成一句话(&S)", ops.ask_sentence)
        self._lines = [self._separator() for _ in range(3)]
        self._lists = (
            self.add_row, self.remove_rows, self.move_up, self.move_down, self.sort_up, self.sort_down,
        )  # fmt: skip
        self._writing = (self.cut, self.paste, self.clear, self.fill_down, self.fill_right, *self._lists)

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

    def for_menu(self) -> list[QAction]:
        """In the order of a menu, separators between the groups."""
        return [
            self.cut, self.copy, self.copy_headed, self.paste, self.clear, self._lines[0],
            self.fill_down, self.fill_right, self.select_all, self._lines[1],
            self.add_row, self.remove_rows, self.move_up, self.move_down, self.sort_up, self.sort_down,
            self._lines[2],
            self.note, self.sentence,
        ]  # fmt: skip

    def refresh(self) -> None:
        """Which of them make sense where the cursor is."""
        view = self._view
        table, document = view.table, view.session.document
        open_ = table is not None and not view.away
        writable = open_ and document is not None and not document.read_only
        here = open_ and view.current_address() is not None
        for action in (self.copy, self.copy_headed, self.select_all):
            action.setEnabled(open_)
        for action in (self.note, self.sentence):
            action.setEnabled(here)
        for action in self._writing:
            action.setEnabled(writable)
        listed = table is not None and table.is_list
        item = table.table.item if table is not None and table.is_list else ""
        self.add_row.setText(f"添加{item or '一行'}(&I)")
        self.remove_rows.setText(f"删除{item or '行'}(&E)")
        self._lines[1].setVisible(listed)
        for action in self._lists:
            action.setVisible(listed)
            action.setEnabled(writable and listed and (action is self.add_row or here))
