"""Export to Excel beside the work: a snapshot is written in a thread, with progress, and can be cancelled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.document import Document
from app.domain.edition import Edition
from app.domain.report import Record, Report
from ui.dialogs import buttons, named_file
from ui.theme import framed, muted
from ui.topics import helped
from ui.work import Work

if TYPE_CHECKING:
    from app.comparison.values import Comparison
    from app.exchange.page import Page

_FILTERS = {".xlsx": "Excel 工作簿 (*.xlsx)", ".pdf": "PDF 文档 (*.pdf)"}
NOT_DONE = "导出没有完成，原来的文件没有改动。请再试一次。"
_REPLACED = "同名文件将被替换"


class SaveDialog(QDialog):
    """Where a file is to be written, with what may be ticked."""

    help_topic = "printing#excel"

    def __init__(
        self, title: str, path: Path, parent: QWidget | None = None, *, suffix: str = ".xlsx"
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._suffix = suffix
        helped(self)
        self.place = QLineEdit(str(path), self)
        label = QLabel("导出到(&P)", self)
        label.setBuddy(self.place)
        browse = QPushButton("浏览(&B)…", self)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.place, 1)
        row.addWidget(browse)
        self._options = QVBoxLayout()
        self._why = QLabel(self)
        self._why.setPalette(muted(self.palette()))
        self._buttons = buttons(self, "导出")
        layout = QVBoxLayout(self)
        em = QFontMetrics(self.font()).height()
        layout.setContentsMargins(em, em, em, em)
        layout.setSpacing(round(em * 0.75))
        layout.addLayout(row)
        layout.addLayout(self._options)
        layout.addWidget(self._why)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(em * 34)
        self.place.textChanged.connect(self._check)
        self._check()

    def option(self, text: str, tip: str, ticked: bool) -> QCheckBox:
        """One more thing that may be ticked."""
        box = QCheckBox(text, self)
        box.setToolTip(tip)
        box.setChecked(ticked)
        box.setPalette(framed(self.palette()))
        self._options.addWidget(box)
        return box

    def path(self) -> Path:
        """The file to write."""
        return named_file(self.place.text(), self._suffix)

    def _check(self) -> None:
        text = self.place.text().strip()
        why = ""
        if not text:
            why = "请填导出的位置"
        elif not Path(text).name:
            why = "请填文件名"
        elif not self.path().parent.is_dir():
            why = "这个文件夹不存在"
        elif self.path().exists():
            why = _REPLACED
        self._why.setText(why)
        self._buttons.buttons()[0].setEnabled(why in {"", _REPLACED})

    def _browse(self) -> None:
        options = QFileDialog.Option.DontConfirmOverwrite
        path, _ = QFileDialog.getSaveFileName(
            self, "导出到", self.place.text(), _FILTERS[self._suffix], options=options
        )
        if path:
            self.place.setText(path)


class ExportDialog(SaveDialog):
    """Where to, whether with the data sheets, and where there are several years with their comparison."""

    def __init__(
        self, path: Path, data: bool, years: bool | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("导出 Excel", path, parent)
        self.without_data = self.option(
            "不含数据页(&D)", "数据页放其余所有填报的数，使工作簿完整；只交报表时可以不要", not data
        )
        self.with_years = self.option(
            "附年度对比(&C)",
            "把几个年度并列的表加在后面：最近在“年度对比”里选的，没有选过就是最近三年",
            bool(years),
        )
        self.with_years.setVisible(years is not None)


class TemplateDialog(SaveDialog):
    """Where to, and whether with what is filled in already."""

    help_topic = "import#form"

    def __init__(self, path: Path, year: int, parent: QWidget | None = None) -> None:
        super().__init__("导出填报模板", path, parent)
        tip = "不打钩，导出的是空表，只有行名和栏目"
        self.filled = self.option(f"带上 {year} 年度已填的数(&F)", tip, ticked=False)


class Export(Work):
    """One export of the document as it is now."""

    def __init__(
        self,
        document: Document,
        path: Path,
        data: bool,
        comparison: Comparison | None = None,
        parent: QObject | None = None,
    ) -> None:
        from app.exchange.files import ExportError
        from app.exchange.xlsx import export

        unit, taken = document.unit, (document.model, copy_report(document.report), document.results)

        def deed(work: Work) -> object:
            more = _more(comparison, taken[0].edition)
            progress, off = work.progressed.emit, work.cancelled
            return export(
                *taken, path, unit_name=unit, data=data, more=more, progress=progress, cancelled=off
            )

        super().__init__(deed, (ExportError, OSError), NOT_DONE, parent)
        self.path = path


def _more(comparison: Comparison | None, edition: Edition) -> list[Page]:
    """The pages of the years side by side, where they are wanted."""
    if comparison is None:
        return []
    from app.comparison.pages import comparison_pages

    return comparison_pages(comparison, edition.foot_notes)


def copy_report(report: Report) -> Report:
    """What is entered now, safe from what is typed while the thread runs; values are immutable."""
    tables = {
        table: {
            key: Record(each.row, dict(each.cells), each.position, each.lineage, each.parent)
            for key, each in records.items()
        }
        for table, records in report.tables.items()
    }
    return Report(report.year, tables)


def template_work(document: Document, path: Path, filled: bool, parent: QObject | None = None) -> Work:
    """The fill-in form of the year shown, empty or with what is filled in."""
    from app.exchange.files import ExportError
    from app.exchange.template import write_template

    model, unit = document.model, document.unit
    report = copy_report(document.report) if filled else Report(document.year)

    def deed(work: Work) -> object:
        progress, off = work.progressed.emit, work.cancelled
        return write_template(model, report, path, unit_name=unit, progress=progress, cancelled=off)

    return Work(deed, (ExportError, OSError), NOT_DONE, parent)
