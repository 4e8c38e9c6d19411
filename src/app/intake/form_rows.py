"""Which project a form is of, and which of its indicators each row is: those that are here, or new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.edition import Edition
from app.domain.report import Record, Report
from app.exchange.finding.form_read import ReadForm, ReadItem
from app.exchange.finding.names import NEAR, plain
from app.intake.rows import NEW, SKIP


@dataclass(eq=False)
class FormRows:
    """Goes through the forms one after the other; what one takes, the next one knows."""

    edition: Edition
    report: Report
    taken: dict[int, int] = field(default_factory=dict)  # project → the form that has it
    told: list[tuple[int, str]] = field(default_factory=list)  # form, sentence

    def __post_init__(self) -> None:
        tables = self.edition.forms.tables
        self.projects = self.edition.table[tables.project]
        self.items = self.edition.table[tables.items]
        self._free = {key: self.report.next_row(key) for key in (self.projects.key, self.items.key)}
        self._new: dict[tuple[str, ...], int] = {}  # names of forms before → their form
        self.records = self.report.rows(self.projects.key)
        self._family = self.report.families(self.items.key)

    def next(self, table: str) -> int:
        """A number for a new row."""
        free = self._free[table]
        self._free[table] = free + 1
        return free

    # -- projects

    def project(self, number: int, form: ReadForm, wanted: int | None) -> int:
        """The row of the project: as wanted or found; NEW, or SKIP where it cannot be told which."""
        row = self._found(number, form) if wanted is None else wanted
        if row >= 0 and row in self.taken:
            self.told.append(
                (number, f"与第 {self.taken[row] + 1} 份自评表是同一个项目，没有导入；请指明是哪个项目")
            )
            return SKIP
        if row >= 0:
            self.taken[row] = number
        return row

    def _found(self, number: int, form: ReadForm) -> int:
        name = plain(form.text(self.projects.name_column))
        if not name:
            self.told.append((number, "没有项目名称，没有导入；请指明是哪个项目"))
            return SKIP
        here = [record for record in self.records if self._plain(record, self.projects.name_column) == name]
        known = [key for key in self.projects.identity if form.text(key)]
        exact = [r for r in here if all(self._plain(r, key) == plain(form.text(key)) for key in known)]
        open_ = [r for r in here if all(self._plain(r, key) in {"", plain(form.text(key))} for key in known)]
        for fitting in (exact, open_, here):
            if len(fitting) == 1:
                if fitting is here and fitting is not exact:
                    told = "；".join(
                        f"{self.projects.column[key].label}文件里是“{form.text(key)}”，这里是“{fitting[0].cells[key]}”"
                        for key in known
                        if fitting[0].cells.get(key) is not None
                    )
                    if told:
                        self.told.append((number, f"按名称对应到同名的项目，{told}，请核对"))
                return int(fitting[0].row)
        if here:
            self.told.append((number, f"这里有 {len(here)} 个同名的项目，不能确定是哪一个，没有导入；请指明"))
            return SKIP
        identity = (name, *(plain(form.text(key)) for key in self.projects.identity))
        if identity in self._new:
            self.told.append(
                (number, f"与第 {self._new[identity] + 1} 份自评表同名，没有导入；请指明是哪个项目")
            )
            return SKIP
        self._new[identity] = number
        if near := self._near(name):
            self.told.append((number, f"作为新项目加入；已有名称相近的“{near}”，若是同一个项目，请选它"))
        return NEW

    def _plain(self, record: Record, key: str) -> str:
        return plain(str(record.cells.get(key, "")))

    def _near(self, name: str) -> str:
        from rapidfuzz import fuzz, process

        names = {str(record.cells.get(self.projects.name_column, "")) for record in self.records}
        found = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=NEAR) if names else None
        return str(found[0]) if found is not None else ""

    # -- indicators

    def indicators(self, project: int, items: Sequence[ReadItem]) -> tuple[list[int], list[int]]:
        """The row of each indicator, and the rows here that are none of them."""
        left = list(self._family.get(project, ()))
        rows: list[int] = []
        for item in items:
            match = next((r for r in left if self._same(r, item, ("level1", "level2", "name"))), None)
            match = match or next((r for r in left if self._same(r, item, ("name",))), None)
            if match is None:
                rows.append(self.next(self.items.key))
            else:
                left.remove(match)
                rows.append(int(match.row))
        return rows, [int(record.row) for record in left]

    def _same(self, record: Record, item: ReadItem, keys: Sequence[str]) -> bool:
        entries = ((key, item.cells.get(key)) for key in keys)
        return all(
            plain(str(record.cells.get(key, "")))
            == plain(str(entry.value or "") if entry is not None else "")
            for key, entry in entries
        )
