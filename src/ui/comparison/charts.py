"""The charts of the years: which one, the picture, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.comparison.charts import Drawing, drawings
from app.document import Document, DocumentError
from ui.chip import Chip
from ui.comparison.plot import Plot
from ui.icons import icon
from ui.session import Session
from ui.theme import muted, scaled

_FILTERS = {"PNG 图片 (*.png)": ".png", "SVG 矢量图 (*.svg)": ".svg"}
_NONE = "这一年度的版式里没有定义图。新建的年度用新的版式，就有图。"


class ChartPane(QWidget):
    """Draws what the layout of the latest chosen year names."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.drawings: list[Drawing] = []
        self._chosen = ""
        self._chips: dict[str, Chip] = {}
        self.plot = Plot(self)
        self.none = QLabel(_NONE, self)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setWordWrap(True)
        self.copy = self._tool("复制图片(&P)", "copy", "把图放到剪贴板，可以粘贴到 Word、WPS")
        self.copy.clicked.connect(self.copy_picture)
        self.save = self._tool("保存图片(&S)…", "export", "存成 PNG 图片或 SVG 矢量图")
        self.save.clicked.connect(self.ask_where)
        self._line = QHBoxLayout()
        self._place = QHBoxLayout()
        self._line.addLayout(self._place)
        self._line.addStretch(1)
        self._line.addWidget(self.copy)
        self._line.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._line)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.none, 1)

    def _tool(self, text: str, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setIcon(icon(name))
        button.setAutoRaise(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    # ---------------------------------------------------------------- what it shows

    def show_years(self, document: Document, years: Sequence[int]) -> None:
        """These years of the document, drawn anew."""
        try:
            self.drawings = drawings(document, years)
        except DocumentError as error:
            self._session.said.emit("error", str(error))
            return
        if [drawing.key for drawing in self.drawings] != list(self._chips):
            self._offer()
        there = bool(self.drawings)
        for widget in (self.plot, self.copy, self.save):
            widget.setVisible(there)
        self.none.setVisible(not there)
        if there:
            self._draw()

    def _offer(self) -> None:
        for chip in self._chips.values():
            self._place.removeWidget(chip)
            chip.deleteLater()
        self._chips = {}
        for drawing in self.drawings:
            chip = Chip(drawing.title.partition("（")[0], parent=self)
            chip.setFont(self.font())
            chip.clicked.connect(lambda _=False, key=drawing.key: self.choose(key))
            self._chips[drawing.key] = chip
            self._place.addWidget(chip)

    def choose(self, key: str | int) -> None:
        """Another chart, by its key or its place."""
        self._chosen = self.drawings[key].key if isinstance(key, int) else key
        self._draw()

    def _draw(self) -> None:
        drawing = self.shown
        for key, chip in self._chips.items():
            chip.setChecked(key == drawing.key)
        for button in (self.copy, self.save):
            button.setEnabled(not drawing.lack)
        self.plot.draw(drawing)
        QTimer.singleShot(0, self.plot.fit)  # once the parts have their places

    @property
    def shown(self) -> Drawing:
        """The chart in sight."""
        return next((one for one in self.drawings if one.key == self._chosen), self.drawings[0])

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        em = QFontMetrics(font).height()
        self.setFont(font)
        for widget in (self.copy, self.save, self.none, *self._chips.values()):
            widget.setFont(font)
        for button in (self.copy, self.save):
            button.setIconSize(QSize(em, em))
        self.none.setPalette(muted(QApplication.palette()))
        self.plot.setFont(font)
        self._line.setContentsMargins(round(em * 0.75), 0, em // 2, em // 4)
        self._place.setSpacing(em // 4)
        self._line.setSpacing(em // 2)

    # ---------------------------------------------------------------- the picture

    def copy_picture(self) -> None:
        """To the clipboard."""
        QGuiApplication.clipboard().setImage(self.plot.image())
        self._session.said.emit("info", f"已复制图片“{self.shown.title}”，可以粘贴到别的程序。")

    def ask_where(self) -> None:
        """Into a file; one that is there is replaced only when the officer says so."""
        document = self._session.document
        if document is None:
            return
        name = f"{document.path.stem}-{self.shown.title}".replace("“", "").replace("”", "")
        proposed = document.path.parent / f"{name}.png"
        path, chosen = QFileDialog.getSaveFileName(self, "保存图片", str(proposed), ";;".join(_FILTERS))
        if path:
            self.save_picture(with_suffix(Path(path), _FILTERS.get(chosen, ".png")))

    def save_picture(self, path: Path) -> bool:
        """Written aside, read back, then put in place; False when it was not, and why is said."""
        from app.exchange.files import ExportError, put_in_place, write_through

        content = self.plot.svg() if path.suffix.lower() == ".svg" else self.plot.png()
        try:
            with put_in_place(path) as aside:
                write_through(aside, content)
                if not readable(aside.read_bytes(), path.suffix.lower()):
                    raise ExportError("图片读回核对时打不开，没有放到位，原来的文件没有改动。请再保存一次。")
        except ExportError as error:
            self._session.said.emit("error", str(error))
            return False
        self._session.said.emit("info", f"已保存图片 {path}")
        return True


def with_suffix(path: Path, suffix: str) -> Path:
    """The file meant: with the chosen kind's ending unless another that is known was typed."""
    return path if path.suffix.lower() in _FILTERS.values() else path.with_name(path.name + suffix)


def readable(content: bytes, suffix: str) -> bool:
    """Whether a picture can be opened again."""
    if suffix == ".svg":
        from PySide6.QtSvg import QSvgRenderer

        return bool(QSvgRenderer(content).isValid())
    from PySide6.QtGui import QImage

    return not QImage.fromData(content).isNull()
