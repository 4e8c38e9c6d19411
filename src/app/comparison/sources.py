"""The years that are compared, each with its layout and figures, the latest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.calculation.evaluate import EMPTY
from app.calculation.labels import describe
from app.calculation.model import Model
from app.comparison.meanings import same_meaning
from app.comparison.values import Figure, Measure, Step, Target
from app.document import Document
from app.domain.address import Address
from app.domain.edition import Column, Edition, Table
from app.domain.frozen import frozen
from app.domain.problem import Outcome, Reason
from app.domain.report import Report

SUMS = frozenset({"money", "count", "number"})  # kinds whose entered figures are compared


@frozen
class Year:
    """One year of the document."""

    year: int
    model: Model
    report: Report
    cells: Mapping[Address, Outcome]
    ratios: Mapping[str, Outcome]

    @property
    def edition(self) -> Edition:
        """The layout it follows."""
        return self.model.edition

    def figure(self, address: Address) -> Figure:
        """What stands in one cell, blank or not."""
        outcome = self.cells.get(address)
        if outcome is None:
            value = self.report.get(address)
            outcome = EMPTY if value is None else Outcome(value=value)
        if outcome.value is not None and not outcome.missing:
            return Figure(outcome, address)
        return Figure(outcome, address, self._lack(address, outcome))

    def _lack(self, address: Address, outcome: Outcome) -> str:
        cells = outcome.missing
        if not cells and outcome.reason is not None and outcome.reason.kind != "empty":
            return f"{self.year} 年{outcome.reason.text}"
        names = "、".join(describe(self.edition, self.report, cell) for cell in cells or (address,))
        return f"缺少：{self.year} 年{names}"

    def ratio(self, key: str) -> Figure:
        """What a ratio gave."""
        outcome, ratio = self.ratios.get(key, EMPTY), self.edition.ratio[key]
        lack = ""
        if outcome.value is None:
            empty = outcome.reason is None or outcome.reason.kind == "empty"
            told = f"缺少：{self.year} 年" if empty or outcome.reason is None else f"{self.year} 年"
            lack = told + (ratio.label if empty or outcome.reason is None else outcome.reason.text)
        return Figure(outcome, key, lack, ratio.basis)

    def absent(self, what: str) -> Figure:
        """Where the year has no such row, ratio or project."""
        text = f"{self.year} 年{what}"
        return Figure(Outcome(reason=Reason("missing", text)), None, text)


def load(document: Document, years: Sequence[int]) -> tuple[Year, ...]:
    """The years asked for, in that order; raises `DocumentError`."""
    found = []
    for year in years:
        results = document.figures_of(year)
        found.append(
            Year(year, document.model_of(year), document.report_of(year), results.cells, results.ratios)
        )
    return tuple(found)


def differing(
    years: Sequence[Year], steps: Sequence[Step], targets: Sequence[Target | None], name: str
) -> tuple[str, ...]:
    """By step: why two years' figures of one line are not the same thing; empty where they are."""
    told = []
    for step in steps:
        now, base = years[step.now], years[step.base]
        a, b = targets[step.now], targets[step.base]
        if a is None or b is None or same_meaning(now.model, base.model, a, b):
            told.append("")
            continue
        told.append(_told(now, base, a, b, name))
    return tuple(told)


def _told(now: Year, base: Year, a: Target, b: Target, name: str) -> str:
    if isinstance(a, str) and isinstance(b, str):
        first, second = base.edition.ratio[b].basis, now.edition.ratio[a].basis
        if first != second:
            return f"口径不同：{base.year} 年为{first}，{now.year} 年为{second}，不作比较"
    return f"口径不同：{base.year} 年和 {now.year} 年的版式里，{name}的算法不一样，不作比较"


# ---------------------------------------------------------------- what the layouts offer


def editions(years: Sequence[Year]) -> list[Edition]:
    """The layouts, each once, the latest year's first."""
    found: dict[int, Edition] = {}
    for year in sorted(years, key=lambda each: each.year, reverse=True):
        found.setdefault(id(year.model), year.edition)
    return list(found.values())


def tables(editions: Sequence[Edition]) -> dict[str, Table]:
    """All tables by key, as the first layout that has them."""
    found: dict[str, Table] = {}
    for edition in editions:
        for table in edition.sheets_of_entry:
            found.setdefault(table.key, table)
    return found


def entered(table: Table) -> Iterator[Column]:
    """The columns of a table whose figures are entered or totals of such."""
    return (
        column
        for column in table.columns
        if not (column.computed or column.form) and column.kind.name in SUMS
    )


def measures(editions: Sequence[Edition]) -> tuple[Measure, ...]:
    """The columns to choose from: what tables report on first, then as they stand.

    They are the columns fixed tables share, and the amounts of lists.
    """
    main, found, needed = "", dict[str, str](), set[str]()
    for table in tables(editions).values():
        if table.kind == "fixed" and len(table.columns) == 1:
            continue
        if table.sentence is not None:
            main = main or table.sentence.now
        for column in entered(table):
            if table.kind == "fixed" or column.kind.name == "money":
                found.setdefault(column.key, column.label)
                if not column.optional:
                    needed.add(column.key)
    made = [Measure(key, label, key == main, key not in needed) for key, label in found.items()]
    return tuple(sorted(made, key=lambda measure: not measure.main))
