"""Forms out of the window: which, as what, where to; written beside the work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.calculation.labels import quoted
from app.document import Document
from app.domain.amount import shorten
from ui.dialogs import buttons
from ui.export import copy_report
from ui.theme import framed, muted
from ui.topics import helped
from ui.work import Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.exchange.forms_out import Choice, FormsResult
    from ui.files import Files
    from ui.memory import Memory
    from ui.session import Session

_NOT_DONE = "导出自评表没有完成。请再试一次；已经写好的文件是完整的。"
_CALLED_OFF = "导出已取消。"
_KINDS = (("Excel 工作簿", ".xlsx"), ("PDF", ".pdf"))


class FormsDialog(QDialog):
    """Which projects, Excel or PDF, a file each or one for all, and the folder."""

    help_topic = "printing#forms"

    def __init__(
        self, folder: Path, begun: int, blank: int, current: str = "", parent: QWidget | None = None
    ) -> None:
        """`begun` projects have indicators, `blank` none; `current` is the name of the one in sight."""
        super().__init__(parent)
        self.setWindowTitle("导出自评表")
        helped(self)
        self._begun = begun
        self.all = QRadioButton(f"填了指标的全部项目（{begun} 个）(&A)", self)
        self.mine = QRadioButton(f"只要{quoted(shorten(current, 24))}(&M)", self)
        self.mine.setVisible(bool(current))
        which = QButtonGroup(self)
        for button in (self.all, self.mine):
            button.setPalette(framed(self.palette()))
            which.addButton(button)
        (self.mine if current and not begun else self.all).setChecked(True)
        self.blank = self._box(f"连同没有填指标的项目（{blank} 张空白表）(&K)", bool(blank) and not begun)
        self.blank.setVisible(bool(blank))
        self.further = self._box("连同部门整体自评表和汇总表(&H)", ticked=True)
        self.kind = QComboBox(self)
        for name, ending in _KINDS:
            self.kind.addItem(name, ending)
        self.one = self._box("全部放在一个文件里(&O)", ticked=False)
        self.place = QLineEdit(str(folder), self)
        browse = QPushButton("浏览(&B)…", self)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        self._why = QLabel(self)
        self._why.setPalette(muted(self.palette()))
        self._buttons = buttons(self, "导出")
        self._lay_out(browse)
        for box in (self.all, self.mine, self.blank, self.further):
            box.toggled.connect(self._check)
        self.place.textChanged.connect(self._check)
        self._check()

    def _box(self, text: str, ticked: bool) -> QCheckBox:
        box = QCheckBox(text, self)
        box.setPalette(framed(self.palette()))
        box.setChecked(ticked)
        return box

    def _lay_out(self, browse: QPushButton) -> None:
        em = QFontMetrics(self.font()).height()
        place = QHBoxLayout()
        place.addWidget(self.place, 1)
        place.addWidget(browse)
        form = QFormLayout()
        form.addRow("格式(&T)", self.kind)
        form.addRow("文件夹(&P)", place)
        label = form.labelForField(place)
        if isinstance(label, QLabel):
            label.setBuddy(self.place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em, em, em, em)
        layout.setSpacing(round(em * 0.75))
        for part in (self.all, self.mine, self.blank, self.further):
            layout.addWidget(part)
        layout.addLayout(form)
        layout.addWidget(self.one)
        layout.addWidget(self._why)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(em * 34)

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return Path(self.place.text().strip()).expanduser()

    def _check(self) -> None:
        alone = self.mine.isChecked()
        self.blank.setEnabled(not alone)
        self.further.setEnabled(not alone)
        self.one.setEnabled(not alone)
        why = ""
        if not self.place.text().strip():
            why = "请填文件夹"
        elif not self.folder.is_dir() and not self.folder.parent.is_dir():
            why = "这个文件夹不存在"
        elif not alone and not self._begun and not (self.blank.isChecked() or self.further.isChecked()):
            why = "还没有项目填了绩效指标"
        told = "" if self.folder.is_dir() else "文件夹还没有，导出时新建"
        self._why.setText(why or told or "同名文件将被替换")
        self._buttons.buttons()[0].setEnabled(not why)

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "导出到文件夹", self.place.text())
        if folder:
            self.place.setText(folder)


def ask_and_export(session: Session, memory: Memory, files: Files, row: int | None, window: QWidget) -> None:
    """The verb: ask, then write; `row` is the project in sight."""
    document = session.document
    if document is None or files.busy():
        return
    tables = document.model.edition.forms.tables
    records = document.report.tables.get(tables.project, {})
    begun = {record.parent for record in document.report.tables.get(tables.items, {}).values()}
    name = ""
    if row in records:
        column = document.model.edition.table[tables.project].name_column
        name = str(records[row].cells.get(column) or "未命名")
    filled = len(begun & set(records))
    folder = files.export_path("").parent / f"{document.year}年度自评表"
    dialog = FormsDialog(folder, filled, len(records) - filled, name, window)
    if dialog.exec():
        memory.put("export_folder", str(dialog.folder.parent))
        rows = [row] if row is not None and dialog.mine.isChecked() else []
        export_forms(document, files, dialog, rows, window)


def export_forms(
    document: Document, files: Files, dialog: FormsDialog, rows: Sequence[int], window: QWidget
) -> None:
    """Start writing what the dialog says; the window stays usable."""
    from app.exchange.files import ExportError

    model, report, results, unit = (
        document.model, copy_report(document.report), document.results, document.unit,
    )  # fmt: skip
    blank, further = dialog.blank.isChecked(), dialog.further.isChecked() and not rows
    one = dialog.one.isChecked() or bool(rows)
    paper, folder = dialog.kind.currentData() == ".pdf", dialog.folder

    def deed(work: Work) -> object:
        from app.exchange.forms_out import Choice

        choice = Choice(model, report, results, unit, rows=rows, blank=blank, further=further)
        return _write(choice, folder, work, one=one, paper=paper)

    def said(done: object) -> None:
        result = cast("FormsResult", done)
        told = (
            "。注意：" + "；".join(text.rstrip("。") for text in result.warnings) if result.warnings else ""
        )
        where = result.paths[0] if len(result.paths) == 1 else folder
        files.say_done(f"已导出 {result.forms} 张自评表：{where}{told}", result.paths[0], len(result.paths))

    work = Work(deed, (ExportError, OSError), _NOT_DONE, window)
    files.begin(work, "正在导出自评表…", said, _CALLED_OFF)


def _write(choice: Choice, folder: Path, work: Work, *, one: bool, paper: bool) -> FormsResult:
    from app.exchange.forms_out import export_files, export_workbook, made_folder, one_name

    progress, off = work.progressed.emit, work.cancelled
    if paper:
        from ui.printing.export import export_forms_pdf, export_forms_pdfs

        if not one:
            return export_forms_pdfs(choice, folder, progress=progress, cancelled=off)
        path = made_folder(folder) / one_name(choice, ".pdf")
        return export_forms_pdf(choice, path, progress=progress, cancelled=off)
    if not one:
        return export_files(choice, folder, progress=progress, cancelled=off)
    path = made_folder(folder) / one_name(choice, ".xlsx")
    return export_workbook(choice, path, progress=progress, cancelled=off)
