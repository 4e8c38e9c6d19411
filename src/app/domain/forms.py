"""Self-evaluation forms as data: how scores are made, what a scheme asks for, how a form is laid out.

Values only, one per TOML entry, field for field; `app.calculation.scoring` computes with them and
`app.exchange.form_layout` lays forms out. Points are 分, shares and limits plain numbers (0.3 is 30 %).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Literal

from app.domain.frozen import frozen

ONE = Decimal(1)
Direction = Literal["≥", "≤", "=", "定性"]
DIRECTIONS: tuple[Direction, ...] = ("≥", "≤", "=", "定性")


@frozen
class ScoreStep:
    """`points` (of the rule's `full`) where the measure is in the step; the first step that fits counts.

    In a rule of degrees `word` names the degree and `at_least` is the lowest share of the weight it gives;
    the highest is that of the step before it.
    """

    points: Decimal = ONE
    at_least: Decimal | None = None
    above: Decimal | None = None
    at_most: Decimal | None = None
    below: Decimal | None = None
    word: str = ""


@frozen
class ScoreRule:
    """How one indicator is scored, always within 0 and its weight.

    proportion: weight × attainment, nothing below `pass_line`. whole: all or nothing. bands: by `steps` over
    `measure`: attainment (actual ÷ target, or target ÷ actual for ≤), deviation (|actual − target| ÷
    target), or the value itself. deduct: `points` of `full` off for every `per` the value lies beyond
    `limit`, only whole ones when `whole_steps`. criteria: points of the ticked criteria. degrees: the officer
    judges, within the step's range.
    """

    key: str
    label: str
    kind: Literal["proportion", "whole", "bands", "deduct", "criteria", "degrees"]
    measure: Literal["attainment", "deviation", "value"] = "attainment"
    steps: tuple[ScoreStep, ...] = ()
    full: Decimal = ONE
    pass_line: Decimal | None = None
    limit: Decimal = ONE
    side: Literal["over", "under"] = "over"
    per: Decimal = Decimal("0.01")
    points: Decimal = ONE
    whole_steps: bool = False
    text: str = ""  # as printed under 评分标准; made from the fields when empty
    source: str = ""


@frozen
class Level:
    """A first-level group of indicators. `weight` None leaves it to the officer.

    With `execution` its weight includes that of the execution rate. A level without indicators gives its
    weight to the level `gives_to`; without that it has to have some.
    """

    name: str
    weight: Decimal | None = None
    kinds: tuple[str, ...] = ()  # second-level names
    execution: bool = False
    gives_to: str = ""
    also: tuple[str, ...] = ()


@frozen
class Cap:
    """With an execution rate below `below` the total is at most `most`."""

    below: Decimal
    most: Decimal


@frozen
class Scheme:
    """How project forms are scored. Rules are named by key; `bands` is a band table of the edition."""

    key: str
    label: str  # what the officer chooses
    title: str
    source: str = ""
    layout: str = "national"
    levels: tuple[Level, ...] = ()
    total: Decimal = Decimal(100)
    execution_weight: Decimal = Decimal(10)
    execution_rule: str = ""  # weight × min(rate, 1) when empty
    execution_reason_below: Decimal | None = None  # a lower rate needs its reason
    at_least: str = "proportion"
    at_most: str = "proportion"
    equal: str = "proportion"
    degrees: str = "degrees"
    overshoot: Decimal | None = None  # this much over the target, or more, needs its reason
    overshoot_deduct: Decimal = Decimal(0)  # points off then
    caps: tuple[Cap, ...] = ()  # the lowest first
    places: int = 2
    bands: str = "grade"
    qualitative_most: Decimal | None = None  # more of the weight on qualitative indicators is told


@frozen
class Criterion:
    """One thing to tick, worth `points` of its item's weight."""

    text: str
    points: Decimal = ONE


@frozen
class ScoreItem:
    """One indicator of the department's own score: a row of the department table.

    `value` is a ratio's key, or table/row/column of an entered figure; without it the officer enters one,
    ticks `criteria` or judges.
    """

    row: str
    level1: str
    level2: str
    weight: Decimal
    rule: str
    value: str = ""
    direction: Direction = "≥"
    target: Decimal | None = None  # what attainment is measured against; 1 when None
    criteria: tuple[Criterion, ...] = ()
    text: str = ""  # 评分标准 as printed, instead of the rule's


@frozen
class DepartmentScheme:
    """The department's own score: which indicators count, with which weights and rules."""

    key: str
    label: str
    title: str
    source: str = ""
    layout: str = "department"
    items: tuple[ScoreItem, ...] = ()
    places: int = 2
    bands: str = "grade"


@frozen
class LibraryEntry:
    """An indicator that may be taken into a form."""

    key: str
    level1: str
    level2: str
    name: str
    direction: Direction = "≥"
    target: str = ""
    unit: str = ""
    hint: str = ""


@frozen
class FormCell:
    """One printed cell: a fixed `label`, or a `field`, or both (label before the value).

    `field` is a column of the form's own row (in an `each` line of the item's), table/row/column, `#` for
    the running number, the key of a ratio, or sum(column), mean(column) over all projects. A label may hold
    {year}, {unit}, {number}. `down` 0 reaches over all lines that follow up to the end of the items.
    `merge` joins it with the item above where both read the same. `show` measure puts direction, number and
    unit into one cell; ticks shows `choices` with a box before each; words says in full why there is no
    value. `also` is, for reading, what other forms say in place of the label; of a value without a label,
    what it may stand beside.
    """

    label: str = ""
    field: str = ""
    span: int = 1
    down: int = 1
    show: Literal["", "measure", "ticks", "words"] = ""
    choices: tuple[str, ...] = ()
    align: Literal["", "left", "center", "right"] = ""
    bold: bool = False
    merge: bool = False
    also: tuple[str, ...] = ()


@frozen
class FormLine:
    """One printed line; `each` repeats it for every item of the form. `height` is in lines of text."""

    cells: tuple[FormCell, ...]
    each: bool = False
    height: int = 1


@frozen
class FormLayout:
    """An official form: lines over columns of these widths (in digits).

    `of` tells what one form is about: a project with its indicators, the department, or all projects in
    one table (`each` lines are the projects then).
    """

    key: str
    label: str
    title: str
    of: Literal["project", "department", "summary"] = "project"
    corner: str = ""  # 附件1, above the title
    subtitle: str = ""  # （{year} 年度）
    left: str = ""
    right: str = ""
    widths: tuple[int, ...] = ()
    lines: tuple[FormLine, ...] = ()
    notes: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    orientation: Literal["portrait", "landscape"] = "portrait"
    also: tuple[str, ...] = ()  # other titles of the same form, for reading

    @cached_property
    def fields(self) -> frozenset[str]:
        """What its lines print."""
        return frozenset(cell.field for line in self.lines for cell in line.cells)


@frozen
class FormTables:
    """Which tables of the edition the forms are about."""

    project: str = ""  # a list: one form for each row
    items: str = ""  # a list whose rows belong to those: the indicators
    department: str = ""  # a fixed table: the indicators of the department's own score


@frozen
class Forms:
    """All of this that an edition has."""

    tables: FormTables = FormTables()
    rules: tuple[ScoreRule, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    departments: tuple[DepartmentScheme, ...] = ()
    layouts: tuple[FormLayout, ...] = ()
    library: tuple[LibraryEntry, ...] = ()

    @cached_property
    def rule(self) -> Mapping[str, ScoreRule]:
        """Rules by key."""
        return {rule.key: rule for rule in self.rules}

    @cached_property
    def rule_of_label(self) -> Mapping[str, ScoreRule]:
        """Rules by the label the officer chooses."""
        return {rule.label: rule for rule in self.rules}

    @cached_property
    def scheme(self) -> Mapping[str, Scheme]:
        """Schemes by the label the officer chooses."""
        return {scheme.label: scheme for scheme in self.schemes}

    @cached_property
    def department_scheme(self) -> Mapping[str, DepartmentScheme]:
        """The department's schemes by label."""
        return {scheme.label: scheme for scheme in self.departments}

    @cached_property
    def layout(self) -> Mapping[str, FormLayout]:
        """Layouts by key."""
        return {layout.key: layout for layout in self.layouts}


NO_FORMS = Forms()
