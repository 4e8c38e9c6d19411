"""The ratios as a tree: theme, the main basis of every family, the other bases folded under it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from app.calculation.bases import main_ratio
from app.calculation.explain import format_ratio
from app.document import Document, Effect
from app.domain.amount import MoneyUnit, format_money
from app.domain.edition import Ratio
from app.domain.problem import Outcome
from app.domain.report import SETTING
from ui.session import Session

Index = QModelIndex | QPersistentModelIndex
NODE = Qt.ItemDataRole.UserRole
REMEMBERED_MS = 4000  # how long the old value stays beside the new one


class Node:
    """A theme (`ratio` is None), a family's main ratio, or another basis of it."""

    __slots__ = ("children", "family", "label", "old", "outcome", "parent", "ratio", "row", "value")

    def __init__(self, label: str, ratio: Ratio | None, parent: Node | None, row: int) -> None:
        self.label, self.ratio, self.parent, self.row = label, ratio, parent, row
        self.children: list[Node] = []
        self.family = (ratio.family or ratio.key) if ratio is not None else ""
        self.outcome: Outcome | None = None
        self.value = self.old = ""

    @property
    def level(self) -> int:
        """0 theme, 1 main basis, 2 other basis."""
        return 0 if self.ratio is None else 1 if self.parent is not None and self.parent.ratio is None else 2

    @property
    def basis(self) -> str:
        """The name of the basis; what it is made of stands in the explanation."""
        return self.ratio.basis.partition("：")[0] if self.ratio is not None else ""

    @property
    def reason(self) -> str:
        """Why there is no value; empty when there is one."""
        reason = self.outcome.reason if self.outcome is not None else None
        return reason.text if reason is not None else ""

    @property
    def lack(self) -> str:
        """缺数 or 不适用 in the place of a value; empty when there is one."""
        return lack_word(self.outcome)

    @property
    def shown(self) -> str:
        """The value, or the word in its place."""
        return self.value or self.lack


def lack_word(outcome: Outcome | None) -> str:
    """One word for why there is no value; empty when there is one."""
    reason = outcome.reason if outcome is not None else None
    if reason is None:
        return ""
    return "缺数" if reason.kind in {"missing", "empty"} else "不适用"


def show_ratio(ratio: Ratio, outcome: Outcome | None, unit: MoneyUnit) -> str:
    """A ratio as people read it; empty without a value."""
    if outcome is None or outcome.value is None:
        return ""
    if ratio.unit == "万元" and not isinstance(outcome.value, str):
        return f"{format_money(outcome.value, unit)} {unit.label}"
    return format_ratio(ratio, outcome)[1].replace("-", "−")


class RatioModel(QAbstractItemModel):
    """Reads the session's document; an act touches only the ratios whose outcome is another one."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._themes: list[Node] = []
        self._nodes: dict[str, Node] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REMEMBERED_MS)
        self._timer.timeout.connect(self.forget_old)

    # ---------------------------------------------------------------- content

    def refill(self) -> None:
        """Another document, year or choice of main bases."""
        self.beginResetModel()
        self._themes, self._nodes = [], {}
        document = self._session.document
        if document is not None:
            self._build(document)
        self.endResetModel()

    def _build(self, document: Document) -> None:
        edition = document.model.edition
        themes: dict[str, Node] = {}
        for name in edition.themes:
            themes[name] = Node(name, None, None, 0)
        for members in edition.families.values():
            main = main_ratio(document.report, members)
            name = main.theme or members[0].theme or "其他"
            theme = themes.setdefault(name, Node(name, None, None, 0))
            node = Node(main.label, main, theme, len(theme.children))
            theme.children.append(node)
            for ratio in members:
                if ratio is not main:
                    node.children.append(Node(ratio.label, ratio, node, len(node.children)))
            for each in (node, *node.children):
                assert each.ratio is not None
                self._nodes[each.ratio.key] = each
                self._read(each, document)
        self._themes = [theme for theme in themes.values() if theme.children]
        for row, theme in enumerate(self._themes):
            theme.row = row

    def _read(self, node: Node, document: Document) -> None:
        assert node.ratio is not None
        node.outcome = document.results.ratios.get(node.ratio.key)
        node.value = show_ratio(node.ratio, node.outcome, self._session.money_unit)

    def follow(self, effect: Effect) -> None:
        """Re-read what an act changed; the old value stays in sight for a moment."""
        document = self._session.document
        if document is None:
            return
        if any(address.table == SETTING for address in effect.changed):
            self.refill()
            return
        ratios = document.results.ratios
        for key, node in self._nodes.items():
            outcome = ratios.get(key)
            if outcome is node.outcome or outcome == node.outcome:
                continue
            before = node.shown
            self._read(node, document)
            node.old = before if before != node.shown else ""
            self._touch(node)
            if node.old:
                self._timer.start()

    def reread(self) -> None:
        """The money unit changed."""
        document = self._session.document
        for node in self._nodes.values():
            if document is not None:
                node.old = ""
                self._read(node, document)
                self._touch(node)

    def forget_old(self) -> None:
        """The moment is over."""
        for node in self._nodes.values():
            if node.old:
                node.old = ""
                self._touch(node)

    def _touch(self, node: Node) -> None:
        index = self.index_of(node)
        self.dataChanged.emit(index, index)

    def index_of(self, node: Node) -> QModelIndex:
        """Where a node stands."""
        return self.createIndex(node.row, 0, node)

    def find(self, key: str) -> QModelIndex:
        """Where a ratio stands."""
        node = self._nodes.get(key)
        return self.index_of(node) if node is not None else QModelIndex()

    # ---------------------------------------------------------------- Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(parent.internalPointer().children if parent.isValid() else self._themes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        nodes = parent.internalPointer().children if parent.isValid() else self._themes
        return self.createIndex(row, column, nodes[row]) if 0 <= row < len(nodes) else QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        node = index.internalPointer().parent if index.isValid() else None
        return self.index_of(node) if node is not None else QModelIndex()

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or index.internalPointer().ratio is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node: Node = index.internalPointer()
        if role == NODE:
            return node
        if role == Qt.ItemDataRole.DisplayRole:
            return node.label if node.ratio is None else f"{node.label} {node.shown}".strip()
        if node.ratio is None:
            return None
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole}:
            lines = (node.label, node.ratio.basis, node.value or node.reason or "还没有数")
            return "\n".join(line for line in lines if line)
        return None
