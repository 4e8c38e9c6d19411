"""What the windows share: the open document, what is selected, how money is shown. The only writer.

Views ask here for every change and listen here for what came of it; no view listens to another view.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.calculation import entry, labels
from app.document import Document, DocumentError, Effect, create, open_document
from app.domain.act import Change, SetCell
from app.domain.address import Address
from app.domain.amount import WAN, MoneyUnit, Refused
from app.domain.report import EXPLANATION
from app.edits import confirm
from app.storage.paths import can_be_shown
from app.storage.process import user_name

Compared = tuple[tuple[int, ...], tuple[str, ...], int | None]  # years, columns, the year as base
ZOOM_MIN, ZOOM_MAX, ZOOM_STEP = 1.0, 2.0, 0.1

_ODD_NAME = (
    "没有打开：文件名（或文件夹名）的编码与这台电脑不同，常见于 Windows 上做的压缩包。"
    "请先给它改个名字再打开，文件的内容没有问题。"
)


class Session(QObject):
    """One document at a time, or none while the start page is shown."""

    opened = Signal()  # another document or year: everything re-reads
    changed = Signal(object)  # Effect
    said = Signal(str, str)  # "info" | "error", one Chinese sentence for the message line
    selected = Signal(object)  # Address | ratio key | None
    revealed = Signal(object)  # Address
    view_changed = Signal()  # money unit or zoom
    refused = Signal(object, str)  # Path, why a file could not be opened

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document: Document | None = None
        self.money_unit: MoneyUnit = WAN
        self.zoom = 1.0
        self.selection: Address | str | None = None
        self.compared: Compared | None = None  # what was looked at side by side last
        self.user = user_name()

    # ---------------------------------------------------------------- the document

    def open(self, path: Path | str, *, steal: bool = False) -> bool:
        """Put the document at `path` in place of the present one; the present one stays when that fails.

        With `steal` the right to write is taken from whoever has it, which only the officer decides.
        """
        path = Path(path)
        if not can_be_shown(str(path)):
            self.said.emit("error", _ODD_NAME)
            return False
        if self.document is not None and _same_file(self.document.path, path) and not self.document.read_only:
            return True
        try:
            document = open_document(path, user=self.user, steal=steal)
        except DocumentError as error:
            self.refused.emit(path, str(error))
            return False
        self._put(document)
        return True

    def create(self, path: Path | str, unit: str, year: int, *, sample: bool = False) -> bool:
        """A new document on the latest layout valid for `year`, empty or with the figures of the sample."""
        from app.calculation.model import ModelError
        from app.samples import sample_changes
        from app.storage.editions import EditionError, edition_for

        try:
            document = create(Path(path), unit, year, edition_for(year), user=self.user)
            if sample:
                changes = sample_changes(document.model.edition, document.report)
                document.write(changes, "填入样例数据", lasting=True)
        except (DocumentError, EditionError, ModelError) as error:
            self.said.emit("error", str(error))
            return False
        self._put(document)
        return True

    def close(self) -> None:
        """Back to no document; everything is on the disk already."""
        self._put(None)

    def _put(self, document: Document | None) -> None:
        previous, self.document = self.document, document
        self.compared = None
        if previous is not None:
            self._leave(previous)
        self._show()

    def _show(self) -> None:
        """Another document or year; the table in it has told itself what is selected."""
        self.selection = None
        self.opened.emit()
        if self.selection is None:
            self.selected.emit(None)

    def _leave(self, document: Document) -> None:
        """Close; a backup that fails is said, it never stops the closing."""
        problem = document.close()
        if problem:
            self.said.emit("error", problem)

    def select_year(self, year: int) -> None:
        """Show another year of the document."""
        if self.document is None or self.document.year == year:
            return
        self.document.select_year(year)
        self._show()

    def change_years(self, deed: Callable[[Document], object]) -> bool:
        """Do a deed on the document's years, show what came of it; False when it failed, and why is said."""
        from app.calculation.model import ModelError
        from app.storage.editions import EditionError

        document = self.document
        if document is None or self.refuses():
            return False
        try:
            deed(document)
        except (DocumentError, EditionError, ModelError) as error:
            self.said.emit("error", str(error))
            return False
        self._show()
        return True

    # ---------------------------------------------------------------- edits

    def write(self, changes: Sequence[Change], text: str) -> bool:
        """One deed, committed before anything shows it; False when it was not taken, and why is said."""
        document = self.document
        if document is None or not changes:
            return False
        if document.closed:
            self.said.emit("error", f"没有写入：{document.closed}")
            return False
        try:
            effect = document.write(list(changes), text)
        except (DocumentError, Refused) as error:
            self.said.emit("error", str(error))
            return False
        self._tell(effect)
        return True

    def enter(self, address: Address, text: str) -> bool:
        """What was typed into one cell, as text in the present money unit."""
        document = self.document
        if document is None:
            return False
        why = self.locked(address)
        if why:
            self.said.emit("error", why)
            return False
        edition, report = document.model.edition, document.report
        try:
            value = entry.parse_cell(edition, address, text, self.money_unit)
        except Refused as error:
            self.said.emit("error", str(error))
            return False
        old = report.get(address)
        if value == old:
            return not (marks := confirm(report, [address])) or self.write(marks, "确认带入的数")
        name = labels.describe(edition, report, address)
        return self.write([SetCell(address, old, value)], f"修改 {name}")

    def undo(self) -> None:
        """Take the last deed back."""
        self._replay("undo")

    def redo(self) -> None:
        """Do again what was taken back."""
        self._replay("redo")

    def _replay(self, which: str) -> None:
        document = self.document
        if document is None or self.refuses():
            return
        try:
            effect = document.undo() if which == "undo" else document.redo()
        except DocumentError as error:
            self.said.emit("error", str(error))
            return
        if effect is None:
            return
        if effect.switched:
            self._show()
        else:
            self._tell(effect)
        if effect.place is not None:
            self.revealed.emit(effect.place)  # as in Excel: what was undone is in sight
        self.said.emit("info", f"{'已撤销' if which == 'undo' else '已重做'}：{effect.text}")

    def _tell(self, effect: Effect) -> None:
        self.said.emit("info", "")  # an old refusal no longer holds
        self.changed.emit(effect)

    def refuses(self, told: str = "没有改动") -> bool:
        """Whether the document can only be read; why is said then, after `told`."""
        why = self.document.read_only if self.document is not None else ""
        if why:
            self.said.emit("error", f"{told}：{why}")
        return bool(why)

    def locked(self, address: Address) -> str:
        """Why this cell cannot be typed into; empty when it can."""
        document = self.document
        if document is None:
            return "没有打开文档"
        if document.closed:
            return document.closed
        problems = document.results.problems if address.table == EXPLANATION else ()
        return entry.locked(document.model, document.report, document.cells, address, problems)

    def typable(self, address: Address) -> bool:
        """Whether a cell of a table can be typed into; `locked` says why not."""
        document = self.document
        if document is None or document.closed:
            return False
        return entry.typable(document.model, document.report, document.cells, address)

    # ---------------------------------------------------------------- where the officer is

    def select(self, target: Address | str | None) -> None:
        """What the explanation is about: a cell, a ratio, nothing."""
        if target != self.selection:
            self.selection = target
            self.selected.emit(target)

    def reveal(self, address: Address) -> None:
        """Go to a cell, whichever table it is in."""
        self.revealed.emit(address)

    def set_money_unit(self, unit: MoneyUnit) -> None:
        """Show and read money in 万元 or 元; the data stay as they are."""
        if unit != self.money_unit:
            self.money_unit = unit
            self.view_changed.emit()

    def set_zoom(self, zoom: float) -> None:
        """From 100 % to 200 %."""
        zoom = min(max(round(zoom, 2), ZOOM_MIN), ZOOM_MAX)
        if zoom != self.zoom:
            self.zoom = zoom
            self.view_changed.emit()


def _same_file(left: Path, right: Path) -> bool:
    try:
        return left.samefile(right)
    except OSError:
        return False
