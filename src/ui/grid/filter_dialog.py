"""What of one column stays in sight: texts by a list with check boxes, numbers by a comparison."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from app.domain.amount import Refused, shorten
from app.filtering import (
    NUMBERS,
    Chosen,
    Condition,
    Filled,
    Within,
    bound_text,
    filtered_out,
    read_bound,
    texts_of,
)
from ui.grid.model import TableModel
from ui.theme import framed, quiet_bars
from ui.topics import helped

Index = QModelIndex | QPersistentModelIndex
_LONG = 40  # characters of a text in the list
_COMPARISONS = {
    "least": "不小于（≥）",
    "most": "不大于（≤）",
    "equal": "等于（=）",
    "between": "介于",
    "filled": "非空白",
    "blank": "空白",
}


class FilterDialog(QDialog):
    """`taken` carries the condition of the column, None for all rows."""

    help_topic = "entry#filter"

    taken = Signal(object)

    def __init__(self, table: TableModel, place: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = table.columns[place]
        self.setWindowTitle(f"筛选：{column.label}")
        helped(self)
        present = table.conditions.get(column.key)
        numbers = column.kind.name in NUMBERS and not column.bands
        self.choice: Comparison | TextList = (
            Comparison(table, place, present, self) if numbers else TextList(table, place, present, self)
        )
        self.why = QLabel(self)
        self.why.setWordWrap(True)
        self.why.hide()
        foot = QDialogButtonBox(self)
        self.clear = foot.addButton("这一栏不筛选(&K)", QDialogButtonBox.ButtonRole.ResetRole)
        self.clear.setEnabled(present is not None)
        self.clear.clicked.connect(lambda: self._give(None))
        self.done_button = foot.addButton("筛选", QDialogButtonBox.ButtonRole.AcceptRole)
        self.done_button.setDefault(True)
        foot.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        foot.accepted.connect(self._take)
        foot.rejected.connect(self.reject)
        em = QFontMetrics(self.font()).height()
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(em, em, em, em)
        layout.setSpacing(round(em * 0.6))
        layout.addWidget(self.choice, 1)
        layout.addWidget(self.why)
        layout.addWidget(foot)
        self.setMinimumWidth(em * 22)
        self.choice.setFocus()

    def _take(self) -> None:
        try:
            self._give(self.choice.condition())
        except Refused as refused:
            self.why.setText(str(refused))
            self.why.show()
            self.resize(self.width(), max(self.height(), self._layout.totalHeightForWidth(self.width())))

    def _give(self, condition: Condition | None) -> None:
        self.accept()
        self.taken.emit(condition)


class Comparison(QWidget):
    """≥, ≤, = or between, read as typing is; blank and not blank."""

    def __init__(self, table: TableModel, place: int, present: Condition | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind, self._unit = table.columns[place].kind, table.session.money_unit
        self.how = QComboBox(self)
        self.how.setAccessibleName("怎样比")
        for key, text in _COMPARISONS.items():
            self.how.addItem(text, key)
        self.low, self.high = QLineEdit(self), QLineEdit(self)
        self.low.setAccessibleName("数")
        self.high.setAccessibleName("到")
        unit = self._unit.label if self._kind.name == "money" else self._kind.unit
        self._to = QLabel("到", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.how, self.low, self._to, self.high, QLabel(unit, self)):
            row.addWidget(widget, 1 if isinstance(widget, QLineEdit) else 0)
        self.how.currentIndexChanged.connect(self._show)
        self._preset(present)
        self._show()
        self.setFocusProxy(self.low if self.low.isEnabled() else self.how)

    def _preset(self, present: Condition | None) -> None:
        how, low, high = "least", None, None
        if isinstance(present, Filled):
            how = "filled" if present.filled else "blank"
        elif isinstance(present, Within):
            low, high = present.low, present.high
            if low is not None and high is not None:
                how = "equal" if low == high else "between"
            elif low is None:
                how, low, high = "most", high, None
        self.how.setCurrentIndex(self.how.findData(how))
        for field, bound in ((self.low, low), (self.high, high)):
            field.setText(bound_text(self._kind, bound, self._unit, grouped=False).removesuffix("%"))
        self.low.selectAll()

    def _show(self) -> None:
        how = self.how.currentData()
        self.low.setEnabled(how not in {"filled", "blank"})
        for widget in (self._to, self.high):
            widget.setVisible(how == "between")

    def condition(self) -> Condition | None:
        """None where no number is given; raises `Refused`."""
        how = self.how.currentData()
        if how in {"filled", "blank"}:
            return Filled(how == "filled")
        low = read_bound(self._kind, self.low.text(), self._unit)
        if how == "between":
            high = read_bound(self._kind, self.high.text(), self._unit)
            if low is not None and high is not None and low > high:
                low, high = high, low
            return None if low is None and high is None else Within(low, high)
        if low is None:
            return None
        return Within(None if how == "most" else low, None if how == "least" else low)


class TextList(QWidget):
    """The texts of a column, narrowed by typing; what is checked among those shown stays in sight."""

    def __init__(self, table: TableModel, place: int, present: Condition | None, parent: QWidget) -> None:
        super().__init__(parent)
        document = table.session.document
        assert document is not None
        key = table.columns[place].key
        others = {name: kept for name, kept in table.conditions.items() if name != key}
        out = filtered_out(document, table.table.key, others)
        texts = texts_of(document, table.table.key, key, out)
        checked = present.texts if isinstance(present, Chosen) else frozenset(texts)
        self.texts = Texts(texts, checked, self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("包含的文字")
        self.search.setAccessibleName("包含的文字")
        self.search.setClearButtonEnabled(True)
        self.every = QCheckBox("全选(&A)", self)
        self.every.setTristate(True)
        self.every.setPalette(framed(self.palette()))
        self.list = QListView(self)
        self.list.setAccessibleName("保留哪些")
        self.list.setUniformItemSizes(True)
        self.list.setModel(self.texts)
        self.list.setPalette(framed(self.palette()))
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setSpacing(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.search, self.every, self.list):
            layout.addWidget(widget, 1 if widget is self.list else 0)
        quiet_bars(self.list)
        self.search.textChanged.connect(self._narrow)
        self.every.clicked.connect(self._check_all)
        self.texts.dataChanged.connect(self._show_state)
        self._show_state()
        self.setFocusProxy(self.search)

    def _narrow(self, text: str) -> None:
        self.texts.narrow(text)
        self._show_state()

    def _check_all(self) -> None:
        self.texts.check_all(self.texts.checked_shown() < self.texts.rowCount())

    def _show_state(self) -> None:
        checked, shown = self.texts.checked_shown(), self.texts.rowCount()
        state = Qt.CheckState.PartiallyChecked if 0 < checked < shown else Qt.CheckState.Unchecked
        self.every.setCheckState(Qt.CheckState.Checked if shown and checked == shown else state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.focusWidget() is self.search and self.texts.rowCount():
            self.list.setFocus()
            self.list.setCurrentIndex(self.texts.index(0))
        else:
            super().keyPressEvent(event)

    def condition(self) -> Condition | None:
        """None where everything is checked; raises `Refused` where nothing is."""
        return self.texts.condition()


class Texts(QAbstractListModel):
    """Texts with their numbers of rows, each checked or not."""

    def __init__(self, texts: dict[str, int], checked: frozenset[str], parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self._checked = {text for text in texts if text in checked}
        self._shown = list(texts)

    def narrow(self, wanted: str) -> None:
        """Show only texts that hold this."""
        self.beginResetModel()
        wanted = wanted.strip().casefold()
        self._shown = [text for text in self._texts if wanted in text.casefold()]
        self.endResetModel()

    def checked_shown(self) -> int:
        """How many of those shown are checked."""
        return sum(text in self._checked for text in self._shown)

    def check_all(self, checked: bool) -> None:
        """All of those shown, or none."""
        self._checked = self._checked | set(self._shown) if checked else self._checked - set(self._shown)
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

    def condition(self) -> Condition | None:
        """Of those shown the checked ones."""
        kept = frozenset(text for text in self._shown if text in self._checked)
        if not kept:
            raise Refused("一项也没有选；至少选一项，或者取消。")
        return None if len(kept) == len(self._texts) else Chosen(kept)

    # ---------------------------------------------------------------- Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        text = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{shorten(text, _LONG) or '（空白）'}　{self._texts[text]}"
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if text in self._checked else Qt.CheckState.Unchecked
        return text if role == Qt.ItemDataRole.ToolTipRole else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        text = self._shown[index.row()]
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._checked.add(text)
        else:
            self._checked.discard(text)
        self.dataChanged.emit(index, index)
        return True
