"""What stands around the cells: headings, frozen labels, widths, heights, fonts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSignalBlocker, QTimer
from PySide6.QtWidgets import QAbstractItemView

from app.domain.address import Address
from ui.grid.header import ColumnHeader
from ui.grid.look import derived
from ui.grid.metrics import Metrics
from ui.grid.rowheader import Corner, EdgeDrag, RowHeader
from ui.grid.widths import Widths

if TYPE_CHECKING:
    from ui.grid.sheet import Sheet

_LABELS_MOST = 0.45  # of the view's width


class Frame(QObject):
    """Sets the view up for its table, its zoom and its palette."""

    def __init__(self, view: Sheet) -> None:
        super().__init__(view)
        self._view = view
        self.widths = Widths()
        self.metrics = Metrics(view.font(), view.session.zoom)
        self._setting = False
        self._natural = 0
        self._room = 10_000  # pixels of the view; unknown before it has a size
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._fit_labels)
        self.columns = ColumnHeader(view)
        self.labels = RowHeader(view)
        self.corner = Corner(view)
        view.setHorizontalHeader(self.columns)
        view.setVerticalHeader(self.labels)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setCornerButtonEnabled(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.columns.sectionResized.connect(self._resized)
        self.columns.sectionHandleDoubleClicked.connect(self.fit_column)
        self.columns.filter_wanted.connect(view.filter_column)
        self.columns.menu_wanted.connect(view.show_column_menu)
        self.corner.pressed.connect(view.selectAll)
        edge = EdgeDrag(self.labels.viewport(), self.corner)
        edge.dragged.connect(self._labels_dragged)
        edge.fitted.connect(self._labels_fitted)

    # ---------------------------------------------------------------- set up

    def table_changed(self) -> None:
        """Another table stands in the view."""
        self.corner.setVisible(self._view.table is not None)
        self.restyle()

    def restyle(self) -> None:
        """Another table, zoom, font or palette."""
        view, table = self._view, self._view.table
        self.metrics = Metrics(view.font(), view.session.zoom)
        view.cells.prepare(self.metrics, view.palette())
        if table is None:
            return
        with QSignalBlocker(self.columns):  # the view is laid out once, by `fit_all_rows`
            for place in range(table.columnCount()):
                view.setColumnWidth(place, self.widths.column(table, place, self.metrics))
        self.columns.set_up(table.columns, self.metrics)
        self.labels.set_up(table, self.metrics, 1)
        self._natural = self.labels.natural_width()
        self.labels.set_width(self._label_width())
        self.corner.set_up(self.label_heading(), self.metrics)
        self.fit_all_rows()

    def _label_width(self) -> int:
        """As wide as the labels, or as the officer set it, but never most of the view."""
        table = self._view.table
        if table is None:
            return self._natural
        wanted = self.widths.labels(table, self._natural, self.metrics)
        return min(wanted, max(round(self._room * _LABELS_MOST), self.metrics.width(8)))

    def resized(self, width: int) -> None:
        """The view has another width; while panes are being laid out it has many."""
        self._room = width
        self._later.start()

    def _fit_labels(self) -> None:
        if self._view.table is not None and self._label_width() != self.labels.width():
            self.labels.set_width(self._label_width())
            self.fit_all_rows()

    def place_corner(self) -> None:
        """Over Qt's own corner button."""
        if self._view.table is not None:
            edge = self._view.frameWidth()
            self.corner.setGeometry(edge, edge, self.labels.width(), self.columns.height())
            self.corner.raise_()

    def label_heading(self) -> str:
        """What stands over the labels."""
        table = self._view.table
        return "序号" if table is not None and table.is_list else "项目"

    # ---------------------------------------------------------------- heights

    def fit_all_rows(self) -> None:
        """Rows as high as their texts, up to three lines."""
        table = self._view.table
        if table is None:
            return
        with QSignalBlocker(self.labels):
            self._fit(range(table.rowCount()))
        self._view.updateGeometries()

    def filtered(self) -> None:
        """Other rows are in sight, and other headings are marked."""
        self.fit_all_rows()
        self.columns.resize_to_texts()
        self.columns.viewport().update()

    def fit_rows(self, rows: Iterable[int]) -> None:
        """The same for the rows an edit has touched."""
        self._fit(rows)

    def _fit(self, rows: Iterable[int]) -> None:
        table, document = self._view.table, self._view.session.document
        if table is None or document is None:
            return
        metrics = self.metrics
        wide = [
            (column.key, self._view.columnWidth(place))
            for place, column in enumerate(table.columns)
            if column.kind.name == "text" and not derived(column)
        ]
        records = document.report.tables.get(table.table.key, {})
        lines = table.lines
        heights = [metrics.rows(count) for count in range(5)]
        for row in rows:
            record = records.get(lines[row])
            needed = 1 if table.is_list else self.labels.lines_needed(row)
            if record is not None:
                for key, width in wide:
                    text = record.cells.get(key)
                    if isinstance(text, str):
                        needed = max(needed, metrics.lines_needed(text, width))
            height = heights[min(needed, 4)]
            if self.labels.sectionSize(row) != height:
                self.labels.resizeSection(row, height)

    # ---------------------------------------------------------------- widths

    def widen(self, cells: Iterable[Address] | None) -> None:
        """Columns of amounts grow with what an edit has put into them; None is every cell."""
        table = self._view.table
        if table is None or table.reader.mixed:
            return
        changed: dict[str, list[Address]] = {}
        for cell in cells or ():
            if cell.table == table.table.key:
                changed.setdefault(cell.column, []).append(cell)
        grown = False
        self._setting = True
        for place, column in enumerate(table.columns):
            if cells is not None and column.key not in changed:
                continue
            wanted = self.widths.figures(table, place, self.metrics, changed.get(column.key))
            if wanted > self._view.columnWidth(place):
                self._view.setColumnWidth(place, wanted)
                grown = True
        self._setting = False
        if grown:
            self.columns.resize_to_texts()

    def _resized(self, place: int, _old: int, new: int) -> None:
        table = self._view.table
        if self._setting or table is None:
            return
        self.widths.remember(table, place, new, self.metrics)
        self.columns.resize_to_texts()
        if table.columns[place].kind.name == "text":
            self.fit_all_rows()
        self._view.widths_changed.emit()

    def fit_column(self, place: int) -> None:
        """As wide as the longest text in it."""
        table = self._view.table
        if table is not None:
            self._view.setColumnWidth(place, self.widths.fitting(table, place, self.metrics))

    def _labels_dragged(self, width: int) -> None:
        table = self._view.table
        if table is None:
            return
        width = min(max(width, self.metrics.width(3)), max(self._view.width() * 2 // 3, 1))
        self.widths.remember(table, None, width, self.metrics)
        self.labels.set_width(self._label_width())
        self.fit_all_rows()
        self._view.widths_changed.emit()

    def _labels_fitted(self) -> None:
        table = self._view.table
        if table is not None:
            self.widths.forget(table, None)
            self.labels.set_width(self._label_width())
            self.fit_all_rows()
            self._view.widths_changed.emit()
