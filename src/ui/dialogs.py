"""The few dialogs: a new document, going back to a backup, the operation log, a note."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.act import Act
from app.storage.backup import Backup
from ui.files import FILTER, SUFFIX
from ui.theme import muted
from ui.topics import helped

_YEARS = 2000, 2100
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def documents_folder() -> Path:
    """文档, as the system knows it."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(found) if found else Path.home()
    with contextlib.suppress(OSError):  # a home that may not be looked into
        return folder if folder.is_dir() else Path.home()
    return Path.home()


def file_name(unit: str, year: int) -> str:
    """The name a new document gets by itself."""
    return f"{clean_name(unit) or '部门'}-{year}年绩效自评{SUFFIX}"


def clean_name(text: str) -> str:
    """A text as a part of a file's name."""
    return _FORBIDDEN.sub("", text).strip(" .")[:60]


def named_file(text: str, suffix: str) -> Path:
    """The file a typed place means, with the suffix it must have; a bare folder stays as it is."""
    path = Path(text.strip()).expanduser()
    fits = path.suffix.lower() == suffix or not path.name
    return path if fits else path.with_name(path.name + suffix)


def buttons(parent: QDialog, accept: str, cancel: str = "取消") -> QDialogButtonBox:
    """The usual two, in our words."""
    box = QDialogButtonBox(parent)
    if accept:
        button = box.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
        button.setDefault(True)
    box.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
    box.accepted.connect(parent.accept)
    box.rejected.connect(parent.reject)
    return box


def agreed(parent: QWidget, title: str, question: str) -> bool:
    """Whether the officer says yes to something that is not done lightly."""
    yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.Cancel
    return bool(QMessageBox.question(parent, title, question, yes | no, no) == yes)


class NewDialog(QDialog):
    """Unit, year, place. The name of the file follows the first two until it is typed over."""

    help_topic = "first-day#new"

    def __init__(self, folder: Path, parent: QWidget | None = None, year: int | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("新建")
        helped(self)
        self._folder = folder
        self.unit = QLineEdit(self)
        self.unit.setPlaceholderText("单位全称，例如：××市科学技术协会")
        self.year = year_box(self, year or datetime.now().astimezone().year - 1)
        self.place = QLineEdit(self)
        browse = QPushButton("浏览(&B)…", self)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(browse)
        self._why = QLabel(self)
        self._why.setWordWrap(True)
        form = QFormLayout()
        form.addRow("单位名称(&U)", self.unit)
        form.addRow("年度(&Y)", self.year)
        form.addRow("保存到(&P)", row)
        label = form.labelForField(row)
        if isinstance(label, QLabel):
            label.setBuddy(self.place)
        self._buttons = buttons(self, "新建")
        fill_form(self, form, self._why, self._buttons, 32)
        self._typed = False
        self.place.textEdited.connect(self._place_typed)
        self.unit.textChanged.connect(self._follow)
        self.year.valueChanged.connect(self._follow)
        self.place.textChanged.connect(self._check)
        self._follow()

    def path(self) -> Path:
        """Where the document shall be."""
        return named_file(self.place.text(), SUFFIX)

    def _place_typed(self) -> None:
        self._typed = True

    def _follow(self) -> None:
        if not self._typed:
            path = self._folder / file_name(self.unit.text(), self.year.value())
            number = 2
            while path.exists():
                path = self._folder / file_name(self.unit.text(), self.year.value()).replace(
                    SUFFIX, f"（{number}）{SUFFIX}"
                )
                number += 1
            self.place.setText(str(path))
        self._check()

    def _check(self) -> None:
        why = ""
        text = self.place.text().strip()
        if not self.unit.text().strip():
            why = "请填单位名称"
        elif not text:
            why = "请填保存的位置"
        elif not Path(text).name:
            why = "请填文件名"
        elif self.path().exists():
            why = "这个文件已经在了；换一个名字，或直接打开它"
        elif not self.path().parent.is_dir():
            why = "这个文件夹不存在"
        self._why.setText(why)
        self._why.setPalette(muted(self.palette()))
        self._buttons.buttons()[0].setEnabled(not why)

    def _browse(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, "保存到", self.place.text(), FILTER, options=QFileDialog.Option.DontConfirmOverwrite
        )
        if path:
            self._typed = True
            self.place.setText(path)


class RestoreDialog(QDialog):
    """The verified backups of one document, the newest first."""

    help_topic = "files#restore"

    def __init__(self, path: Path, backups: Sequence[Backup], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("从备份恢复")
        helped(self)
        told = QLabel(
            f"“{path.name}”的备份，每一份都核对过。恢复会用选中的备份替换现在的文件；"
            "替换前，现在的文件也会先备份一份。",
            self,
        )
        told.setWordWrap(True)
        self.list = plain_table(self, ["时间", "大小"])
        self.list.setAccessibleName("备份")
        for copy, at, size in backups:
            item = QTreeWidgetItem([f"{at:%Y-%m-%d %H:%M:%S}", f"{max(1, round(size / 1024))} KB"])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(0, Qt.ItemDataRole.UserRole, str(copy))
            item.setToolTip(0, str(copy))
            self.list.addTopLevelItem(item)
        box = buttons(self, "恢复成这一份" if backups else "", "取消" if backups else "关闭")
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        else:
            told.setText(f"“{path.name}”还没有备份。关闭文档时会自动备份一份。")
            self.list.hide()
        fill(self, [told, self.list, box], 32, 20 if backups else 8)

    def chosen(self) -> Path | None:
        """The backup the cursor is on."""
        item = self.list.currentItem()
        return Path(item.data(0, Qt.ItemDataRole.UserRole)) if item is not None else None


class LogDialog(QDialog):
    """Who did what and when; the newest first."""

    help_topic = "files#log"

    def __init__(self, acts: list[Act], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("操作日志")
        helped(self)
        self.list = plain_table(self, ["时间", "年度", "操作人", "做了什么"])
        self.list.setAccessibleName("操作日志")
        lines = ([act.time.replace("T", " "), str(act.year), act.user, act.text] for act in acts)
        items = [QTreeWidgetItem(line) for line in lines]
        for item, act in zip(items, acts, strict=True):
            item.setToolTip(3, act.text)
        self.list.addTopLevelItems(items)
        told = QLabel("每一步操作都记在文档里。" if acts else "这份文档还没有操作。", self)
        fill(self, [told, self.list, buttons(self, "", "关闭")], 52, 30)
        em = QFontMetrics(self.font()).height()
        for column, width in enumerate((11, 4, 6)):
            self.list.setColumnWidth(column, em * width)


class NoteDialog(QDialog):
    """The note of one cell."""

    help_topic = "entry#notes"

    def __init__(self, name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("批注")
        helped(self)
        label = QLabel(f"{name}的来源、说明：", self)
        label.setWordWrap(True)
        self.text = QPlainTextEdit(text, self)
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText("这个数的来源，例如文号；推算的，写明怎么推算")
        label.setBuddy(self.text)
        fill(self, [label, self.text, buttons(self, "写入")], 30, 14)
        self.text.setFocus()
        self.text.selectAll()


def plain_table(parent: QWidget, headings: list[str]) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setHeaderLabels(headings)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    tree.header().setStretchLastSection(True)
    tree.setColumnWidth(0, QFontMetrics(tree.font()).height() * 14)
    return tree


def year_box(parent: QWidget, year: int) -> QSpinBox:
    box = QSpinBox(parent)
    box.setRange(*_YEARS)
    box.setSuffix(" 年")
    box.setValue(year)
    return box


def fill_form(dialog: QDialog, form: QFormLayout, why: QWidget, foot: QWidget, width: int) -> None:
    """The form, what is to be said of it, and the buttons at the foot."""
    em = QFontMetrics(dialog.font()).height()
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(em, em, em, em)
    layout.setSpacing(round(em * 0.75))
    form.setSpacing(em // 2)
    layout.addLayout(form)
    layout.addWidget(why)
    layout.addStretch(1)
    layout.addWidget(foot)
    dialog.setMinimumWidth(em * width)


def fill(dialog: QDialog, widgets: list[QWidget], width: int, height: int) -> None:
    em = QFontMetrics(dialog.font()).height()
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(em, em, em, em)
    layout.setSpacing(round(em * 0.6))
    for widget in widgets:
        layout.addWidget(widget)
    dialog.resize(em * width, em * height)
