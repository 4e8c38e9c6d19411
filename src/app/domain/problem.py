"""What calculation gives: a value or a reason why not, and the problems found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from typing import Any, Literal

from app.domain.address import Address
from app.domain.frozen import frozen

Severity = Literal["error", "warning", "info"]
SEVERITIES: dict[Severity, str] = {"error": "错误", "warning": "警告", "info": "提示"}


@frozen
class Reason:
    """Why there is no value.

    `missing` (缺少), `zero_base` and `negative_base` (不适用), `empty` (未填), and for the difference of two
    years `other_basis` (口径不同).
    """

    kind: Literal["missing", "zero_base", "negative_base", "empty", "other_basis"]
    text: str
    cells: tuple[Address, ...] = ()


@frozen
class Outcome:
    """Result of one formula: `value` (分, exact number or text) or `reason`, never both.

    `missing` names required parts that are blank although the total shows its sum (未填全);
    `direct` marks a total that was typed because none of its parts is known (直接填列).
    """

    value: int | Decimal | str | None = None
    reason: Reason | None = None
    missing: tuple[Address, ...] = ()
    direct: bool = False


@frozen
class Problem:
    """One finding. `key` stays the same while the finding stands, so that a 说明 can hang on it."""

    code: str  # key of the check
    key: str
    severity: Severity
    message: str
    cells: tuple[Address, ...] = ()
    fix: Literal["", "clear", "carry", "confirm", "take"] = (
        ""  # what one undoable step could do: see `app.mending`
    )


@frozen
class Results:
    """Everything computed for one report.

    `changed` names the computed cells whose outcome is another than in the Results these were updated from.
    `findings[check][row or column]`, `columns` (what was read of list tables), `orders` (their rows) and
    `families` (row → rows that belong to it) are kept for updating and never changed; `before_cells` are
    those of the previous year.
    """

    cells: Mapping[Address, Outcome] = field(default_factory=dict)
    ratios: Mapping[str, Outcome] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    changed: frozenset[Address] = field(default=frozenset(), compare=False)
    findings: Mapping[str, dict[str | int, Problem]] = field(default_factory=dict)
    columns: Mapping[Any, list[Any]] = field(default_factory=dict, compare=False)
    orders: Mapping[str, list[str | int]] = field(default_factory=dict, compare=False)
    families: Mapping[str, dict[int, list[int]]] = field(default_factory=dict, compare=False)
    before_cells: Mapping[Address, Outcome] | None = field(default=None, compare=False)
