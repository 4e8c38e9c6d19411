"""A list to choose one thing from, under whatever asked for it; typing narrows it down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from app.intake.matches import Option
from ui.theme import quiet_bars

_UP_DOWN = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_LINES = 14


class Choice(QComboBox):
    """Looks like a combo box; what is to be chosen from is made when it is opened."""

    wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.addItem("")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def show_text(self, text: str) -> None:
        """What is chosen now."""
        self.setItemText(0, text)
        self.setToolTip(text)

    def showPopup(self) -> None:
        self.wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Chooser(QFrame):
    """Goes away by itself: with a choice, with Esc, with a click elsewhere."""

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        now: str,
        chosen: Callable[[Option], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(title)
        self._options, self._chosen = list(options), chosen
        self._shown = list(options)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("输入几个字查找")
        self.filter.setAccessibleName(f"{title}：查找")
        self.filter.setClearButtonEnabled(True)
        self._model = QStringListModel(self)
        self.list = QListView(self)
        self.list.setAccessibleName(title)
        self.list.setModel(self._model)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        quiet_bars(self.list)
        em = QFontMetrics(self.font()).height()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em // 3, em // 3, em // 3, em // 3)
        layout.setSpacing(em // 3)
        layout.addWidget(self.filter)
        layout.addWidget(self.list)
        self.filter.textChanged.connect(self._narrow)
        self.filter.installEventFilter(self)
        self.list.clicked.connect(lambda index: self.take(index.row()))
        self._narrow("")
        at = next((n for n, option in enumerate(self._shown) if option.text == now), 0)
        self.list.setCurrentIndex(self._model.index(at))
        metrics = QFontMetrics(self.list.font())
        widest = max((metrics.horizontalAdvance(o.text) for o in self._options[:500]), default=0)
        lines = min(max(len(self._options), 3), _LINES)
        self.resize(min(max(widest + em * 3, em * 14), em * 32), round(em * 2.6 + lines * em * 1.35))

    def open_at(self, widget: QWidget, below: QPoint) -> None:
        """Show it under a place in a widget, on the screen as a whole."""
        place, room = widget.mapToGlobal(below), widget.screen().availableGeometry()
        place.setX(max(room.left(), min(place.x(), room.right() - self.width())))
        place.setY(max(room.top(), min(place.y(), room.bottom() - self.height())))
        self.move(place)
        self.show()
        self.filter.setFocus()
        self.list.scrollTo(self.list.currentIndex())

    def take(self, line: int) -> None:
        """Choose a line that is shown."""
        if 0 <= line < len(self._shown):
            option = self._shown[line]
            self.close()
            self._chosen(option)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.filter and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _UP_DOWN:
                self.list.keyPressEvent(event)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.take(self.list.currentIndex().row())
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, text: str) -> None:
        words = text.split()
        self._shown = [option for option in self._options if all(word in option.text for word in words)]
        self._model.setStringList([option.text for option in self._shown])
        self.list.setCurrentIndex(self._model.index(0))
