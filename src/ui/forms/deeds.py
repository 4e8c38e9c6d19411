"""What is done in a form: cells are copied, pasted and cleared; indicators come, go and move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app import indicators
from app.calculation.labels import row_name
from app.calculation.scoring.choice import scheme_of
from app.document import Document
from app.domain.act import Change, SetCell
from app.domain.address import Address
from app.domain.report import Value
from app.indicators import Origin
from ui.grid.deeds import Deeds
from ui.grid.moves import Range

if TYPE_CHECKING:
    from ui.forms.block import FormBlock
    from ui.forms.view import FormView
    from ui.grid.clipboard import CopiedCell
    from ui.grid.deed import Deed


class FormDeeds(Deeds):
    """Each method is one action of the view, and at most one act of the document."""

    _view: FormView

    def block(self) -> FormBlock:
        """What writes texts into the form."""
        from ui.forms.block import FormBlock

        document = self._session.document
        assert document is not None
        return FormBlock(self._view.table, document)

    # ---------------------------------------------------------------- clipboard

    def copied(self, place: Range) -> list[list[CopiedCell]]:
        """A merged cell gives its text once, at its first place."""
        from ui.grid.clipboard import CopiedCell

        table = self._view.table
        lines: list[list[CopiedCell]] = []
        for row in range(place.top, place.bottom + 1):
            line = []
            for column in range(place.left, place.right + 1):
                anchor = table.anchor(row, column)
                seen = (max(anchor[0], place.top), max(anchor[1], place.left))
                if seen[1] == column:
                    line.append(
                        CopiedCell(*table.copy_text(row, column)) if seen[0] == row else CopiedCell("")
                    )
            lines.append(line)
        width = max(map(len, lines), default=0)
        return [line + [CopiedCell("")] * (width - len(line)) for line in lines]

    def paste(self) -> None:
        """What is on the clipboard, from the selection's corner."""
        from ui.grid.clipboard import to_paste

        if not self._settled() or not self._view.ranges():
            return
        pasted = to_paste(self._session)
        if pasted is None:
            return
        deed = self.block().paste(self._view.ranges(), pasted)
        if self.write(deed, "粘贴") and deed.smooth and (told := self._pasted(deed)):
            self._session.said.emit("info", told)

    def _pasted(self, deed: Deed) -> str:
        """What a block of several indicators has done; empty for cells of one, which are seen."""
        document = self._session.document
        items = document.model.edition.forms.tables.items if document is not None else ""
        changes = [one for one in deed.changes if isinstance(one, SetCell) and one.address.table == items]
        changed = len({one.address.row for one in changes if one.old is not None})
        if not deed.added and changed < 2:
            return ""
        parts = [f"新增 {deed.added} 个指标"] if deed.added else []
        parts += [f"改了原有的 {changed} 个指标"] if changed else []
        return f"已粘贴：{'，'.join(parts)}。可以撤销。"

    # ---------------------------------------------------------------- indicators

    @property
    def project(self) -> int | None:
        """The project whose form is in sight."""
        return self._view.table.sheet.row

    def _open(self) -> tuple[Document, str, int] | None:
        """Document, the table of the items, and the project; None where no item can be added."""
        document, row = self._session.document, self.project
        if document is None or row is None or not self._settled():
            return None
        return document, document.model.edition.forms.tables.items, row

    def chosen(self) -> list[int]:
        """The indicators the selection touches."""
        table = self._view.table
        rows = {line for one in self._view.ranges() for line in range(one.top, one.bottom + 1)}
        found = (table.item(row) for row in sorted(rows))
        return list(dict.fromkeys(item for item in found if isinstance(item, int)))

    def current(self) -> int | None:
        """The indicator the cursor is on."""
        item = self._view.table.item(self._view.selector.place[0])
        return item if isinstance(item, int) else None

    def add_blank(self) -> None:
        """A blank indicator under the one the cursor is on, and the cursor to its name."""
        found = self._open()
        if found is None:
            return
        document, table, project = found
        changes = indicators.blank_after(document.report, table, project, self.current())
        self._add(document, table, changes, f"添加指标：{self._project_name(document, project)}")

    def take(self, cells: Sequence[Mapping[str, Value]], whence: str, lineages: Sequence[str] = ()) -> None:
        """Put indicators from elsewhere into the form, each with those of its level."""
        found = self._open()
        if found is None or not cells:
            return
        document, table, project = found
        scheme = scheme_of(document.model.edition, document.report, project)
        changes = indicators.add_items(document.report, table, project, cells, scheme, None, lineages)
        self._add(
            document, table, changes, f"{whence} {len(cells)} 个指标：{self._project_name(document, project)}"
        )

    def take_from(self, origin: Origin) -> None:
        """Those of another form, without what was achieved there."""
        cells = [indicators.meant(item) for item in origin.items]
        document = self._session.document
        earlier = document is not None and origin.year != document.year
        lineages = indicators.lineages_of(origin.items) if earlier else ()
        self.take(cells, f"取 {origin.year} 年度的" if earlier else f"取“{origin.label}”的", lineages)

    def _add(self, document: Document, table: str, changes: list[Change], text: str) -> None:
        row = document.report.next_row(table)
        if self._session.write(changes, text):
            self._session.said.emit("info", f"已{text}，可以撤销。")
            self._view.go_to(Address(table, row, "name"))

    def duplicate(self) -> None:
        """Copies of the chosen indicators under them."""
        found, chosen = self._open(), self.chosen()
        if found is None or not chosen:
            return
        document, table, _ = found
        changes = indicators.duplicate(document.report, table, chosen)
        self._add(document, table, changes, f"复制{self._items_name(document, table, chosen)}")

    def remove_items(self) -> None:
        """The chosen indicators go; undo brings them back, so nothing is asked."""
        found, chosen, place = self._open(), self.chosen(), self._view.selector.place
        if found is None or not chosen:
            return
        document, table, _ = found
        name = self._items_name(document, table, chosen)
        changes = indicators.remove(document.report, table, chosen, document.model.edition)
        if self._session.write(changes, f"删除{name}"):
            self._session.said.emit("info", f"已删除{name}，可以撤销。")
            self._view.selector.go(min(place[0], self._view.table.rowCount() - 1), place[1])

    def move_up(self) -> None:
        """The chosen indicators one place up."""
        self._move(-1)

    def move_down(self) -> None:
        """The chosen indicators one place down."""
        self._move(1)

    def _move(self, by: int) -> None:
        found, chosen = self._open(), self.chosen()
        if found is None or not chosen:
            return
        document, table, _ = found
        changes = indicators.move(document.report, table, chosen, by)
        name = self._items_name(document, table, chosen)
        if changes:
            self._session.write(changes, f"{'上移' if by < 0 else '下移'}{name}")

    @staticmethod
    def _items_name(document: Document, table: str, rows: list[int]) -> str:
        if len(rows) > 1:
            return f" {len(rows)} 个指标"
        return row_name(document.model.edition, document.report, table, rows[0])

    @staticmethod
    def _project_name(document: Document, row: int) -> str:
        tables = document.model.edition.forms.tables
        return row_name(document.model.edition, document.report, tables.project, row)

    # ---------------------------------------------------------------- where they may come from

    def from_library(self) -> None:
        """Ask which of the library's indicators to take."""
        from ui.forms.library import LibraryDialog

        found = self._open()
        if found is not None:
            document, table, project = found
            scheme = scheme_of(document.model.edition, document.report, project)
            present = {
                str(item.cells.get("name", ""))
                for item in indicators.items_of(document.report, table, project)
            }
            dialog = LibraryDialog(document.model.edition.forms.library, scheme, present, self._view.window())
            dialog.taken.connect(
                lambda entries: self.take([indicators.of_library(one) for one in entries], "从指标库取")
            )
            dialog.open()

    def from_last_year(self) -> None:
        """The same project's indicators of the year before."""
        found = self._open()
        if found is None:
            return
        document, _, project = found
        earlier = document.year - 1
        before = document.report_of(earlier) if earlier in document.years else None
        origin = indicators.last_year(document.model.edition, document.report, before, project)
        if before is None:
            self._session.said.emit(
                "info", f"文档里没有 {earlier} 年度，没有取数。先在“年度”菜单里新建或导入上一年度。"
            )
        elif origin is None:
            name = self._project_name(document, project)
            self._session.said.emit("info", f"{earlier} 年度里没有与{name}对应、填了指标的项目，没有取数。")
        else:
            self.take_from(origin)

    def from_project(self) -> None:
        """Ask which other project's indicators to take."""
        from ui.forms.library import OriginDialog

        found = self._open()
        if found is None:
            return
        document, _, project = found
        origins = indicators.other_projects(document.model.edition, document.report, project)
        if not origins:
            self._session.said.emit("info", "别的项目都还没有指标，没有可取的。")
            return
        dialog = OriginDialog(origins, self._view.window())
        dialog.taken.connect(self.take_from)
        dialog.open()
