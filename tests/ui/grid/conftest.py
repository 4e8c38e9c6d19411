"""A real session on a real document in a temporary folder, and the grid on top of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.document import Document, create
from app.domain.address import parse_address
from app.domain.edition import Edition
from app.samples import sample_changes
from app.storage.editions import load_edition
from ui.grid.editors import Editor
from ui.grid.look import Look
from ui.grid.preview import Preview
from ui.grid.view import GridView
from ui.session import Session
from ui.theme import make_palette


@pytest.fixture(scope="session")
def edition() -> Edition:
    return load_edition("cn-2022")


@pytest.fixture
def document(tmp_path: Path, edition: Edition) -> Iterator[Document]:
    """An empty year."""
    with create(tmp_path / "报告.zpt", "示例单位", 2022, edition) as opened:
        yield opened


@pytest.fixture
def sample(document: Document) -> Document:
    """The 2022 report."""
    document.write(sample_changes(document.model.edition, document.report), "示例")
    return document


class Hands:
    """What an officer does with keyboard, mouse and clipboard, and what is seen of it."""

    def __init__(self, qtbot, session: Session, view: GridView) -> None:
        self.qtbot, self.session, self.view = qtbot, session, view
        self.said: list[tuple[str, str]] = []
        session.said.connect(lambda kind, text: self.said.append((kind, text)) if text else None)

    def at(self, address: str) -> Hands:
        assert self.view.go_to(parse_address(address)), address
        return self

    def where(self) -> str:
        return str(self.view.current_address())

    def press(self, *keys: Qt.Key, shift: bool = False, ctrl: bool = False, alt: bool = False) -> Hands:
        modifiers = Qt.KeyboardModifier.NoModifier
        modifiers |= Qt.KeyboardModifier.ShiftModifier if shift else modifiers
        modifiers |= Qt.KeyboardModifier.ControlModifier if ctrl else modifiers
        modifiers |= Qt.KeyboardModifier.AltModifier if alt else modifiers
        for key in keys:
            self.qtbot.keyClick(self.focus(), key, modifiers)
        return self

    def type(self, text: str) -> Hands:
        """ASCII goes the keyboard's way, anything else as the events an input method sends."""
        for sign in text:
            if sign.isascii():
                self.qtbot.keyClicks(self.focus(), sign)
            else:
                press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(self.focus(), press)
        return self

    def compose(self, preedit: str, commit: str = "") -> Hands:
        event = QInputMethodEvent(preedit, [])
        if commit:
            event.setCommitString(commit)
        QApplication.sendEvent(self.focus(), event)
        return self

    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.view

    @property
    def editor(self) -> Editor | None:
        return self.view.editing.editor

    def look(self, address: str) -> Look:
        table = self.view.table
        assert table is not None
        place = table.place(parse_address(address))
        assert place is not None, address
        return table.look(*place)

    def shown(self, address: str) -> str:
        return self.look(address).text

    def value(self, address: str) -> object:
        return self.session.document.report.get(parse_address(address))

    def select(self, first: str, last: str) -> Hands:
        self.at(first)
        self.view.selector.extend(*self.view.table.place(parse_address(last)))
        return self

    def clipboard(self, text: str = "", html: str = "") -> Hands:
        mime = QMimeData()
        if text:
            mime.setText(text)
        if html:
            mime.setHtml(html)
        QApplication.clipboard().setMimeData(mime)
        return self

    def paste(self) -> Hands:
        """Ctrl+V, and Enter where the paste is shown first."""
        self.press(Qt.Key.Key_V, ctrl=True)
        if (preview := self.preview) is not None:
            self.qtbot.keyClick(preview.focusWidget() or preview, Qt.Key.Key_Return)
        return self

    @property
    def preview(self) -> Preview | None:
        """The paste that is being shown."""
        found = [one for one in self.view.findChildren(Preview) if one.isVisible()]
        return found[0] if found else None

    def acts(self) -> list[str]:
        """The latest first."""
        return [act.text for act in self.session.document.acts(20)]


@pytest.fixture
def hands(qtbot, qapp) -> Iterator[Callable[[Document, str], Hands]]:
    """The grid on a document, in sight and with the focus."""
    made: list[Session] = []

    def show(document: Document, table: str = "accounts") -> Hands:
        qapp.setStyle("Fusion")
        qapp.setPalette(make_palette(False))
        session = Session()
        session.document = document
        made.append(session)
        view = GridView(session)
        qtbot.addWidget(view)
        view.resize(1100, 700)
        view.show_table(table)
        view.show()
        view.activateWindow()
        view.setFocus()
        qtbot.waitUntil(view.hasFocus)
        return Hands(qtbot, session, view)

    yield show
    QApplication.clipboard().clear()  # the offscreen platform crashes at exit on what is left there
