"""The years of a document file as reports with their models, read when asked for and kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from app.calculation.engine import figures
from app.calculation.model import Model, ModelError
from app.calculation.prepare import prepare_edition
from app.domain.act import ABSENT, Change, SetYear
from app.domain.frozen import frozen
from app.domain.problem import Results
from app.domain.report import Report
from app.storage.codec import fingerprint
from app.storage.errors import DocumentError, damaged
from app.storage.file import Store
from app.storage.fits import misfit

_LOCKED = "locked"
_KEPT = 4  # years whose results are kept


@frozen
class Seal:
    """That a year was reported (已上报) and is closed: when, by whom, and the digest of what it held."""

    digest: str
    time: str  # ISO, local, seconds
    user: str

    @property
    def state(self) -> str:
        """The state of a year as stored."""
        return f"{_LOCKED} {self.digest} {self.time} {self.user}"

    def told(self) -> str:
        """When and by whom, for people."""
        when = datetime.fromisoformat(self.time)
        return f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}，{self.user}"


class Yearbook:
    """What a store holds, year by year."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reports: dict[int, Report] = {}
        self._models: dict[str, Model] = {}  # by digest of the edition
        self._figures: dict[int, tuple[str, Results]] = {}  # by year, with what they were made of
        self._kept: dict[int, tuple[str, Results]] = {}  # the same with ratios and problems

    def years(self) -> list[int]:
        """The years that are there, the earliest first."""
        return sorted(year for year, info in self._store.years.items() if info.state != ABSENT)

    def report(self, year: int) -> Report:
        """What was entered in a year; raises `DocumentError` when it is damaged."""
        if year not in self._reports:
            report = self._store.load(year)
            if place := misfit(self.model(year).edition, report):
                raise damaged(self._store.path, f"{year} 年的数据（{place}）与版式不符")
            self._reports[year] = report
        return self._reports[year]

    def before(self, year: int) -> Report | None:
        """The year before, None when it is not there."""
        return self.report(year - 1) if year - 1 in self.years() else None

    def model(self, year: int, changes: Collection[Change] = ()) -> Model:
        """The model of the edition a year follows, or will follow by these changes."""
        from app.storage.editions import restore_edition

        named = [change.edition for change in changes if isinstance(change, SetYear)]
        digest = named[-1] if named else self._store.years[year].edition
        if digest not in self._models:
            text = self._store.edition(year, digest)
            try:
                self._models[digest] = prepare_edition(restore_edition(text))
            except (ValueError, TypeError, KeyError) as error:
                raise self.foreign(year) from error
        return self._models[digest]

    def figures(self, year: int) -> Results:
        """Cells and ratios of a year without its problems, kept until it changes; raises `DocumentError`."""
        content = self.content(year)
        if year not in self._figures or self._figures[year][0] != content:
            try:
                self._figures[year] = content, figures(self.model(year), self.report(year))
            except ModelError as error:
                raise self.foreign(year) from error
        return self._figures[year][1]

    def basis(self, year: int) -> str:
        """Digest of all that a year's results rest on: what it holds and what the year before holds."""
        before = self.content(year - 1) if year - 1 in self.years() else ""
        return f"{self.content(year)} {before}"

    def keep(self, year: int, basis: str, results: Results) -> None:
        """Keep everything computed of a year that is left, for when it is shown again."""
        self._kept.pop(year, None)
        self._kept[year] = basis, results
        while len(self._kept) > _KEPT:
            self._kept.pop(next(iter(self._kept)))

    def kept(self, year: int) -> Results | None:
        """What was kept, where nothing it rests on has changed since."""
        basis, results = self._kept.get(year, ("", None))
        return results if basis == self.basis(year) else None

    def forget(self, year: int) -> None:
        """Read a year anew when it is next asked for."""
        self._reports.pop(year, None)

    def foreign(self, year: int) -> DocumentError:
        """The digest of the layout held, so it is whole: another version wrote it."""
        return DocumentError(
            f"“{self._store.path.name}”里 {year} 年度的版式是另一版软件写的，这一版读不了。"
            "文件没有改动，请用新版软件打开"
        )

    # ---------------------------------------------------------------- closed years

    def digest(self, year: int) -> str:
        """Digest, in hex, of what was entered in a year."""
        return f"{self._store.years[year].digest:032x}"

    def content(self, year: int) -> str:
        """Digest of what a year holds together with its layout."""
        return fingerprint(self._store.years[year].edition, self.digest(year))

    def seal(self, year: int) -> Seal | None:
        """How a year was closed; None while it is open."""
        state = self._store.years[year].state
        word, _, rest = state.partition(" ")
        if word != _LOCKED:
            return None
        digest, time, user = (*rest.split(" ", 2), "", "", "")[:3]
        return Seal(digest, time, user)

    def broken(self, year: int) -> str:
        """What to tell of a closed year that is no longer what was closed; empty when all is well."""
        seal = self.seal(year)
        if seal is None or seal.digest == self.content(year):
            return ""
        return (
            f"{year} 年度上报锁定（{seal.told()}）以后，数据在自评通以外被改动过，与当时上报的不一致。"
            "请与上报的纸质件核对，或从锁定前后的备份恢复"
        )

    def closed(self, year: int) -> str:
        """That and how a year is closed, and what to do; empty while it is open."""
        seal = self.seal(year) if year in self._store.years else None
        if seal is None:
            return ""
        return f"{year} 年度已上报锁定（{seal.told()}）。确实要改，先在“年度”菜单里解锁（命令行用 unlock）"

    def refuse_closed(self, year: int, what: str) -> None:
        """Raise `DocumentError` when a year is closed; `what` did not happen."""
        if why := self.closed(year):
            raise DocumentError(f"{what}，数据没有动：{why}")
