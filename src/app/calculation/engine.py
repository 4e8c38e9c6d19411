"""Report → Results: everything once, or only what an edit can reach.

Row formulas run for the touched rows, aggregates run whole over columns; no dirty flags, no observers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from decimal import localcontext

from app.calculation import beside, checks
from app.calculation.bases import grades_for, grades_of
from app.calculation.conditions import likely
from app.calculation.environment import Workspace
from app.calculation.evaluate import MISSING, evaluate, settle, total
from app.calculation.formula import Node, leaves
from app.calculation.model import Model, Place, Step
from app.calculation.tails import is_tail_of_sum
from app.domain.address import Address
from app.domain.amount import CONTEXT
from app.domain.edition import Table
from app.domain.problem import Outcome, Problem, Reason, Results
from app.domain.report import CARRIED, Report, Value

TYPED = "direct_total"  # findings of figures typed beside the computed ones of list rows


def compute(model: Model, report: Report, prior: Report | None = None) -> Results:
    """Everything computed for `report`; `prior` is the previous year of the same document."""
    return begin(model, report, prior).finish()


def begin(model: Model, report: Report, prior: Report | None = None) -> Pass:
    """The first half of computing, enough to show the tables: `Pass.cells`; then comes `Pass.finish`."""
    run = Pass(model, report, prior)
    run.everything = True
    with localcontext(CONTEXT):
        for step in model.cell_steps:
            run.step(step)
    return run


def figures(model: Model, report: Report) -> Results:
    """The computed cells and the ratios, without checks: all that a comparison of years asks for."""
    run = begin(model, report)
    with localcontext(CONTEXT):
        for step in model.steps[len(model.cell_steps) :]:
            if step.kind != "rule":
                run.step(step)
    return Results(run.cells, run.ratios)


def compute_cells(model: Model, report: Report) -> dict[Address, Outcome]:
    """The computed cells of the fixed tables alone: all that another year may ask for."""
    run = Pass(model, report)
    run.everything = True
    with localcontext(CONTEXT):
        for step in model.cell_steps or model.steps:
            known = model.edition.table.get(step.target[0])
            if known is not None and known.kind == "fixed":
                run.step(step)
    return run.cells


def update(
    model: Model,
    report: Report,
    results: Results,
    changed: Collection[Address],
    rows: Collection[tuple[str, int]] = (),
    prior: Report | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Results:
    """`results` after cells in `changed` changed and list rows in `rows` came, went or moved.

    `report` already holds the new state. The old Results stay as they are. `told` gets how many steps of
    how many are done, and may raise to stop it.
    """
    run = Pass(
        model,
        report,
        prior,
        results.before_cells,
        dict(results.cells),
        dict(results.ratios),
        dict(results.findings),
        dict(results.columns),
        dict(results.orders),
        dict(results.families),
    )
    for address in changed:
        run.touch(address)
    for table, row in rows:
        run.touch_row(table, row)
    with localcontext(CONTEXT):
        for number, step in enumerate(model.steps):
            if step.reads & run.touched:
                if told is not None:
                    told(number, len(model.steps))
                run.step(step)
    return run.results()


@dataclass(eq=False, repr=False)
class Pass(Workspace):
    """One pass over the steps, over everything or over what is touched."""

    touched: set[Place] = field(default_factory=set)
    touched_rows: dict[str, set[str | int]] = field(default_factory=dict)
    changed: set[Address] = field(default_factory=set)
    everything: bool = False
    typed: dict[str | int, Problem] = field(default_factory=dict)  # findings of this pass's own making

    # -- what an edit reaches

    def touch(self, address: Address) -> None:
        """A cell has changed: what reads its column is to be run, also for the row its row belongs to."""
        self.touched.add((address.table, address.column))
        self.forget((address.table, address.column))
        self.touched_rows.setdefault(address.table, set()).add(address.row)
        self._touch_above(address.table, address.row)

    def _touch_above(self, table: str, row: str | int) -> None:
        known = self.model.edition.table.get(table)
        if known is not None and known.parent:
            above = self.parent_of(table, row)
            if above is not None:
                self.touched_rows.setdefault(known.parent, set()).add(above)

    def touch_row(self, table: str, row: int) -> None:
        known = self.model.edition.table.get(table)
        if known is None:
            return
        self.touched.update((table, column.key) for column in known.columns)
        self.touched.add((table, "#"))
        self.forget((table, "#"))
        self.touched_rows.setdefault(table, set()).add(row)
        self._touch_above(table, row)
        if row not in self.report.tables.get(table, {}):
            for column in known.columns:
                if self.cells.pop(Address(table, row, column.key), None) is not None:
                    self.changed.add(Address(table, row, column.key))
            for key, rule in self.model.rules.items():
                if rule.rowwise and rule.check.each == table and row in self.findings.get(key, {}):
                    self.findings[key] = {r: p for r, p in self.findings[key].items() if r != row}
            for column in known.columns:
                self._told_twice(Address(table, row, column.key), None)

    # -- steps

    def finish(self) -> Results:
        """The second half: ratios and checks."""
        done = len(self.model.cell_steps)  # they stand first
        with localcontext(CONTEXT):
            for step in self.model.steps[done:]:
                self.step(step)
        return self.results()

    def step(self, step: Step) -> None:
        kind, (table, key) = step.kind, step.target
        if kind == "totals":
            self._totals(table, key)
        elif kind == "column":
            self._computed(table, key, step)
        elif kind == "ratio":
            outcome = self._named(settle(evaluate(self.model.ratios[key].tree, self)))
            if self.ratios.get(key) != outcome:
                self.ratios[key] = outcome
                self.touched.add(step.target)
        elif kind == "forms":
            self._forms(step)
        elif kind == "department":
            self._department()
        else:
            self._rule(key)

    def _store(self, address: Address, outcome: Outcome) -> None:
        if self.cells.get(address) != outcome:
            self.cells[address] = outcome
            self.changed.add(address)
            self.touch(address)

    def _totals(self, table: str, column: str) -> None:
        self.column = column
        known = self.model.edition.table[table]
        for row, formula in self.model.totals[table]:
            if not known.has(row.key, column):
                continue
            self.row = row.key
            outcome = total(formula.tree, self)
            entered = self.report.get(Address(table, row.key, column))
            if outcome.value is None and entered is not None and row.direct:
                outcome = Outcome(value=entered, direct=True)
            elif outcome.value is not None:
                parts = [Address(table, part, column) for part in row.required]
                if self._contradicted(entered, outcome.value, formula.tree):
                    parts = [self.place(leaf) for leaf in leaves(formula.tree)]
                blank = tuple(part for part in parts if self.outcome(part).value is None)
                if blank:
                    outcome = replace(outcome, missing=tuple(dict.fromkeys((*blank, *outcome.missing))))
            self._store(Address(table, row.key, column), self._named(outcome))

    def _contradicted(self, entered: Value | None, summed: Value, sum_of: Node) -> bool:
        """Whether a total was typed that is more than its parts: then every blank part is missing."""
        if not isinstance(entered, int) or not isinstance(summed, int) or entered <= summed:
            return False
        return not is_tail_of_sum(entered, summed, sum_of, self)

    def _computed(self, table: str, column: str, step: Step) -> None:
        known = self.model.edition.table[table]
        formula = self.model.columns[(table, column)]
        bands = known.column[column].bands
        grades = grades_of(self.model.edition, self.report, table, column) if bands else None
        self.column = column
        rows = self._rows_reached(known, column, step)
        if known.kind == "list" and (known.column[column].direct or known.column[column].form):
            rows = self._filled(known.key, column, rows)
        for row in rows:
            self.row = row
            outcome = self._named(settle(evaluate(formula.tree, self)))
            if grades is not None and outcome.value is not None and not isinstance(outcome.value, str):
                outcome = Outcome(
                    value=grades_for(self.model.edition, self.report, table, row, grades).word(outcome.value)
                )
            address = Address(table, row, column)
            if known.column[column].direct:
                self._store_total(address, outcome)
            else:
                self._store(address, outcome)

    def _filled(self, table: str, column: str, rows: list[str | int]) -> list[str | int]:
        """The rows that have something to reckon with; of the others nothing is kept."""
        parts = self.model.parts(table, column)
        records = self.report.tables.get(table, {})
        found = [row for row in rows if not parts.isdisjoint(records[row].cells)]
        if len(found) < len(rows) and not self.everything:
            for row in set(rows) - set(found):
                self._drop(Address(table, row, column))
                self._told_twice(Address(table, row, column), None)
        return found

    def _store_total(self, address: Address, outcome: Outcome) -> None:
        """A total of a list row: where there is nothing to add up, what was typed counts."""
        if outcome.value is None and (outcome.reason is None or outcome.reason.kind == "empty"):
            self._drop(address)
        else:
            self._store(address, outcome)
        self._told_twice(address, beside.typed_beside(self, address))

    def _drop(self, address: Address) -> None:
        if self.cells.pop(address, None) is not None:
            self.changed.add(address)
            self.touch(address)

    def _told_twice(self, address: Address, problem: Problem | None) -> None:
        """Keep or forget that a figure was typed beside the one computed."""
        found = self.findings.get(TYPED, {})
        if problem is None and not found:
            return
        if found is not self.typed:  # the results these come from keep theirs
            found = self.findings[TYPED] = self.typed = dict(found)
        if problem is not None:
            found[str(address)] = problem
        else:
            found.pop(str(address), None)

    # -- scores

    def _forms(self, step: Step) -> None:
        """The forms of the projects that are touched; all, where the year's scheme is another."""
        from app.calculation.scoring.choice import scheme_of
        from app.calculation.scoring.project import outcomes, score_form

        edition = self.model.edition
        tables = edition.forms.tables
        present = self.report.tables.get(tables.project, {})
        inside = {tables.project, tables.items}
        alone = not self.everything and all(place[0] in inside for place in step.reads & self.touched)
        touched = (row for row in self.touched_rows.get(tables.project, ()) if row in present)
        rows = [int(row) for row in (touched if alone else present)]
        families = self.family_of(tables.items)
        for row in rows:
            scheme = scheme_of(edition, self.report, row) if row in families else None
            if scheme is None:
                self._without_form(tables.project, row)
                continue
            for address, outcome in outcomes(self, row, score_form(self, row, scheme)).items():
                self._store(address, outcome)
            total = Address(tables.project, row, "score")
            self._told_twice(total, beside.typed_beside(self, total))

    def _without_form(self, table: str, row: int) -> None:
        """What a form gave goes with it."""
        if Address(table, row, "form_state") not in self.cells:
            return
        for column in self.model.edition.table[table].columns:
            if column.scored:
                self._drop(Address(table, row, column.key))
        self._told_twice(Address(table, row, "score"), None)

    def _department(self) -> None:
        from app.calculation.scoring.choice import department_scheme_of
        from app.calculation.scoring.department import department_outcomes, score_department

        edition = self.model.edition
        table = edition.forms.tables.department
        scheme = department_scheme_of(edition, self.report)
        made = department_outcomes(self, score_department(self, scheme)) if scheme is not None else {}
        for row in edition.table[table].row:
            for column in edition.table[table].columns:
                address = Address(table, row, column.key)
                if address in made:
                    self._store(address, made[address])
                elif column.scored:
                    self._drop(address)

    def _rows_reached(self, table: Table, column: str, step: Step) -> list[str | int]:
        """Rows of a computed column to run: those touched, and those whose shares are taken of them."""
        places: list[str | int] = list(self.report.tables.get(table.key, {}))
        if table.kind == "fixed":
            places = [row for row in table.row if table.has(row, column)]
        if self.everything or any(place[0] != table.key for place in step.reads & self.touched):
            return places
        touched = self.touched_rows.get(table.key, set())
        if table.kind == "list":
            present = self.report.tables.get(table.key, {})
            return [row for row in touched if row in present]
        return [row for row in places if row in touched or table.row[str(row)].base in touched]

    def _rule(self, key: str) -> None:
        rule = self.model.rules[key]
        check = rule.check
        if rule.rowwise and not self.everything and self.model.edition.table[check.each].kind == "list":
            rows = self.touched_rows.get(check.each, set())
            if rule.above & self.touched:
                family = self.family_of(check.each)
                above = self.touched_rows.get(self.model.edition.table[check.each].parent, set())
                rows = rows.union(*(family.get(int(row), ()) for row in above))
            found = dict(self.findings.get(key, {}))
            if (check.each, "#") in self.touched:
                rows = rows | set(found)  # rows have other numbers now, and messages name them
            for row in rows:
                found.pop(row, None)
            present = self.report.tables.get(check.each, {})
            tried = checks.having(rule, self, (row for row in rows if row in present))
            if len(tried) > len(present) // 4:
                tried = likely(rule, self, tried)
            found.update(checks.try_rows(rule, self, tried))
            found = {row: found[row] for row in sorted(found, key=lambda row: present[row].position)}
        else:
            found = checks.run(rule, self)
        if found != self.findings.get(key, {}):
            self.touched.add(("check", key))
        self.findings[key] = found

    def _named(self, outcome: Outcome) -> Outcome:
        """A bare 缺少 gets its sentence."""
        reason = outcome.reason
        if reason is None or reason.kind != "missing" or reason.text.startswith(MISSING):
            return outcome
        names = list(dict.fromkeys(self.called(cell) for cell in reason.cells))
        names += [reason.text] if reason.text else []
        shown = "、".join(names[:4]) + (f"等 {len(names)} 项" if len(names) > 4 else "")
        return Outcome(reason=Reason("missing", f"{MISSING}{shown}，补录后自动计算", reason.cells))

    def results(self) -> Results:
        order = {key: index for index, key in enumerate(self.model.rules)}
        if self.everything or any(table == CARRIED for table, _ in self.touched):
            self.findings[CARRIED] = beside.unconfirmed(self)
        problems = [problem for found in self.findings.values() for problem in found.values()]
        problems += beside.direct_conflicts(self)
        problems += beside.untaken(self)
        rank = {"error": 0, "warning": 1, "info": 2}
        problems.sort(key=lambda problem: (rank[problem.severity], order.get(problem.code, -1)))
        return Results(
            self.cells,
            self.ratios,
            tuple(problems),
            frozenset(self.changed),
            self.findings,
            self.columns,
            self.orders,
            self.families,
            self.before_cells,
        )
