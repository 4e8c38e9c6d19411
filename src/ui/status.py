"""The line at the bottom: saved when, what the selection adds up to, unit and zoom."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from ui.icons import icon
from ui.messages import ElidedLabel, full_stop
from ui.session import ZOOM_STEP, Session
from ui.theme import scaled

_INFO_MS = 8000


class StatusLine(QWidget):
    """Reads the session; its two buttons change how money and text are shown."""

    unit_wanted = Signal()  # the other one

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._mark = QLabel(self)
        self._saved = QLabel(self)
        self._saved.setAccessibleName("保存状态")
        self._said = ElidedLabel(self)
        self._summary = QLabel(self)
        self._summary.setAccessibleName("选中区域的合计")
        self._summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._unit = QToolButton(self)
        self._unit.setToolTip("金额单位：点一下在万元和元之间切换，数据不变（Ctrl+U）")
        self._unit.clicked.connect(self.unit_wanted)
        self._zoom = QToolButton(self)
        self._zoom.setToolTip("显示比例：点一下回到 100%（Ctrl+0）；Ctrl+滚轮 缩放")
        self._zoom.clicked.connect(lambda: session.set_zoom(1.0))
        self.progress: QProgressBar | None = None
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._mark)
        self._layout.addWidget(self._saved)
        self._layout.addWidget(self._said, 1)
        self._layout.addWidget(self._summary)
        for button in (self._unit, self._zoom):
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._layout.addWidget(button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_INFO_MS)
        self._timer.timeout.connect(lambda: self._said.setText(""))

    def apply_look(self, zoom: float) -> None:
        """The status line grows with the zoom, moderately."""
        font = scaled(QApplication.font(), 1 + (zoom - 1) * 0.5)
        self.setFont(font)
        em = QFontMetrics(font).height()
        self._layout.setContentsMargins(round(em * 0.75), em // 8, em // 2, em // 8)
        self._layout.setSpacing(em // 2)
        self._mark_size = em
        self.show_saved()
        self.show_view()

    def show_saved(self) -> None:
        """Saved when; every act is on the disk before it is shown."""
        document = self._session.document
        self._mark.setVisible(document is not None)
        if document is None:
            self._saved.setText("")
            return
        if document.read_only:
            text, name, role = "只读", "lock", "warning"
        else:
            at = document.saved_at
            text, name, role = (f"已保存 {at:%H:%M}" if at else "已保存"), "ok", "ok"
        size = QSize(self._mark_size, self._mark_size)
        self._mark.setPixmap(icon(name, role).pixmap(size, self.devicePixelRatioF()))
        if text != self._saved.text():
            self._saved.setText(text)
            self._saved.setToolTip(f"{document.path}\n每一步都已写入文件，不需要手动保存")

    def show_view(self) -> None:
        """Unit and zoom."""
        self._unit.setText(self._session.money_unit.label)
        self._zoom.setText(f"{round(self._session.zoom * 100)}%")

    def show_summary(self, text: str) -> None:
        """求和 平均 计数 of what is selected."""
        self._summary.setText(text)

    def say(self, text: str) -> None:
        """Something that went well; it goes away by itself."""
        self._said.setText(full_stop(text))
        if text:
            self._timer.start()

    def said(self) -> str:
        """What is being said."""
        return self._said.text()

    def show_progress(self, done: int, total: int) -> QProgressBar:
        """How far long work has come; `end_progress` takes it away."""
        if self.progress is None:
            self.progress = QProgressBar(self)
            self.progress.setTextVisible(False)
            self.progress.setMaximumWidth(self.width() // 5)
            self.progress.setAccessibleName("进度")
            self._layout.insertWidget(3, self.progress)
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        return self.progress

    def end_progress(self) -> None:
        """The long work is done or was cancelled."""
        if self.progress is not None:
            self.progress.deleteLater()
            self.progress = None


def zoom_by(session: Session, steps: int) -> None:
    """Larger or smaller by tenths."""
    session.set_zoom(session.zoom + steps * ZOOM_STEP)
