"""“这个数怎么来的”: the formula in words and in numbers, the rounding, the basis, the cells; and the note."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.calculation import labels
from app.calculation.explain import Explanation, explain
from app.document import Effect
from app.domain.address import Address, parse_address
from app.domain.amount import WAN, format_money, plain_money
from app.domain.problem import Outcome
from ui.grid.look import score_word
from ui.icons import icon
from ui.note_editor import NoteEditor
from ui.ratio_model import lack_word
from ui.session import Session
from ui.theme import LARGE, SMALL, colours, muted, own_viewport, scaled

_LONG_TEXT = 30  # characters; more is no figure to be seen from afar
_SHOWN_SOURCES = 12  # a sum over thousands of rows names the first ones


class _Section:
    """A small heading over a text; hidden together when there is nothing to say."""

    def __init__(self, layout: QVBoxLayout, title: str, parent: QWidget) -> None:
        self.heading = QLabel(title, parent)
        self.body = QLabel(parent)
        self.body.setWordWrap(True)
        _give_way(self.body)
        self.body.setTextFormat(Qt.TextFormat.PlainText)
        self.body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.heading.setBuddy(self.body)
        layout.addWidget(self.heading)
        layout.addWidget(self.body)

    def show(self, text: str) -> None:
        if text != self.body.text():
            self.body.setText(text)
        self.heading.setVisible(bool(text))
        self.body.setVisible(bool(text))


class ExplanationPanel(QScrollArea):
    """Follows the selection; recomputes what it says after every act, repaints only what differs."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        own_viewport(self)
        self._session = session
        self._target: Address | str | None = None
        self.explanation: Explanation | None = None
        self.setAccessibleName("这个数怎么来的")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget(self)
        self._layout = QVBoxLayout(body)
        self.setWidget(body)
        self._empty = QLabel("选中一个数，这里会说明它怎么算出来、依据是什么。", body)
        self._empty.setWordWrap(True)
        self._title = QLabel(body)
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._value = QLabel(body)
        self._value.setTextFormat(Qt.TextFormat.PlainText)
        self._value.setWordWrap(True)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._title, self._value, self._empty):
            _give_way(label)
        self._layout.addWidget(self._empty)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._value)
        self._layout.addLayout(self._make_buttons(body))
        self._sections = {
            name: _Section(self._layout, title, body)
            for name, title in (
                ("words", "公式"),
                ("numbers", "代入"),
                ("result", "结果"),
                ("basis", "口径"),
                ("source", "依据"),
                ("hint", "说明"),
                ("cells", "取自"),
            )
        }
        cells = self._sections["cells"].body
        cells.setTextFormat(Qt.TextFormat.RichText)
        links = Qt.TextInteractionFlag
        cells.setTextInteractionFlags(links.LinksAccessibleByMouse | links.LinksAccessibleByKeyboard)
        cells.linkActivated.connect(lambda link: self._session.reveal(parse_address(link)))
        self._make_note(body)
        self._layout.addStretch(1)
        self._links = ""
        self._text_font = self._value_font = self.font()
        self.refresh()

    def _make_buttons(self, body: QWidget) -> QHBoxLayout:
        row = self._buttons = QHBoxLayout()
        self._copy_value = _button("复制数值", "copy", body, lambda: self._copy(self._plain_value()))
        self._copy_sentence = _button("复制成句", "sentence", body, self.copy_sentence)
        row.addWidget(self._copy_value)
        row.addWidget(self._copy_sentence)
        row.addStretch(1)
        return row

    def _make_note(self, body: QWidget) -> None:
        self._note_heading = QLabel("批注（来源、说明）", body)
        self._note = NoteEditor(self._session, body)
        self._note_heading.setBuddy(self._note)
        self._layout.addWidget(self._note_heading)
        self._layout.addWidget(self._note)

    # ---------------------------------------------------------------- looks

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font, colours from the palette."""
        font = scaled(QApplication.font(), zoom)
        self.setFont(font)
        em = QFontMetrics(font).height()
        margin = round(em * 0.75)
        self._layout.setContentsMargins(margin, margin // 2, margin, margin)
        self._layout.setSpacing(max(2, em // 8))
        self._title.setFont(scaled(font, 1.0, QFont.Weight.Bold))
        self._text_font, self._value_font = font, scaled(font, LARGE, QFont.Weight.Bold)
        self._value.setFont(self._text_font if len(self._value.text()) > _LONG_TEXT else self._value_font)
        quiet = muted(QApplication.palette())
        small = scaled(font, SMALL)
        for heading in (*(section.heading for section in self._sections.values()), self._note_heading):
            heading.setFont(small)
            heading.setPalette(quiet)
            heading.setContentsMargins(0, em // 3, 0, 0)
        for name in ("basis", "source", "hint"):
            self._sections[name].body.setFont(font)
        self._empty.setPalette(quiet)
        self._note.setFont(font)  # its style sheet keeps it from following the panel
        self._note.apply_look()
        for button in (self._copy_value, self._copy_sentence):
            button.setIconSize(QSize(em, em))
        self._fold_buttons()
        self._links = ""  # their colour stands in the text
        self._show_cells()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold_buttons()

    def _fold_buttons(self) -> None:
        """Side by side where there is room, else one under the other."""
        buttons = (self._copy_value, self._copy_sentence)
        needed = sum(button.sizeHint().width() for button in buttons) + self._buttons.spacing()
        margins = self._layout.contentsMargins()
        room = self.viewport().width() - margins.left() - margins.right()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._buttons.setDirection(across if needed <= room else down)

    # ---------------------------------------------------------------- content

    def show_target(self, target: object) -> None:
        """The selection moved; a note that could not be written stays in sight."""
        if not self.keep_note():
            return
        self._target = target if isinstance(target, Address | str) else None
        self.refresh()

    def follow(self, effect: Effect) -> None:
        """An act may have changed any number in the reasoning."""
        self.refresh()

    def refresh(self) -> None:
        """Say it again from the document."""
        document, target = self._session.document, self._target
        if document is None or target is None or not self._stands():
            self.explanation = None
        else:
            self.explanation = explain(document.model, document.report, document.results, target)
        e = self.explanation
        self._empty.setVisible(e is None)
        for widget in (self._title, self._value, self._copy_value, self._copy_sentence):
            widget.setVisible(e is not None)
        self._title.setText(e.title if e else "")
        value = self._shown_value()
        self._value.setText(value)
        self._value.setFont(self._text_font if len(value) > _LONG_TEXT else self._value_font)
        self._value.setVisible(bool(value))
        self._copy_value.setEnabled(bool(self._plain_value()))
        self._copy_sentence.setEnabled(bool(e and e.sentence))
        self._copy_sentence.setVisible(bool(e and e.sentence))
        self._copy_value.setVisible(bool(e and e.value))
        for name in ("words", "numbers", "basis", "source", "hint"):
            self._sections[name].show(getattr(e, name) if e else "")
        in_wan = "" if self._session.money_unit == WAN else f"（金额单位：{WAN.label}）"
        self._sections["numbers"].heading.setText(f"代入{in_wan}")
        self._sections["result"].show(self._result())
        self._show_cells()
        self._show_note()

    def help_topic(self) -> str:
        """The entry of the ratio explained; of a cell, how an explanation is read."""
        return f"ratios#ratio-{self._target}" if isinstance(self._target, str) else "ratios#explanation"

    def _stands(self) -> bool:
        """Whether what is selected is still there: a row may have been removed."""
        document, target = self._session.document, self._target
        if document is None or not isinstance(target, Address):
            return isinstance(target, str) and document is not None and target in document.model.edition.ratio
        table = document.model.edition.table.get(target.table)
        if table is None or target.column not in table.column:
            return False
        if table.kind == "list":
            return target.row in document.report.tables.get(target.table, {})
        return table.has(str(target.row), target.column)

    def _result(self) -> str:
        """Before and after rounding; the reason where there is no number."""
        e = self.explanation
        if e is None:
            return ""
        if e.reason:
            return e.reason
        if not e.words:
            return ""
        unit = e.unit if e.unit == "%" else f" {e.unit}".rstrip()
        text = f"{e.unrounded}{unit} → {e.shown}" if e.unrounded not in {"", e.value} else e.shown
        if money := self._money():
            text = f"{text} = {money}"
        return text.replace("-", "−")

    def _outcome(self) -> Outcome:
        document, target = self._session.document, self._target
        if document is None or target is None:
            return Outcome()
        if isinstance(target, str):
            return document.results.ratios.get(target, Outcome())
        return document.results.cells.get(target) or Outcome(document.report.get(target))

    def _money(self, grouped: bool = True) -> str:
        """An amount in the unit the officer has chosen; empty where it is 万元 or this is no amount."""
        e, unit = self.explanation, self._session.money_unit
        value = self._outcome().value
        if e is None or e.unit != WAN.label or unit == WAN or value is None or isinstance(value, str):
            return ""
        return f"{format_money(value, unit)} {unit.label}" if grouped else plain_money(value, unit)

    def _shown_value(self) -> str:
        e = self.explanation
        if e is None:
            return ""
        if money := self._money():
            return money
        if e.shown:
            return f"−{e.shown[1:]}" if e.shown.startswith("-") and e.words else e.shown
        outcome = self._outcome()
        scored = outcome.reason is not None and self._scored()
        return score_word(outcome.reason) if scored and outcome.reason is not None else lack_word(outcome)

    def _scored(self) -> bool:
        """Whether a score is looked at."""
        document, target = self._session.document, self._target
        if document is None or not isinstance(target, Address):
            return False
        return document.model.edition.table[target.table].column[target.column].scored

    def _plain_value(self) -> str:
        return self._money(grouped=False) or (self.explanation.value if self.explanation is not None else "")

    def _show_cells(self) -> None:
        e, document = self.explanation, self._session.document
        section = self._sections["cells"]
        if e is None or document is None or not e.cells:
            section.heading.hide()
            section.body.hide()
            return
        colour = colours(QApplication.palette()).accent.name()
        edition, report = document.model.edition, document.report
        links = [
            f'<a style="color:{colour};text-decoration:none" href="{cell}">'
            f"{_escape(labels.describe(edition, report, cell))}</a>"
            for cell in e.cells[:_SHOWN_SOURCES]
        ]
        if len(e.cells) > _SHOWN_SOURCES:
            links.append(f"等 {len(e.cells)} 格")
        text = "<br>".join(links)
        if text != self._links:
            self._links = text
            section.body.setText(text)
        section.heading.show()
        section.body.show()

    # ---------------------------------------------------------------- copying and the note

    def copy_sentence(self) -> None:
        """The figure in words, on the clipboard."""
        if self.explanation is not None:
            self._copy(self.explanation.sentence)

    def _copy(self, text: str) -> None:
        if text:
            QApplication.clipboard().setText(text)
            self._session.said.emit("info", f"已复制：{text}")

    def _show_note(self) -> None:
        cell = self._target if isinstance(self._target, Address) and self.explanation is not None else None
        self._note.setVisible(cell is not None)
        self._note_heading.setVisible(cell is not None)
        self._note.show_note(cell)

    def edit_note(self) -> None:
        """Put the cursor into the note of the selected cell."""
        if self._note.isVisibleTo(self):
            self.ensureWidgetVisible(self._note)
            self._note.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._note.selectAll()

    def keep_note(self) -> bool:
        """Write a note that was changed; False when it was not taken."""
        return self._note.keep()


def _button(text: str, name: str, parent: QWidget, act: object) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setIcon(icon(name))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(act)
    return button


def _give_way(label: QLabel) -> None:
    """A long text never makes the panel wider than its pane; it wraps."""
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
