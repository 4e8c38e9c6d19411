"""The dialogs of the menu 年度: a new year, the list of years, what the year before has by now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.calculation.entry import show
from app.calculation.labels import describe
from app.carry import Offer, carried_lists
from app.document import Document
from app.domain.amount import MoneyUnit
from app.domain.edition import Table
from app.years import filled
from ui.dialogs import buttons, fill, fill_form, plain_table, year_box
from ui.theme import muted
from ui.topics import helped

_KEY = Qt.ItemDataRole.UserRole
_CHECKED, _CLEAR = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class NewYearDialog(QDialog):
    """Which year, and what goes on from the year before."""

    help_topic = "next-year#new"

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("新建年度")
        helped(self)
        self._document = document
        self.year = year_box(self, max(document.years) + 1)
        self.carrying = QCheckBox(self)
        self.carrying.setChecked(True)
        self._lists = QWidget(self)
        self._trees: dict[str, QTreeWidget] = {}
        self._shown = 0  # the year whose rows stand in the lists
        self._why = QLabel(self)
        self._why.setWordWrap(True)
        self._why.setPalette(muted(self.palette()))
        form = QFormLayout()
        form.addRow("年度(&Y)", self.year)
        form.addRow(self.carrying)
        form.addRow(self._lists)
        QVBoxLayout(self._lists).setContentsMargins(0, 0, 0, 0)
        self._buttons = buttons(self, "新建")
        fill_form(self, form, self._why, self._buttons, 42)
        self.year.valueChanged.connect(self._check)
        self.carrying.toggled.connect(self._check)
        self._check()

    def keep(self) -> dict[str, list[int]] | None:
        """The list rows that go on, by table; None when nothing is taken over."""
        if not self.carries():
            return None
        return {table: _checked(tree) for table, tree in self._trees.items()}

    def carries(self) -> bool:
        """Whether the new year takes over from the year before."""
        return self.year.value() - 1 in self._document.years and self.carrying.isChecked()

    def _check(self) -> None:
        year, years = self.year.value(), self._document.years
        before = year - 1 if year - 1 in years else 0
        self.carrying.setVisible(bool(before))
        self.carrying.setText(f"从 {before} 年度带入上年的数、概况和下面的项(&B)")
        if before and before != self._shown:
            self._show_lists(before)
        self._lists.setVisible(self.carries())
        if year in years:
            told = "这个年度已经在文档里了"
        elif self.carries():
            told = "带入的格有角标，改过或确认过就消失；原因、得分等空着。可以撤销"
        elif before:
            told = "各表空着，从头填写；单位名称沿用"
        else:
            told = f"文档里没有 {year - 1} 年度，没有可以带入的；各表空着，单位名称沿用"
        self._why.setText(told)
        self._buttons.buttons()[0].setEnabled(year not in years)
        self.adjustSize()

    def _show_lists(self, before: int) -> None:
        """The rows of the year before that may go on, all of them ticked."""
        self._shown = before
        layout = self._lists.layout()
        assert layout is not None
        while (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._trees.clear()
        edition = self._document.model_of(before).edition
        for table in carried_lists(edition):
            columns = [carry.old for carry in edition.carries if carry.table == table.key]
            tree = self._tree(table, columns, before)
            if tree.topLevelItemCount():
                head = TickHead(f"延续的{table.item}", tree, self._lists)
                layout.addWidget(head)
                layout.addWidget(tree)
            self._trees[table.key] = tree

    def _tree(self, table: Table, columns: Sequence[str], year: int) -> QTreeWidget:
        tree = tick_table(self._lists, [table.column[column].label for column in columns])
        tree.setAccessibleName(f"延续的{table.item}")
        for record in self._document.report_of(year).rows(table.key):
            item = QTreeWidgetItem([str(record.cells.get(column, "")) for column in columns])
            item.setCheckState(0, _CHECKED)
            item.setData(0, _KEY, record.row)
            item.setToolTip(0, item.text(0))
            item.setSizeHint(0, QSize(0, round(tree.fontMetrics().height() * 1.5)))
            tree.addTopLevelItem(item)
        items = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
        for place in range(1, len(columns)):
            tree.setColumnHidden(place, not any(item is not None and item.text(place) for item in items))
        return tree


class TickHead(QWidget):
    """Above a list with ticks: how many there are of how many, and all or none of them at once."""

    def __init__(self, title: str, tree: QTreeWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._tree = title, tree
        self._label = QLabel(self)
        self._label.setBuddy(tree)
        every, none = QPushButton("全选(&A)", self), QPushButton("全不选(&Z)", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label, 1)
        for button, state in ((every, _CHECKED), (none, _CLEAR)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, state=state: self._set_all(state))
            row.addWidget(button)
        tree.itemChanged.connect(self.count)
        self.count()

    def count(self) -> None:
        """Say how many are ticked."""
        there = self._tree.topLevelItemCount()
        self._label.setText(f"{self._title}：{len(_checked(self._tree))} / {there}")

    def _set_all(self, state: Qt.CheckState) -> None:
        self._tree.blockSignals(True)
        for place in range(self._tree.topLevelItemCount()):
            self._item(place).setCheckState(0, state)
        self._tree.blockSignals(False)
        self._tree.itemChanged.emit(self._item(0), 0)

    def _item(self, place: int) -> QTreeWidgetItem:
        item = self._tree.topLevelItem(place)
        assert item is not None
        return item


class OffersDialog(QDialog):
    """Where this year differs from what it would take over today; the officer ticks what to take."""

    help_topic = "next-year#check"

    def __init__(
        self, document: Document, offers: Sequence[Offer], unit: MoneyUnit, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        before = document.year - 1
        self.setWindowTitle(f"与 {before} 年度核对")
        helped(self)
        self._offers = offers
        told = QLabel(f"下面的格与 {before} 年度现在的数不同。打钩的改为 {before} 年度的数，可以撤销。", self)
        told.setWordWrap(True)
        self.tree = tick_table(self, ["格", "本年度现在", f"{before} 年度的数"])
        edition, report = document.model.edition, document.report
        for place, offer in enumerate(offers):
            texts = [show(edition, offer.address, value, unit) for value in (offer.now, offer.then)]
            item = QTreeWidgetItem([describe(edition, report, offer.address), texts[0] or "（空）", texts[1]])
            item.setCheckState(0, _CHECKED)
            item.setData(0, _KEY, place)
            if not isinstance(offer.then, str):
                for column in (1, 2):
                    item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.tree.addTopLevelItem(item)
        head = TickHead("改为上年度的数", self.tree, self)
        self._buttons = buttons(self, "改为上年度的数")
        self.tree.itemChanged.connect(self._count)
        fill(self, [told, head, self.tree, self._buttons], 42, 24)
        self._count()

    def taken(self) -> list[Offer]:
        """The offers that are ticked."""
        return [self._offers[place] for place in _checked(self.tree)]

    def _count(self) -> None:
        self._buttons.buttons()[0].setEnabled(bool(_checked(self.tree)))


class YearsDialog(QDialog):
    """Every year of the document with its state; each verb is the menu's own."""

    help_topic = "next-year#list"

    def __init__(
        self, document: Document, verbs: Mapping[str, Callable[[int], object]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("年度列表")
        helped(self)
        self._document = document
        self.list = plain_table(self, ["年度", "状态", "已填", "版式", "内容摘要"])
        self.list.setAccessibleName("年度列表")
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.itemDoubleClicked.connect(lambda: self._do(verbs["open"], closing=True))
        self.list.currentItemChanged.connect(self._enable)
        box = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self._open = box.addButton("打开(&O)", role.AcceptRole)
        self._new = box.addButton("新建(&N)…", role.ActionRole)
        self._lock = box.addButton("锁定(&L)…", role.ActionRole)
        self._remove = box.addButton("删除(&D)…", role.ActionRole)
        box.addButton("关闭(&C)", role.RejectRole)
        self._open.clicked.connect(lambda: self._do(verbs["open"], closing=True))
        self._new.clicked.connect(lambda: self._do(verbs["new"]))
        self._lock.clicked.connect(lambda: self._do(verbs["lock"]))
        self._remove.clicked.connect(lambda: self._do(verbs["remove"]))
        box.rejected.connect(self.reject)
        fill(self, [self.list, box], 62, 20)
        self.refill()

    def year(self) -> int:
        """The year the cursor is on."""
        item = self.list.currentItem()
        return int(item.data(0, _KEY)) if item is not None else self._document.year

    def refill(self) -> None:
        """Read the years again; the cursor goes to the one shown."""
        self.list.clear()
        for year in self._document.years:
            edition = self._document.model_of(year).edition
            seal = self._document.seal(year)
            state = f"已上报锁定，{seal.told()}" if seal is not None else "填报中"
            if broken := self._document.broken_seal(year):
                state = "锁定后被改动过，请核对"
            texts = [
                f"{year} 年",
                state,
                f"{filled(self._document, year):,} 格",
                edition.title,
                self._document.digest(year)[:12],
            ]
            item = QTreeWidgetItem(texts)
            item.setData(0, _KEY, year)
            item.setToolTip(1, broken)
            item.setToolTip(4, f"内容摘要 {self._document.digest(year)}：内容有一点不同，摘要就不同")
            self.list.addTopLevelItem(item)
            if year == self._document.year:
                self.list.setCurrentItem(item)
        self._enable()

    def _enable(self) -> None:
        year, only = self.year(), bool(self._document.read_only)
        closed = year in self._document.years and self._document.seal(year) is not None
        self._lock.setText("解锁(&L)…" if closed else "锁定(&L)…")
        self._lock.setEnabled(not only)
        self._new.setEnabled(not only)
        self._remove.setEnabled(not only and not closed and len(self._document.years) > 1)

    def _do(self, verb: Callable[[int], object], *, closing: bool = False) -> None:
        verb(self.year())
        if closing:
            self.accept()
        else:
            self.refill()


def tick_table(parent: QWidget, headings: list[str]) -> QTreeWidget:
    """A list whose lines can be ticked with the mouse and the space bar."""
    tree = plain_table(parent, headings)
    em = QFontMetrics(tree.font()).height()
    tree.header().setStretchLastSection(False)
    tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column in range(1, len(headings)):
        tree.setColumnWidth(column, em * 7)
    tree.setMinimumHeight(em * 12)
    return tree


def _checked(tree: QTreeWidget) -> list[int]:
    items = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    return [int(item.data(0, _KEY)) for item in items if item is not None and item.checkState(0) == _CHECKED]
