"""年度对比 in the place of the table: which years, which column, against what; then table or charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.comparison.build import LATEST, compare, offered_measures
from app.comparison.values import Comparison
from app.document import Document, DocumentError
from ui.chip import Chip
from ui.comparison.table import ComparisonTable
from ui.icons import icon
from ui.messages import ElidedLabel
from ui.session import Session
from ui.theme import LARGE, framed, muted, quiet_bars, scaled

if TYPE_CHECKING:
    from ui.comparison.charts import ChartPane
    from ui.find_bar import FindBar

_ACROSS = 8  # years beside each other
_PAUSE_MS = 60  # a burst of edits is read once
TABLE, CHARTS, EMPTY = range(3)


class ComparisonPane(QWidget):
    """Reads the session's document whenever it is looked at."""

    help_topic = "next-year#compare"

    jump_wanted = Signal(int, object)
    zoom_requested = Signal(int)
    new_year_wanted = Signal()
    compared = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.palette().ColorRole.Base)
        self._session = session
        self._document: Document | None = None
        self.comparison: Comparison | None = None
        self.find_bar: FindBar | None = None  # made when it is first asked for
        self.charts: ChartPane | None = None  # made when they are first looked at
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self.compare)
        self._controls()
        self.table = ComparisonTable(session, self)
        self.table.jump_wanted.connect(self.jump_wanted)
        self.table.zoom_requested.connect(self.zoom_requested)
        self._empty = _Empty(self)
        self._empty.button.clicked.connect(self.new_year_wanted)
        self.stack = QStackedWidget(self)
        self._charts_place = QWidget(self)
        QVBoxLayout(self._charts_place).setContentsMargins(0, 0, 0, 0)
        for page in (self.table, self._charts_place, self._empty):
            self.stack.addWidget(page)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head)
        layout.addWidget(self._tools)
        layout.addWidget(self.stack, 1)
        self.setFocusProxy(self.table)

    def _controls(self) -> None:
        self.title = ElidedLabel()
        self.title.setText("年度对比")
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.unit = QLabel(self)
        self.as_table, self.as_charts = Chip("表(&B)", parent=self), Chip("图(&G)", parent=self)
        self.as_table.setToolTip("看表")
        self.as_charts.setToolTip("看图")
        self.as_table.setChecked(True)
        self.as_table.clicked.connect(lambda: self.show_charts(False))
        self.as_charts.clicked.connect(lambda: self.show_charts(True))
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        self._head.addWidget(self.unit)
        self._head.addStretch(1)
        self._head.addWidget(self.as_table)
        self._head.addWidget(self.as_charts)
        self._tools = QWidget(self)
        self._tools.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.years: dict[int, Chip] = {}
        self._year_label = QLabel("年度", self)
        self._year_place = QGridLayout()
        self.measure = QComboBox(self)
        self.measure.setAccessibleName("比较哪一栏")
        self.measure.setToolTip("比较哪一栏")
        self.measure.activated.connect(self.compare)
        self.against = QComboBox(self)
        self.against.setAccessibleName("与哪一年比")
        self.against.setToolTip("各年与它的上一个年度比，或都与一个基年比")
        self.against.activated.connect(self.compare)
        self.filled = QCheckBox("只看有数的行(&D)", self)
        self.filled.setChecked(True)
        self.filled.toggled.connect(self._show)
        for box in (self.measure, self.against):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._line = QHBoxLayout(self._tools)
        self._line.addWidget(self._year_label)
        self._line.addLayout(self._year_place)
        for widget in (self.measure, self.against, self.filled):
            self._line.addWidget(widget)
        self._line.addStretch(1)

    # ---------------------------------------------------------------- what it shows

    def refill(self) -> None:
        """Looked at again, or another document: which years and columns there are, and the figures."""
        document = self._session.document
        if document is None:
            return
        fresh = document is not self._document
        self._document = document
        chosen = [] if fresh else [year for year, chip in self.years.items() if chip.isChecked()]
        there = document.years
        if list(self.years) != there or fresh:
            new = [year for year in there if year not in self.years]
            self._offer_years(there, [*chosen, *new] if chosen else there[-LATEST:])
        self._offer_measures(document, fresh)
        self.compare()

    def follow(self) -> None:
        """An edit: read again soon, when it can be seen."""
        if self.isVisible():
            self._soon.start()

    def _offer_years(self, years: list[int], chosen: list[int]) -> None:
        for chip in self.years.values():
            self._year_place.removeWidget(chip)
            chip.deleteLater()
        self.years = {}
        for at, year in enumerate(years):
            chip = Chip(str(year), parent=self._tools)
            chip.setFont(self.font())
            chip.setChecked(year in chosen)
            chip.setToolTip(f"{year} 年度参加对比")
            chip.setAccessibleName(f"{year} 年度")
            chip.clicked.connect(self.compare)
            self.years[year] = chip
            self._year_place.addWidget(chip, at // _ACROSS, at % _ACROSS)

    def _offer_measures(self, document: Document, fresh: bool) -> None:
        now = self.measure.currentData()
        self.measure.clear()
        for measure in offered_measures(document):
            self.measure.addItem(measure.label, measure.key)
        if not fresh:
            self.measure.setCurrentIndex(max(0, self.measure.findData(now)))

    def _offer_bases(self, years: list[int]) -> int | None:
        """逐年, or each year as the base; the present choice stays while its year takes part."""
        base = self.against.currentData()
        self.against.clear()
        self.against.addItem("逐年比", None)
        for year in years:
            self.against.addItem(f"与 {year} 年比", year)
        self.against.setCurrentIndex(max(0, self.against.findData(base)) if base in years else 0)
        return self.against.currentData()

    def compare(self) -> None:
        """Put the chosen years side by side."""
        document = self._session.document
        if document is None:
            return
        years = [year for year, chip in self.years.items() if chip.isChecked()]
        enough = len(years) >= 2
        base = self._offer_bases(years)
        self._tools.setVisible(len(document.years) > 1)
        for chip in (self.as_table, self.as_charts):
            chip.setVisible(enough)
        if not enough:
            self.comparison = None
            self._empty.tell(len(document.years), bool(document.read_only))
            self.unit.setText("")
            self.stack.setCurrentIndex(EMPTY)
            self.compared.emit()
            return
        self._session.compared = tuple(years), (self.measure.currentData(),), base
        try:
            self.comparison = compare(document, *self._session.compared)
        except DocumentError as error:
            self._session.said.emit("error", str(error))
            return
        self.stack.setCurrentIndex(CHARTS if self.as_charts.isChecked() else TABLE)
        self._show()
        self.compared.emit()

    def _show(self) -> None:
        if self.comparison is None:
            return
        unit = self._session.money_unit
        self.unit.setText(f"单位：{unit.label}")
        if self.stack.currentIndex() == TABLE:
            self.table.show_comparison(self.comparison, filled=self.filled.isChecked(), unit=unit)
            if self.find_bar is not None:
                self.find_bar.read_again()
        elif self.charts is not None and self._session.document is not None:
            self.charts.show_years(self._session.document, self.comparison.years)

    def show_charts(self, wanted: bool) -> None:
        """The figures drawn, or the table; what draws is imported when it is first asked for."""
        self.as_table.setChecked(not wanted)
        self.as_charts.setChecked(wanted)
        for widget in (self.measure, self.against, self.filled):
            widget.setVisible(not wanted)
        if wanted and self.charts is None:
            self._tools.repaint()  # what was chosen is seen while the drawing library is loaded
            from ui.comparison.charts import ChartPane

            self.charts = ChartPane(self._session, self)
            self.charts.apply_look(self._session.zoom)
            place = self._charts_place.layout()
            assert place is not None
            place.addWidget(self.charts)
        if self.comparison is not None:
            self.stack.setCurrentIndex(CHARTS if wanted else TABLE)
            self._show()

    def find_text(self) -> None:
        """Look for a text in the labels and figures of the table."""
        if self.stack.currentIndex() != TABLE:
            return
        if self.find_bar is None:
            from ui.find_bar import FindBar

            self.find_bar = FindBar(self)
            self.find_bar.apply_look(self._session.zoom)
            self.find_bar.found.connect(self.table.go_to)
            self.find_bar.closed.connect(self.focus)
            self._column.insertWidget(2, self.find_bar)
        self.find_bar.start(self.table.cells_)

    def focus(self) -> None:
        """To what is shown."""
        pages: dict[int, QWidget] = {TABLE: self.table, EMPTY: self._empty.button}
        pages.get(self.stack.currentIndex(), self.as_charts).setFocus(Qt.FocusReason.OtherFocusReason)

    # ---------------------------------------------------------------- looks

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        em = QFontMetrics(font).height()
        self.setFont(font)
        self.title.setFont(scaled(font, LARGE, font.Weight.Bold))
        quiet = muted(QApplication.palette())
        for label in (self.unit, self._year_label):
            label.setPalette(quiet)
        self.filled.setPalette(framed(QApplication.palette()))
        plain = (self.unit, self._year_label, self.measure, self.against, self.filled)
        for widget in (*plain, self.as_table, self.as_charts, *self.years.values()):
            widget.setFont(font)
        self._head.setContentsMargins(round(em * 0.75), em // 2, em // 2, em // 4)
        self._head.setSpacing(em // 2)
        self._line.setContentsMargins(round(em * 0.75), 0, em // 2, em // 2)
        self._line.setSpacing(em // 2)
        self._year_place.setSpacing(em // 4)
        self._empty.apply_look(font, em)
        self.table.setFont(QApplication.font())  # which it scales itself, as the tables do
        self.table.restyle(zoom)
        quiet_bars(self.table)
        for part in (self.charts, self.find_bar):
            if part is not None:
                part.apply_look(zoom)


class _Empty(QWidget):
    """What to do when there are not yet two years to compare."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton(icon("add", "accent"), "新建年度(&N)…", self)
        self.button.setAutoDefault(False)
        self._layout = QVBoxLayout(self)
        self._layout.addStretch(2)
        self._layout.addWidget(self.text)
        self._layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addStretch(3)

    def tell(self, years: int, read_only: bool) -> None:
        """Why there is nothing to see."""
        if years > 1:
            self.text.setText("至少选两个年度，才能并列对比。")
        else:
            self.text.setText(
                "文档里只有一个年度，还不能对比。\n"
                "用“年度”菜单的“新建年度”加上年或下年，填好后回到这里，各年的表、比率和项目就并列出来。"
            )
        self.button.setVisible(years == 1 and not read_only)

    def apply_look(self, font: object, em: int) -> None:
        """Sizes from the font."""
        self.text.setPalette(muted(QApplication.palette()))
        self.button.setIconSize(QSize(em, em))
        self._layout.setSpacing(em)
        self._layout.setContentsMargins(em * 2, em, em * 2, em)
