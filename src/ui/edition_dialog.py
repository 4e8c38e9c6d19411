"""更换版式: which layout a year follows, a shipped one or one of the officer's own files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.edition import Edition
from app.storage.editions import EditionInfo, list_editions
from ui.dialogs import buttons
from ui.theme import muted
from ui.topics import helped

_SOURCE = Qt.ItemDataRole.UserRole
_WIDTH = 46  # in widths of a Chinese character, about


class EditionDialog(QDialog):
    """A list of the layouts that are there, and a button for a file; `source` is what was chosen."""

    help_topic = "next-year#layout"

    def __init__(self, now: Edition, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("更换版式")
        helped(self)
        told = QLabel(f"{year} 年度现在用的是“{now.title}”（{now.id}）。改用：", self)
        told.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName("版式")
        for info in list_editions():
            if not info.accounts:
                self._add(info, now)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _: self.accept())
        other = QPushButton("从文件选(&F)…", self)
        other.setAutoDefault(False)
        other.clicked.connect(self._from_file)
        note = QLabel(
            "已填的数不动；表、比率、校验、计分办法和表样都照新的版式，可以撤销。"
            "财政部门另有规定的，把规定写成版式文件（.toml）后在这里选。",
            self,
        )
        note.setWordWrap(True)
        note.setPalette(muted(self.palette()))
        layout = QVBoxLayout(self)
        for part in (told, self.list, other, note, buttons(self, "更换")):
            layout.addWidget(part)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("版") * _WIDTH)

    @property
    def source(self) -> str:
        """Path of the chosen layout's folder or file."""
        item = self.list.currentItem()
        return str(item.data(_SOURCE)) if item is not None else ""

    def _add(self, info: EditionInfo, now: Edition) -> None:
        first, last = info.years
        mark = "　（现在用的，可以换成随软件来的最新内容）" if info.id == now.id else ""
        item = QListWidgetItem(f"{info.title}　{info.id}　适用 {first}—{last} 年度{mark}", self.list)
        item.setData(_SOURCE, str(info.path))

    def _from_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "选版式文件", "", "版式文件 (*.toml)")
        if not path:
            return
        item = QListWidgetItem(Path(path).name, self.list)
        item.setData(_SOURCE, path)
        self.list.setCurrentItem(item)
