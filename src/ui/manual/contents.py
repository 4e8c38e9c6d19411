"""At the left of the manual: its pages and their sections."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QFrame, QStyledItemDelegate, QTreeWidget, QTreeWidgetItem, QWidget

from app.manual.pages import Manual, Page
from ui.theme import own_viewport, quiet_bars

_TARGET = Qt.ItemDataRole.UserRole
_LINE = 1.65  # of the text's height


class _Lines(QStyledItemDelegate):
    """Lines with some air between them."""

    def sizeHint(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, round(QFontMetrics(option.font).height() * _LINE))


class Contents(QTreeWidget):
    """Pages, under them sections and entries; going along them goes along the manual."""

    wanted = Signal(str)  # page#anchor
    read = Signal()  # Enter: the text itself

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        own_viewport(self, self.palette().ColorRole.Window)
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setItemDelegate(_Lines(self))
        self.setAccessibleName("目录")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._chosen)
        self.itemActivated.connect(lambda *_: self.read.emit())

    def fill(self, manual: Manual) -> None:
        """The pages of another manual."""
        with QSignalBlocker(self):
            self.clear()
            for page in manual.pages.values():
                self.addTopLevelItem(_page_item(page))

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.wanted.emit(item.data(0, _TARGET))

    def mark(self, page: str, anchor: str) -> None:
        """The section in sight; it is unfolded, other pages are folded."""
        with QSignalBlocker(self):
            found = None
            for place in range(self.topLevelItemCount()):
                item = self.topLevelItem(place)
                assert item is not None
                here = item.data(0, _TARGET) == page
                item.setExpanded(here)
                if here:
                    found = (_find(item, f"{page}#{anchor}") if anchor else None) or item
            if found is None:
                self.clearSelection()
                return
            self.setCurrentItem(found)
            self.scrollToItem(found)

    def apply_look(self, font: QFont) -> None:
        """Sizes from the font."""
        self.setFont(font)
        self.setIndentation(round(QFontMetrics(font).height() * 0.9))
        quiet_bars(self)


def _page_item(page: Page) -> QTreeWidgetItem:
    """A page with what hangs under it; entries hang under the section before them."""
    top = _item(page.title, page.key)
    section: QTreeWidgetItem | None = None
    for part in page.sections:
        if part.level == 2:
            section = _item(part.title, f"{page.key}#{part.anchor}")
            top.addChild(section)
        elif part.level == 3 and section is not None:
            section.addChild(_item(part.title, f"{page.key}#{part.anchor}"))
    return top


def _item(title: str, target: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([title])
    item.setData(0, _TARGET, target)
    item.setToolTip(0, title)
    return item


def _find(item: QTreeWidgetItem, target: str) -> QTreeWidgetItem | None:
    if item.data(0, _TARGET) == target:
        return item
    for place in range(item.childCount()):
        if (found := _find(item.child(place), target)) is not None:
            return found
    return None
