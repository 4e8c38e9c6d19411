"""What a paste will do, cell by cell, before it lands: Enter writes it, Esc leaves everything as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui.grid.block import name_of
from ui.grid.deed import Deed, Landing
from ui.grid.model import TableModel
from ui.grid.preview_cells import PreviewCells, PreviewDelegate
from ui.theme import framed, quiet_bars, scaled
from ui.topics import helped

_LISTED = 200  # cells named one by one under the table; the others are counted
_LINES = 6  # of text in sight
_MOST = 0.86  # of the window


class Sentences(QListWidget):
    """Wrapped, and as high as the first of them are: whole ones, at least two lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        quiet_bars(self)

    def fit(self) -> None:
        """Another width or other sentences."""
        self.doItemsLayout()
        line, high = self.sizeHintForRow(0), 0
        for row in range(min(self.count(), _LINES)):
            more = self.visualItemRect(self.item(row)).height()
            if high >= 2 * line and high + more > _LINES * line:
                break
            high += more
        self.setFixedHeight(high + 2 * self.frameWidth() + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class Preview(QDialog):
    """`anew` reads the same with red numbers below zero, None where there are none.

    `taken` carries the deed to write, and whether pastes without a problem are shown again."""

    help_topic = "entry#paste"

    taken = Signal(object, bool)

    def __init__(
        self,
        table: TableModel,
        deed: Deed,
        anew: Callable[[bool], Deed] | None,
        quiet: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("粘贴预览")
        helped(self)
        self._table, self._anew, self._window = table, anew, parent.window()
        self.deed = deed
        self.count = QLabel(self)
        self.count.setFont(scaled(self.font(), 1.0, self.font().Weight.Bold))
        self.count.setWordWrap(True)
        self.cells = PreviewCells(table, self)
        self.view = QTableView(self)
        self.view.setAccessibleName("将要粘贴的格")
        self.view.setModel(self.cells)
        self.view.setItemDelegate(PreviewDelegate(self.view))
        self.view.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.view.setTabKeyNavigation(False)
        self.view.setWordWrap(False)
        self.view.setShowGrid(False)
        self.detail = QLabel(self)
        self.detail.setWordWrap(True)
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.list = Sentences(self)
        self.list.setAccessibleName("要留意的格")
        self.list.currentItemChanged.connect(self._go_to_listed)
        self.red = QCheckBox("红字按负数粘贴(&N)", self)
        self.red.setVisible(anew is not None)
        self.red.toggled.connect(self._read_again)
        self.quiet = QCheckBox("没有问题时不再预览(&S)", self)
        self.quiet.setChecked(quiet)
        for box in (self.red, self.quiet):
            box.setPalette(framed(self.palette()))
        self._foot = QDialogButtonBox(self)
        self.accept_button = self._foot.addButton("粘贴(&P)", QDialogButtonBox.ButtonRole.AcceptRole)
        self._foot.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self._foot.accepted.connect(self._accept)
        self._foot.rejected.connect(self.reject)
        self._place()
        self._show()
        self._take_room()
        self.view.selectionModel().currentChanged.connect(self._tell)
        (self.accept_button if self.accept_button.isEnabled() else self.view).setFocus()

    # ---------------------------------------------------------------- what is shown

    def _show(self) -> None:
        landings = self.deed.landings
        self.cells.show(landings)
        self.count.setText(counted(self.deed))
        self._fill_list([one for one in landings if one.stuck or one.why or one.blanked])
        self.accept_button.setEnabled(bool(self.deed.changes))
        self.accept_button.setDefault(True)
        self.view.setCurrentIndex(self.cells.first())
        self._tell()

    def _fill_list(self, odd: list[Landing]) -> None:
        self.list.clear()
        alike = Counter(reason(one) for one in odd if one.fate in {"computed", "outside"})
        told: set[str] = set()
        for one in odd:
            why = reason(one)
            if alike[why] > 1:
                if why in told:
                    continue
                told.add(why)
                text = f"{alike[why]} 格{why}"
            elif self.list.count() >= _LISTED:
                continue
            else:
                text = f"{self._name(one)}：{why}"
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, (one.row, one.column))
            item.setToolTip(text)
            self.list.addItem(item)
        more = len(odd) - sum(alike.values()) - self.list.count()
        if self.list.count() >= _LISTED and more > 0:
            self.list.addItem(f"……另有 {more} 格，见上表")
        self.list.setVisible(bool(odd))
        self.list.fit()

    def _name(self, one: Landing) -> str:
        return "表格以外" if one.fate == "outside" else name_of(self._table, one)

    def _tell(self, *_: object) -> None:
        """All about the cell the cursor is on."""
        one = self.cells.landing(self.view.currentIndex())
        if one is None:
            self.detail.setText("")
            return
        old, new = self.cells.texts(one)
        if one.stuck:
            what = f"“{one.text.strip()}”不写入，{reason(one)}"
        elif one.same:
            what = f"{new or '空白'}，与原来相同"
        else:
            what = f"{old or '空白'} → {new or '空白'}" + (
                f"，{reason(one)}" if one.why or one.blanked else ""
            )
        self.detail.setText(f"{self._name(one)}：{what}")

    def _go_to_listed(self, item: QListWidgetItem | None) -> None:
        place = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if place is not None:
            index = self.cells.place(*place)
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    # ---------------------------------------------------------------- what is done

    def _read_again(self, negative: bool) -> None:
        if self._anew is not None:
            self.deed = self._anew(negative)
            self._show()

    def _accept(self) -> None:
        deed, again = self.deed, not self.quiet.isChecked()
        self.accept()
        self.taken.emit(deed, again)

    # ---------------------------------------------------------------- size

    def _place(self) -> None:
        em = QFontMetrics(self.font()).height()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em, em, em, em)
        layout.setSpacing(round(em * 0.5))
        for widget in (self.count, self.view, self.detail, self.list, self.red, self.quiet, self._foot):
            layout.addWidget(widget, 1 if widget is self.view else 0)
        self.view.setMinimumHeight(em * 6)
        self.detail.setMinimumHeight(em * 2)
        quiet_bars(self.view)

    def _take_room(self) -> None:
        """As large as the block asks for, and never most of the window."""
        em = QFontMetrics(self.font()).height()
        room = self._window.rect()
        wide, high = self.cells.fit(self.view)
        width = min(max(wide + 4 * em, em * 32), round(room.width() * _MOST))
        listed = self.list.height() if not self.list.isHidden() else 0
        height = min(max(high + listed + em * 12, em * 18), round(room.height() * _MOST))
        self.resize(width, height)


def counted(deed: Deed) -> str:
    """将写入 4 格，1 格不变，2 格不能写."""
    written = deed.of("written")
    same = sum(one.same for one in written)
    stuck = len(deed.landings) - len(written)
    parts = [f"将写入 {len(written) - same} 格", f"{same} 格不变", f"{stuck} 格不能写"]
    if deed.added:
        parts.append(f"新增 {deed.added} 行")
    text = "，".join(parts)
    if doubtful := sum(bool(one.why) for one in written):
        text += f"；{doubtful} 格是红字而没有负号，请核对正负"
    return text


def reason(one: Landing) -> str:
    """Why a text does not go in, or what has to be known of it."""
    if one.fate == "computed":
        return "由软件计算或不用填"
    if one.fate == "outside":
        return "超出表格范围"
    return one.why or (f"“{one.text.strip()}”按空白处理" if one.blanked else "")
