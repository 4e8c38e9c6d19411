"""The pages of the manual, read from the program's own files: nothing is fetched, nothing else is opened."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote, unquote

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QWidget

from app.manual.pages import Manual
from app.storage.resources import resource_path
from ui.manual.style import MEASURE, style_sheet
from ui.theme import colours, quiet_bars, zoomed

_SCHEME, _SEARCH = "manual", "search"
_PICTURE_SCALE = 1.5  # device pixels of a picture for one of the page at 100 %
_RESULTS = 60
_NARROWEST = 6  # lines of text


class Browser(QTextBrowser):
    """`manual:/page#anchor` is a page, `manual:/search?words` what was found."""

    zoom_requested = Signal(int)

    def __init__(self, manual: Manual, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.manual = manual
        self.words: list[str] = []  # marked where they stand
        self._zoom = 1.0
        self._here = QUrl()  # Qt tells of a change before `source` has it
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("手册")
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(self._follow)
        self.sourceChanged.connect(self._arrived)

    # ---------------------------------------------------------------- where one is

    def go(self, target: str) -> None:
        """A page, `key` or `key#anchor`; the first one where there is none such."""
        page, anchor = self.manual.find(target)
        self._show(QUrl(f"{_SCHEME}:/{page.key}" + (f"#{anchor}" if anchor else "")))

    def search(self, text: str) -> None:
        """What is found, as a page of its own."""
        self._show(QUrl(f"{_SCHEME}:/{_SEARCH}?{quote(text)}"))

    def _show(self, url: QUrl) -> None:
        self.setSource(url, QTextDocument.ResourceType.HtmlResource)

    def _follow(self, url: QUrl) -> None:
        """Links of the manual only."""
        if url.scheme() == _SCHEME:
            self.go(f"{url.path().strip('/')}#{url.fragment()}")

    def _arrived(self, url: QUrl) -> None:
        self._here = url
        self._dress()

    @property
    def page(self) -> str:
        """Key of the page in sight; empty for what was found."""
        key = self._here.path().strip("/")
        return "" if key == _SEARCH else key

    @property
    def anchor(self) -> str:
        """The section that was gone to."""
        return self._here.fragment()

    # ---------------------------------------------------------------- what is shown

    def loadResource(self, kind: int, name: Any) -> Any:
        """Pages and pictures of the manual; anything else there is not."""
        if name.scheme() != _SCHEME:
            return None
        if kind == QTextDocument.ResourceType.ImageResource.value:
            return QImage(str(resource_path("manual") / name.path().strip("/")))
        if kind != QTextDocument.ResourceType.HtmlResource.value:
            return None
        if name.path().strip("/") == _SEARCH:
            return self._found(unquote(name.query()))
        return f"<body>{self.manual.find(name.path().strip('/'))[0].html}</body>"

    def _found(self, text: str) -> str:
        hits = self.manual.search(text)
        told = f"“{escape(text)}”找到 {len(hits)} 处" if hits else f"没有找到“{escape(text)}”"
        parts = [f"<h1>{told}</h1>"]
        if not hits:
            parts.append("<p>换一个词再试，例如表名、比率名称、菜单里的字。几个词之间用空格隔开。</p>")
        for hit in hits[:_RESULTS]:
            where = "" if hit.section.level == 1 else f"　<span class='quiet'>{escape(hit.page.title)}</span>"
            title = escape(hit.section.title)
            parts.append(f'<h3><a href="{hit.target}">{title}</a>{where}</h3><p>{escape(hit.excerpt)}</p>')
        if len(hits) > _RESULTS:
            parts.append(f"<p>……另有 {len(hits) - _RESULTS} 处，请多写一个词。</p>")
        return f"<body>{''.join(parts)}</body>"

    # ---------------------------------------------------------------- looks

    def apply_look(self, font: QFont, zoom: float) -> None:
        """Another font, zoom or palette; the place that was read stays in sight."""
        self._zoom = zoom
        read = self._read()
        self.setFont(font)
        document = self.document()
        document.setDefaultFont(font)
        document.setIndentWidth(QFontMetrics(font).height() * 1.5)
        document.setDefaultStyleSheet(style_sheet(font, self.palette()))
        quiet_bars(self)
        if self.source().isValid():
            with QSignalBlocker(self):
                self.reload()
            self._dress()
            self._read_on(read)

    def _read(self) -> int:
        """The place in the text that stands at the top."""
        return self.cursorForPosition(QPoint(self.viewport().width() // 2, 0)).position()

    def _read_on(self, place: int) -> None:
        cursor, bar = QTextCursor(self.document()), self.verticalScrollBar()
        cursor.setPosition(min(place, self.document().characterCount() - 1))
        bar.setValue(bar.value() + self.cursorRect(cursor).top() if place else 0)

    def _dress(self) -> None:
        self._fit()
        self.apply_marks()

    def _fit(self) -> None:
        """A column of text that can be read, in the middle; pictures no wider than it."""
        em = QFontMetrics(self.font()).height()
        room = self.viewport().width()
        if room < em * _NARROWEST:  # not in sight yet; a text laid out in no room does not recover
            return
        glyph = QFontMetrics(self.font()).horizontalAdvance("中")
        side = max(round(em * 1.2), (room - glyph * MEASURE) // 2)
        frame = QTextFrameFormat(self.document().rootFrame().frameFormat())
        if frame.leftMargin() != side or frame.topMargin() != em:
            frame.setLeftMargin(side)
            frame.setRightMargin(side)
            frame.setTopMargin(em)
            frame.setBottomMargin(em * 3)
            self.document().rootFrame().setFrameFormat(frame)
        self._fit_pictures(room - 2 * side - em // 2)

    def _fit_pictures(self, room: int) -> None:
        block: Any = self.document().begin()  # what Qt's stubs call an object can be gone through
        while block.isValid():
            for fragment in [piece.fragment() for piece in block]:
                if fragment.charFormat().isImageFormat():
                    self._fit_picture(fragment, room)
            block = block.next()

    def _fit_picture(self, fragment: Any, room: int) -> None:
        """Scaled here, smoothly: a text document would do it by leaving out lines of pixels."""
        form, ratio = fragment.charFormat().toImageFormat(), self.devicePixelRatioF()
        picture = QImage(str(resource_path("manual") / form.name()))
        width = round(min(picture.width() / _PICTURE_SCALE * self._zoom, room))
        if picture.isNull() or width <= 0 or round(form.width()) == width:
            return
        smooth = Qt.TransformationMode.SmoothTransformation
        scaled = picture.convertToFormat(QImage.Format.Format_RGB32).scaledToWidth(
            round(width * ratio), smooth
        )
        frame = QPainter(scaled)
        frame.setPen(colours(self.palette()).line)
        frame.drawRect(0, 0, scaled.width() - 1, scaled.height() - 1)
        frame.end()
        scaled.setDevicePixelRatio(ratio)
        place = self.source().resolved(QUrl(form.name()))
        self.document().addResource(QTextDocument.ResourceType.ImageResource.value, place, scaled)
        form.setWidth(width)
        form.setHeight(round(scaled.height() / ratio))
        cursor = QTextCursor(self.document())
        cursor.setPosition(fragment.position())
        cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(form)

    def apply_marks(self) -> None:
        """The words that were looked for."""
        form = QTextCharFormat()
        c = colours(self.palette())
        form.setBackground(QColor(c.changed))
        found = []
        for word in self.words:
            cursor = self.document().find(word)
            while not cursor.isNull():
                one: Any = QTextEdit.ExtraSelection()
                one.cursor, one.format = cursor, form
                found.append(one)
                cursor = self.document().find(word, cursor)
        self.setExtraSelections(found)

    def resizeEvent(self, event: QResizeEvent) -> None:
        read = self._read()
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
            self._read_on(read)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not zoomed(event, self.zoom_requested.emit):
            super().wheelEvent(event)
