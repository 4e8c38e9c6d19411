"""Years side by side as frozen values: groups of lines, a figure for each year, the steps between years."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from app.domain.address import Address
from app.domain.edition import Kind, Row
from app.domain.frozen import frozen
from app.domain.problem import Outcome
from app.domain.report import Value

Target = Address | str  # a cell, or the key of a ratio


@frozen
class Measure:
    """A column that can be compared: 决算数. The `main` one is what the tables report on."""

    key: str
    label: str
    main: bool = False
    optional: bool = False


@frozen
class Step:
    """A pair of years that is compared, as places in `Comparison.years`."""

    now: int
    base: int


class Figure(NamedTuple):  # there are tens of thousands: made in a tenth of a dataclass's time
    """One year's figure, and where it stands: None where that year has no such cell or ratio.

    `lack` says why no difference can be formed with it; empty when one can. `basis` is a ratio's.
    """

    outcome: Outcome
    place: Target | None = None
    lack: str = ""
    basis: str = ""

    @property
    def value(self) -> Value | None:
        """What stands there; None for a blank or a reason."""
        return self.outcome.value


@frozen
class Line:
    """One row. `row` is how it is labelled, `name` what reasons call it, `differs` by step why two years
    must not be compared (口径不同); empty where they may.
    """

    row: Row
    kind: Kind
    name: str
    figures: tuple[Figure, ...]
    differs: tuple[str, ...]

    @property
    def filled(self) -> bool:
        """Whether a number stands in any year."""
        return any(isinstance(figure.value, int | Decimal) for figure in self.figures)


@frozen
class Change:
    """From one year to another: a difference in `kind`, and a rate where the figures are no percentages."""

    kind: Kind
    amount: Outcome
    rate: Outcome | None


@frozen
class Group:
    """Lines under one title; `unit` is empty where each line has its own."""

    key: str
    title: str
    lines: tuple[Line, ...]
    table: str = ""
    column: str = ""

    @property
    def filled(self) -> bool:
        """Whether a number stands in any line."""
        return any(line.filled for line in self.lines)


@frozen
class Comparison:
    """Everything compared; `base` is the year all others are set against, None for year against year."""

    unit: str
    years: tuple[int, ...]
    steps: tuple[Step, ...]
    groups: tuple[Group, ...]
    measures: tuple[Measure, ...]
    base: int | None = None
    notes: tuple[str, ...] = ()

    def title(self, step: Step) -> str:
        """The years of a step in words: 2022 年较 2021 年."""
        return f"{self.years[step.now]} 年较 {self.years[step.base]} 年"
