"""What is open: a document file, its years, and the one way in, `write`.

Every change goes to the disk first, in one transaction with the act that undoes it; then memory
follows. Whatever fails, both stay as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import strftime
from types import TracebackType

from app import edits
from app.calculation.engine import Pass, begin, update
from app.calculation.labels import row_name
from app.calculation.model import Model, ModelError
from app.calculation.prepare import compile_edition
from app.domain.act import ABSENT, OPEN, Act, Change, SetCell, SetYear, mirror
from app.domain.address import Address, parse_address
from app.domain.edition import Edition
from app.domain.problem import Outcome, Results
from app.domain.report import Record, Report, Value
from app.edits import Effect, effective, put, stage
from app.storage.acts import Entry, Log
from app.storage.codec import canonical, fingerprint
from app.storage.draft import Staged
from app.storage.errors import DocumentError
from app.storage.file import Store
from app.storage.fits import misfit, misfit_rows
from app.storage.lock import Lock, take
from app.storage.new import create_file
from app.storage.process import user_name
from app.storage.sniff import refuse_foreign
from app.yearbook import Seal, Yearbook

MAX_UNIT = 100  # characters of a unit's name

__all__ = ["Document", "DocumentError", "Effect", "create", "open_document"]


def create(path: Path | str, unit: str, year: int, edition: Edition, *, user: str = "") -> Document:
    """A new document with one empty year, open for writing; raises `DocumentError`, `ModelError`."""
    from app.storage.editions import dump_edition

    path = Path(path).absolute()
    if not unit.strip() or len(unit) > MAX_UNIT or not unit.isprintable():
        raise DocumentError(f"没有新建：单位名称要填 1 到 {MAX_UNIT} 个字，不能有换行和控制字符")
    if not path.parent.is_dir():
        raise DocumentError(f"没有新建：文件夹“{path.parent}”不存在，请先建好文件夹或换一个位置")
    compile_edition(edition)  # what is wrong with it is told before there is a file
    create_file(path, unit, year, edition.id, dump_edition(edition))
    document = open_document(path, user=user)
    if edition.unit_cell and not document.read_only:
        named = SetCell(parse_address(edition.unit_cell), None, unit)
        document.write([named], "填入单位名称", lasting=True)
    return document


def open_document(
    path: Path | str, *, read_only: bool = False, user: str = "", steal: bool = False
) -> Document:
    """The document at `path`; raises `DocumentError` and leaves the file as it is.

    It opens for reading only where it cannot be written to or another has it; `Document.read_only` says
    why. With `steal` the lock of another is taken over, which only the officer can decide.
    """
    path = Path(path)
    path = path.resolve() if path.is_symlink() else path.absolute()
    refuse_foreign(path)
    lock, reason = (None, "文档是以只读方式打开的") if read_only else take(path, user, steal=steal)
    try:
        return Document(Store(path, writable=lock is not None), lock, reason, user or user_name())
    except BaseException:
        if lock is not None:
            lock.release()
        raise


class Document:
    """An open document. `report`, `model` and `results` are those of the year shown."""

    path: Path
    read_only: str  # why it cannot be written to, a Chinese sentence; empty when it can
    year: int
    report: Report
    model: Model

    def __init__(self, store: Store, lock: Lock | None, read_only: str, user: str) -> None:
        self.path = store.path
        self.read_only = read_only
        self._store = store
        self._log = Log(store)
        self._lock = lock
        self._user = user
        self._book = Yearbook(store)
        self._unsaved_copy = False  # acts were written since the last backup
        self._begun: Pass | None = None
        self._basis = ""  # digest of what the results rest on
        self._results: Results | None = None  # None while ratios and checks are still to be computed
        try:
            self.select_year(max(self.years))
        except BaseException:
            store.close()
            raise

    def __enter__(self) -> Document:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---------------------------------------------------------------- what it is

    @property
    def unit(self) -> str:
        """Whose document it is: the name entered in the year shown, else the one it was made with."""
        place = self.model.edition.unit_cell
        entered = self.report.get(parse_address(place)) if place else None
        return str(entered or self._store.meta["unit"])

    @property
    def closed(self) -> str:
        """Why nothing can be entered in the year shown; empty when it can."""
        return self.closed_in(self.year)

    def closed_in(self, year: int) -> str:
        """Why nothing can be entered in a year; empty when it can, and for a year that is not there."""
        return self.read_only or self._book.closed(year)

    @property
    def years(self) -> list[int]:
        """The years in the file, the earliest first."""
        return self._book.years()

    @property
    def saved_at(self) -> datetime | None:
        """When something was last written, local time; None for a document nothing was entered in."""
        saved = self._store.meta.get("saved")
        return datetime.fromisoformat(saved) if saved else None

    def digest(self, year: int | None = None) -> str:
        """Digest, in hex, of what was entered in a year, the one shown when None."""
        return self._book.digest(year or self.year)

    def digest_all(self) -> str:
        """Digest of the unit and all years with their editions; acts do not count."""
        infos = [(year, self._store.years[year]) for year in self.years]
        years = [[year, info.edition, info.digest] for year, info in infos]
        return fingerprint(canonical([self._store.meta["unit"], years]))

    # ---------------------------------------------------------------- years

    def select_year(self, year: int) -> None:
        """Show a year; raises `DocumentError` when it is damaged, and the year before stays shown."""
        report, model = self._book.report(year), self._book.model(year)
        results = self._book.kept(year)
        begun = begin(model, report, self._book.before(year)) if results is None else None
        if self._results is not None:
            self._book.keep(self.year, self._basis, self._results)
        self.year, self.report, self.model = year, report, model
        self._begun, self._results, self._basis = begun, results, self._book.basis(year)

    @property
    def cells(self) -> Mapping[Address, Outcome]:
        """The computed cells of the tables: at hand as soon as a year is shown."""
        return self._begun.cells if self._begun is not None and self._results is None else self.results.cells

    def value(self, address: Address) -> Value | None:
        """What stands in a cell of a table, entered or computed; None for a blank or a reason."""
        outcome = self.cells.get(address)
        return self.report.get(address) if outcome is None else outcome.value

    @property
    def finished(self) -> bool:
        """Whether ratios and problems are at hand, too."""
        return self._results is not None

    @property
    def results(self) -> Results:
        """Everything computed of the year shown; raises `DocumentError` for rules of another version."""
        if self._results is None:
            assert self._begun is not None  # noqa: S101 - one of the two is there from select_year on
            try:
                self._results = self._begun.finish()
            except ModelError as error:
                raise self._book.foreign(self.year) from error
        return self._results

    def add_year(
        self, year: int, edition: Edition, changes: Sequence[Change] = (), *, text: str = ""
    ) -> None:
        """Add a year with what the changes enter in it, as one deed named `text`, and show it.

        Raises `DocumentError`, and `ValueError` when the year is there or a change does not fit.
        """
        from app.storage.editions import dump_edition

        self._refuse_read_only()
        if year in self.years:
            raise ValueError(f"{year} is in the document already")
        held = edition.id, dump_edition(edition)
        made = [SetYear(ABSENT, OPEN, fingerprint(*held)), *changes]
        staged = _fitting(edition, Report(year), made)
        self._log.append(year, staged, made, text or f"新建 {year} 年度", self._user, edition=held)
        self._turn(year)

    def remove_year(self, year: int) -> None:
        """Take a year away with all that stands in it, as one deed; raises `DocumentError`, `ValueError`."""
        self._refuse_read_only()
        if self.years == [year] or year not in self.years:
            raise ValueError(f"{year} cannot be removed: it is the only year, or there is none")
        self._book.refuse_closed(year, "没有删除")
        report, edition = self._book.report(year), self._book.model(year).edition
        info = self._store.years[year]
        changes = [*edits.clear(report, edition), SetYear(info.state, ABSENT, info.edition)]
        staged = stage(edition, report, changes)
        self._log.append(year, staged, changes, f"删除 {year} 年度", self._user)
        self._turn(year)

    def follow(self, edition: Edition) -> bool:
        """Give the year shown another layout, as one deed; what was entered stays, all else is computed anew.

        False where it follows this layout already. Raises `ModelError`, and `DocumentError` where something
        entered has no place in the new layout.
        """
        from app.storage.editions import dump_edition

        self._refuse_read_only()
        self._book.refuse_closed(self.year, "没有更换版式")
        compile_edition(edition)
        held = edition.id, dump_edition(edition)
        old, new = self._store.years[self.year].edition, fingerprint(*held)
        if old == new:
            return False
        if place := misfit(edition, self.report):
            raise DocumentError(
                f"没有更换版式，数据没有动：新版式“{edition.title}”里没有“{self._called(place)}”的位置，"
                "先清空这里的数，或换一个版式"
            )
        changes = [SetYear(OPEN, ABSENT, old), SetYear(ABSENT, OPEN, new)]
        text = f"{self.year} 年度改用版式“{edition.title}”"
        self._log.append(self.year, {}, changes, text, self._user, edition=held)
        self._turn(self.year)
        return True

    def _called(self, place: str) -> str:
        """The name of a row that `misfit` found."""
        table, _, row = place.partition("/")
        known = self.model.edition.table.get(table)
        if known is None:
            return place
        name = row_name(self.model.edition, self.report, table, int(row) if known.kind == "list" else row)
        return f"{known.label}·{name}"

    def lock_year(self, year: int) -> None:
        """Close a year that was reported (已上报): it keeps what it holds; raises `DocumentError`."""
        self._refuse_read_only()
        self._book.refuse_closed(year, "没有锁定")
        seal = Seal(self._book.content(year), strftime("%Y-%m-%dT%H:%M:%S"), self._user)
        self._set_state(year, seal.state, f"{year} 年度已上报，锁定")

    def unlock_year(self, year: int) -> None:
        """Open a closed year; the log keeps who did it and when. Raises `DocumentError`."""
        self._refuse_read_only()
        if self._book.seal(year) is None:
            raise DocumentError(f"没有解锁：{year} 年度没有锁定")
        self._set_state(year, OPEN, f"{year} 年度解锁")

    def _set_state(self, year: int, state: str, text: str) -> None:
        """Stands in the log, and undo passes it by: what was closed is opened on purpose only."""
        self._book.report(year)
        info = self._store.years[year]
        self._log.append(year, {}, [SetYear(info.state, state, info.edition)], text, self._user, lasting=True)
        self._unsaved_copy = True

    def seal(self, year: int | None = None) -> Seal | None:
        """How a year, the one shown when None, was closed; None while it is open."""
        return self._book.seal(year or self.year)

    def broken_seal(self, year: int | None = None) -> str:
        """What to tell of a closed year that was changed behind the program's back; empty when whole."""
        return self._book.broken(year or self.year)

    def report_of(self, year: int) -> Report:
        """What was entered in another year, to look at only; raises `DocumentError`."""
        return self._book.report(year)

    def model_of(self, year: int) -> Model:
        """The model of another year's edition; raises `DocumentError`."""
        return self._book.model(year)

    def figures_of(self, year: int) -> Results:
        """Cells and ratios of another year without its problems, kept until it changes; `DocumentError`."""
        return self.results if year == self.year else self._book.figures(year)

    def _turn(self, year: int) -> None:
        """Show a year that came; after one that went, what was shown, or the year nearest to it."""
        self._unsaved_copy = True
        self._book.forget(year)
        stays = year if year in self.years else self.year
        later = [other for other in self.years if other >= stays]
        self.select_year(later[0] if later else self.years[-1])

    # ---------------------------------------------------------------- the way in

    def write(
        self,
        changes: Sequence[Change],
        text: str,
        *,
        lasting: bool = False,
        told: Callable[[int, int], None] | None = None,
    ) -> Effect:
        """Do one deed in the year shown: on the disk when this returns, undone as a whole.

        What makes a new document is `lasting`: it stands in the log, and undo does not reach it. `told` is
        for long deeds: what follows is computed before anything is saved, and `told` gets how much of it is
        done; when it raises, nothing has changed.

        Raises `DocumentError` when it could not be saved (nothing has changed then, it may be tried
        again) and `ValueError` for changes that do not fit what is there.
        """
        self._refuse_read_only()
        wanted, before = effective(edits.with_marks(self.report, changes)), self.results
        if not wanted:
            return Effect(text, frozenset(), frozenset(), self.year)
        self._book.refuse_closed(self.year, "没有写入")
        wanted += edits.touching(self.report, wanted)
        staged = _fitting(self.model.edition, self.report, wanted)
        ahead = None if told is None else self._ahead(wanted, staged, told)
        self._log.append(self.year, staged, wanted, text, self._user, lasting=lasting)
        return self._follow(wanted, staged, text, before, ahead)

    def _ahead(
        self, changes: Collection[Change], staged: Staged, told: Callable[[int, int], None]
    ) -> Results:
        """What the changes will give, computed on a copy."""
        after = Report(self.year, {table: dict(records) for table, records in self.report.tables.items()})
        put(after, staged)
        cells, rows = edits.reached(self.model.edition, changes), edits.rows_of(changes)
        return update(self.model, after, self.results, cells, rows, self._book.before(self.year), told)

    def undo(self) -> Effect | None:
        """Take back the newest deed, of whichever year, and show that year; None when there is none."""
        return self._replay(self._log.done(), back=True)

    def redo(self) -> Effect | None:
        """Do again what was taken back last; None when there is nothing."""
        return self._replay(self._log.next(), back=False)

    def _replay(self, entry: Entry | None, *, back: bool) -> Effect | None:
        self._refuse_read_only()
        if entry is None:
            return None
        self._book.refuse_closed(entry.year, f"“{entry.text}”没有{'撤销' if back else '重做'}")
        before = self.results
        try:
            act = self._log.act(entry)
            changes = mirror(act.changes) if back else act.changes
            turned = any(isinstance(change, SetYear) for change in changes)
            model = self._book.model(act.year, changes)
            staged = stage(model.edition, self._book.report(act.year), changes)
        except ValueError as error:  # digests hold, so the file was made by another version of the program
            raise DocumentError(
                f"“{entry.text}”与现在的数据对不上，不能撤销或重做。数据没有改动，可以继续填报"
            ) from error
        if back:
            self._log.take_back(entry, staged, changes)
        else:
            self._log.bring_again(entry, staged, changes)
        if turned:
            self._turn(act.year)
            return Effect(act.text, frozenset(), frozenset(), self.year, True)
        place = edits.place_of(model.edition, act.changes)  # the first cell of the deed, not of its mirror
        if act.year == self.year:
            return replace(self._follow(changes, staged, act.text, before), place=place)
        put(self._book.report(act.year), staged)
        self._unsaved_copy = True
        self.select_year(act.year)
        return Effect(act.text, edits.entered(changes), edits.structure(changes), act.year, True, place)

    def _follow(
        self,
        changes: Collection[Change],
        staged: Staged,
        text: str,
        before: Results,
        ahead: Results | None = None,
    ) -> Effect:
        """Bring memory to what is on the disk; `before` is what the report as it was gave, `ahead` what it
        gives now where that is known."""
        self._unsaved_copy = True
        put(self.report, staged)
        if ahead is None:
            prior, cells = self._book.before(self.year), edits.reached(self.model.edition, changes)
            ahead = update(self.model, self.report, before, cells, edits.rows_of(changes), prior)
        self._results = ahead
        self._basis = self._book.basis(self.year)
        return edits.effect(self.model.edition, changes, before, self._results, text, self.year)

    def _refuse_read_only(self) -> None:
        if self.read_only:
            raise DocumentError(f"没有写入：{self.read_only}")

    # ---------------------------------------------------------------- the log

    @property
    def undo_text(self) -> str:
        """What undo would take back; empty when there is nothing."""
        return self._told("done")

    @property
    def redo_text(self) -> str:
        """What redo would do again; empty when there is nothing."""
        return self._told("next")

    def acts(self, limit: int = 100) -> list[Act]:
        """The newest acts, the newest first, also those undone; raises `DocumentError`."""
        return [self._log.act(entry) for entry in self._log.recent(limit)]

    def history(self, limit: int = 100) -> list[tuple[Act, str]]:
        """The newest acts with their state: done, undone or abandoned."""
        return [(self._log.act(entry), entry.state) for entry in self._log.recent(limit)]

    def _told(self, which: str) -> str:
        if self.read_only:
            return ""
        try:
            entry = self._log.done() if which == "done" else self._log.next()
        except DocumentError:
            return ""  # undo itself tells what is wrong
        if entry is None:
            return ""
        return entry.text if entry.year == self.year else f"{entry.year} 年：{entry.text}"

    # ---------------------------------------------------------------- leaving

    def make_backup(self) -> Path:
        """A verified copy in the user's data folder; raises `DocumentError`, the document is unharmed."""
        from app.storage.backup import backup

        copy = backup(self.path)
        self._unsaved_copy = False
        return copy

    def close(self, *, backup: bool = True) -> str:
        """Make a backup when something was written since the last, and let go of the file.

        Gives why the backup could not be made, a Chinese sentence; empty when all is well.
        """
        problem = ""
        if backup and self._unsaved_copy and not self.read_only:
            try:
                self.make_backup()
            except DocumentError as error:
                problem = str(error)
        self._store.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        self.read_only = self.read_only or "文档已经关闭"
        return problem


def _fitting(edition: Edition, report: Report, changes: Sequence[Change]) -> Staged:
    """The records as the changes leave them; `ValueError` also for a value that its column cannot hold."""
    staged = stage(edition, report, changes)
    made: dict[str, list[Record]] = {}
    for (table, _), record in staged.items():
        if record is not None:
            made.setdefault(table, []).append(record)
    for table, records in made.items():
        if place := misfit_rows(edition, table, records):
            raise ValueError(f"{place}: a value of another kind than its column's")
    return staged
