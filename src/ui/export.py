"""Export to Excel beside the work: a snapshot is written in a thread, with progress, and can be cancelled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal
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
from app.domain.report import Record, Report
from ui.crash import detail
from ui.dialogs import buttons, named_file
from ui.theme import framed, muted

if TYPE_CHECKING:
    from app.comparison.values import Comparison
    from app.exchange.page import Page

_FILTER = "Excel 工作簿 (*.xlsx)"
_REPLACED = "同名文件将被替换"


class ExportDialog(QDialog):
    """Where to, whether with the data sheets, and where there are several years with their comparison."""

    def __init__(
        self, path: Path, data: bool, years: bool | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("导出 Excel")
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
        self.without_data = QCheckBox("不含数据页(&D)", self)
        self.without_data.setToolTip("数据页放其余所有填报的数，使工作簿完整；只交报表时可以不要")
        self.without_data.setChecked(not data)
        self.without_data.setPalette(framed(self.palette()))
        self.with_years = QCheckBox("附年度对比(&C)", self)
        self.with_years.setToolTip("把几个年度并列的表加在后面：最近在“年度对比”里选的，没有选过就是最近三年")
        self.with_years.setChecked(bool(years))
        self.with_years.setVisible(years is not None)
        self.with_years.setPalette(framed(self.palette()))
        self._why = QLabel(self)
        self._why.setPalette(muted(self.palette()))
        self._buttons = buttons(self, "导出")
        layout = QVBoxLayout(self)
        em = QFontMetrics(self.font()).height()
        layout.setContentsMargins(em, em, em, em)
        layout.setSpacing(round(em * 0.75))
        layout.addLayout(row)
        layout.addWidget(self.without_data)
        layout.addWidget(self.with_years)
        layout.addWidget(self._why)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(em * 34)
        self.place.textChanged.connect(self._check)
        self._check()

    def path(self) -> Path:
        """The workbook to write."""
        return named_file(self.place.text(), ".xlsx")

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
        path, _ = QFileDialog.getSaveFileName(self, "导出到", self.place.text(), _FILTER, options=options)
        if path:
            self.place.setText(path)


class Export(QThread):
    """One export. Emits exactly one of `done` and `failed` (with "" when cancelled)."""

    progressed = Signal(int, int)
    done = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        document: Document,
        path: Path,
        data: bool,
        comparison: Comparison | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.path = path
        self._data = data
        self._comparison = comparison
        self._unit = document.unit
        self._taken = (document.model, copy_report(document.report), document.results)
        self._cancelled = False
        self.detail = ""  # of a failure nobody foresaw, for the maintainers

    def cancel(self) -> None:
        """Stop at the next step."""
        self._cancelled = True

    def run(self) -> None:
        from app.exchange.files import ExportError
        from app.exchange.xlsx import Cancelled, export

        try:
            more = self._more()
            done = export(
                *self._taken,
                self.path,
                unit_name=self._unit,
                data=self._data,
                more=more,
                progress=self.progressed.emit,
                cancelled=lambda: self._cancelled,
            )
        except Cancelled:
            self.failed.emit("")
        except (ExportError, OSError) as error:
            self.failed.emit(str(error))
        except Exception as error:  # noqa: BLE001 - a thread must not end the program
            self.detail = detail(type(error), error, error.__traceback__)
            self.failed.emit("导出没有完成，原来的文件没有改动。请再试一次。")
        else:
            self.done.emit(done)

    def _more(self) -> list[Page]:
        """The pages of the years side by side, where they are wanted."""
        if self._comparison is None:
            return []
        from app.comparison.pages import comparison_pages

        return comparison_pages(self._comparison, self._taken[0].edition.foot_notes)


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
