"""An editor's life: opened by typing, F2 or the input method; taken or refused; never lost.

A refused text stays in its editor with the reason under it until it is mended or Esc gives it up.
The editors themselves are imported when the first one opens: a start should not wait for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from shiboken6 import isValid

from app.domain.amount import is_blank_mark
from ui.grid.bubble import Bubble

if TYPE_CHECKING:
    from ui.grid.cell_view import CellView
    from ui.grid.editors import Editor

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_ARROWS = {
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
}
# Focus that comes back by itself: nothing is committed for it.
_PASSING = {
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
}


class Editing(QObject):
    """Belongs to one view; at most one editor is open."""

    def __init__(self, view: CellView) -> None:
        super().__init__(view)
        self._view = view
        self._editor: QWidget | None = None
        self._next_typed = False
        self._said = ""
        self.asking = False  # while the session looks at a typed text: the answer is shown at the editor
        self._bubble = Bubble(view)
        view.session.said.connect(self._heard)

    def _heard(self, severity: str, text: str) -> None:
        if severity == "error":
            self._said = text

    # ---------------------------------------------------------------- opening

    @property
    def editor(self) -> Editor | None:
        """The open editor."""
        widget = self._editor
        return cast("Editor", widget) if widget is not None and isValid(widget) else None

    def start(self, choose: bool = False) -> bool:
        """Edit the current cell in place; says why not where it cannot be."""
        from ui.grid.editors import ChoiceEditor, LineEditor, open_list_soon

        if self.editor is not None or not self.allowed():
            return False
        index = self._view.currentIndex()
        if not self._view.edit(index, QAbstractItemView.EditTrigger.EditKeyPressed, None):
            return False
        editor = self.editor
        if isinstance(editor, LineEditor):
            editor.end(False)
        if editor is not None and (choose or isinstance(editor, ChoiceEditor)):
            open_list_soon(editor)
        return True

    def allowed(self) -> bool:
        """Whether the current cell can be typed into; the reason is said."""
        table, index = self._view.table, self._view.currentIndex()
        if table is None or not index.isValid():
            return False
        why = table.refusal(index.row(), index.column())
        if why:
            self._view.session.said.emit("info", why)
        return not why

    def expect(self, typed: bool) -> None:
        """How the next editor is being opened."""
        self._next_typed = typed

    def receive(self, event: QInputMethodEvent) -> None:
        """Hand the text that has opened the editor on to it."""
        widget = self._editor
        if widget is not None and self.editor is not None and not self.editor.entered():
            QApplication.sendEvent(widget, event)

    def opened(self, widget: QWidget) -> None:
        """The delegate has made an editor."""
        from ui.grid.editors import ChoiceEditor, Editor, LineEditor, TextEditor

        self._editor = widget
        if isinstance(widget, Editor):
            widget.typed, widget.unit = self._next_typed, self._view.session.money_unit
        if isinstance(widget, LineEditor | TextEditor):
            widget.textChanged.connect(self._edited)
        if isinstance(widget, ChoiceEditor):
            widget.finished.connect(self.finish)

    def _edited(self, *_: object) -> None:
        if self.editor is not None:
            self.editor.look_at_text()
        if self._bubble.isVisible():
            self._bubble.hide()
            if self.editor is not None:
                self.editor.mark_refused(False)

    # ---------------------------------------------------------------- closing

    def commit(self) -> bool:
        """Give the text to the session; False when it is refused, and the editor shows why."""
        editor = self.editor
        if editor is None:
            return True
        text = editor.entered()
        table, index = self._view.table, editor.index
        if table is None or not index.isValid() or editor.waiting:
            return True
        if not editor.typed and text == editor.original:
            return True
        self._said = ""
        self.asking = True
        taken = table.setData(index, self._with_unit(editor, text))
        self.asking = False
        if self.editor is not editor:  # closed by what the change did
            return True
        if taken:
            editor.original, editor.typed = text, False
            return True
        editor.mark_refused(True)
        self._bubble.tell(self._said or "没有写入", self._editor)
        return False

    def _with_unit(self, editor: Editor, text: str) -> str:
        """The text as it was meant: 万元 and 元 may have been switched while it was being typed."""
        table = self._view.table
        address = table.address(editor.index.row(), editor.index.column()) if table is not None else None
        if table is None or address is None or editor.unit == self._view.session.money_unit:
            return text
        money = table.kind(address).name == "money"
        bare = money and not is_blank_mark(text) and text.strip()[-1] not in "元万亿"
        return f"{text.strip()}{editor.unit.label}" if bare else text

    def finish(self) -> bool:
        """Commit and close; False when the text is refused and the editor stays."""
        widget = self._editor
        if self.editor is None or widget is None:
            return True
        if not self.commit():
            widget.setFocus()
            return False
        self.close()
        return True

    def close(self) -> None:
        """Close without writing."""
        if self.refused:
            self._view.session.said.emit("info", "")  # given up: the reason no longer matters
        self._bubble.hide()
        widget, self._editor = self._editor, None
        if widget is not None and isValid(widget):
            focused = widget.window().focusWidget() is widget  # also while the window is not the active one
            self._view.drop_editor(widget)
            if focused:
                self._view.setFocus()

    @property
    def refused(self) -> bool:
        """Whether a refused text is waiting in its editor."""
        return self.editor is not None and self._bubble.isVisible()

    # ---------------------------------------------------------------- events of the editor

    def filter(self, widget: QWidget, event: QEvent) -> bool:
        """What the delegate sees of the editor's events; True when it is dealt with."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape or self._meaning(widget, event):
                event.accept()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            meaning = self._meaning(widget, event)
            if meaning:
                self._do(meaning)
            return bool(meaning)
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() not in _PASSING and widget is self._editor and self.commit():
                self.close()
            return False
        return False

    def _meaning(self, widget: QWidget, event: QKeyEvent) -> str:
        """Name of the key's deed, empty when the key belongs to the editor."""
        from ui.grid.editors import ChoiceEditor, LineEditor, TextEditor

        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = modifiers == Qt.KeyboardModifier.ShiftModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        if key == Qt.Key.Key_Escape:
            return "escape"
        if key == Qt.Key.Key_Backtab or (key == Qt.Key.Key_Tab and shift):
            return "tab_back"
        if key == Qt.Key.Key_Tab and plain:
            return "tab"
        if key in _ENTER:
            if modifiers == Qt.KeyboardModifier.AltModifier:
                return "line" if isinstance(widget, TextEditor) else ""
            if modifiers == Qt.KeyboardModifier.ControlModifier:
                return "fill"
            return "enter_back" if shift else "enter" if plain else ""
        if key == Qt.Key.Key_F2:
            return "edit"
        typing = isinstance(widget, LineEditor) and not isinstance(widget, ChoiceEditor) and widget.typed
        return _ARROWS.get(key, "") if typing and plain else ""

    def _do(self, meaning: str) -> None:
        from ui.grid.editors import TextEditor

        editor = self.editor
        if editor is None:
            return
        if meaning == "escape":
            self.close()
        elif meaning == "line" and isinstance(editor, TextEditor):
            editor.insertPlainText("\n")
        elif meaning == "edit":
            if isinstance(editor, TextEditor) and not editor.typed:
                editor.enlarge()
            editor.typed = False
            editor.original = editor.original if editor.original != editor.entered() else ""
        elif meaning == "fill":
            why = self._view.deeds.fill_with(editor.entered()) if not editor.waiting else ""
            if not why:
                self.close()
            elif self.editor is editor:
                editor.mark_refused(True)
                self._bubble.tell(why, self._editor)
        elif self.finish():
            self._view.move_on(meaning)

    def drop(self) -> None:
        """The table goes away: write what can be written; a refused text has been said and goes too."""
        if not self.commit() or self.editor is not None:
            self.close()
