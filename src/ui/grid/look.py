"""What one cell shows: its text and what the text means, apart from painting and from Qt."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from app.calculation import entry
from app.calculation.formula import Here, leaves
from app.calculation.model import Model
from app.domain.address import Address
from app.domain.amount import money_decimal, significant
from app.domain.edition import Column, Kind, Table
from app.domain.frozen import frozen
from app.domain.problem import SEVERITIES, Outcome, Reason, Severity
from app.domain.report import Value, carried_mark, mark_address, note_address
from ui.grid.problems import ProblemIndex
from ui.session import Session

State = Literal["input", "computed", "absent", "heading"]
Tone = Literal["", "muted", "negative"]

ABSENT = "—"
NUMERIC = frozenset({"money", "percent", "number", "count"})
_DOUBLE_DIGITS = 15  # what the number cells of other programs hold
PARTIAL, DIRECT = "未填全", "直接填列"
OF_FORM, CHANGED = "自评表", "已改"  # where a score comes from
_PROPOSED = {"score": "proposed", "execution_score": "execution_proposed"}


@frozen
class Look:
    """A cell ready to be painted."""

    text: str
    state: State
    tone: Tone = ""
    right: bool = False
    mark: str = ""  # 未填全, 直接填列
    note: bool = False
    settled: bool = False  # the note has been dealt with
    carried: bool = False  # taken over from the year before and not looked at since
    severity: Severity | None = None
    wraps: bool = False
    choices: bool = False
    aside: str = ""  # small beside the value, in forms: 人, 万元, 可不填
    strong: bool = False


def derived(column: Column) -> bool:
    """Whether what is seen in a column is a result, though it may be typed as well."""
    return bool(column.formula) or column.scored


def score_word(reason: Reason) -> str:
    """Why there is no score, in one word: 无法评价, 待评分, 不适用."""
    told = reason.text.partition("：")[0]
    return "无法评价" if told == "缺少" else told


HEADING = Look("", "heading")
NOTHING = Look(ABSENT, "absent", "muted")


class Reader:
    """Reads cells of one table from the session's document as people see them."""

    def __init__(self, session: Session, table: Table, problems: ProblemIndex) -> None:
        self._session = session
        self.table = table
        self._problems = problems
        document = session.document
        if document is None:
            raise ValueError("no document")
        self._document = document
        self._model: Model = document.model
        self._edition = document.model.edition
        self.mixed = any(row.kind is not None for row in table.rows)
        self._sources = {column.key: self._inputs_of(column.key, set()) for column in table.columns}

    def _inputs_of(self, column: str, seen: set[str]) -> frozenset[str]:
        """Entered columns of its own row that a computed column rests on."""
        formula = self._model.columns.get((self.table.key, column))
        if formula is None or column in seen:
            return frozenset({column})
        seen.add(column)
        here = [leaf.column for leaf in leaves(formula.tree) if isinstance(leaf, Here)]
        return frozenset().union(*(self._inputs_of(name, seen) for name in here))

    # ---------------------------------------------------------------- facts

    def has(self, address: Address) -> bool:
        """Whether there is such a cell."""
        return self.table.kind == "list" or self.table.has(str(address.row), address.column)

    def kind(self, address: Address) -> Kind:
        """Kind of one cell."""
        return self.table.kind_of(address.row, address.column)

    def computed(self, address: Address) -> bool:
        """Whether it comes from a formula, its column's or its row's."""
        if derived(self.table.column[address.column]):
            return True
        return (
            self.table.kind == "fixed"
            and self.kind(address).name in NUMERIC
            and self._model.formula(self.table.key, address.row, address.column) is not None
        )

    def value(self, address: Address) -> Value | None:
        """What is shown there as a value; None for a blank or a reason."""
        return self._document.value(address)

    def outcome(self, address: Address) -> Outcome | None:
        """Result of the cell's formula, None where none was computed."""
        return self._document.cells.get(address)

    def note(self, address: Address) -> str:
        """The officer's own 来源/说明."""
        return str(self._document.report.get(note_address(address)) or "")

    def _settled(self, address: Address) -> bool:
        return self._document.report.get(mark_address(address)) is not None

    def carried(self, address: Address) -> bool:
        """Whether it bears the mark 带入."""
        return self._document.report.get(carried_mark(address)) is not None

    # ---------------------------------------------------------------- what is seen

    def look(self, address: Address) -> Look:
        """The cell as it is painted."""
        if not self.has(address):
            return NOTHING
        kind = self.kind(address)
        right = kind.name in NUMERIC and not self.mixed
        outcome = self._document.cells.get(address)
        value = outcome.value if outcome is not None else self._document.report.get(address)
        text, tone, mark = "", "", ""
        if value is not None and value != "":
            text = entry.show(self._edition, address, value, self._session.money_unit)
            if not isinstance(value, str) and value < 0:
                tone = "negative"
        if outcome is not None:
            if outcome.reason is not None:
                text, tone = self._reason(address, outcome), "muted"
            mark = PARTIAL if outcome.missing else DIRECT if outcome.direct else ""
        mark = mark or self._scored(address, outcome)
        computed = self.computed(address)
        if computed and not self.table.column[address.column].computed:
            computed = not self._session.typable(address)  # a total whose parts are blank can be typed
        return Look(
            text,
            "computed" if computed else "input",
            tone,  # type: ignore[arg-type]
            right,
            mark,
            bool(note := self.note(address)),
            bool(note) and self._settled(address),
            self.carried(address),
            self._problems.severity(address),
            kind.name in {"text", "choice"},
            kind.name == "choice" and not computed,
            self._aside(address, kind, bool(text)) if self.mixed else "",
        )

    def _scored(self, address: Address, outcome: Outcome | None) -> str:
        """Where a score comes from, and whether it is another than the computed one."""
        column = self.table.column[address.column]
        if column.override:
            if outcome is None or self._document.report.get(address) is None:
                return ""
            proposed = self._document.cells.get(address._replace(column=_PROPOSED.get(column.key, "")))
            known = column.key not in _PROPOSED or (proposed is not None and proposed.value is not None)
            return CHANGED if known else ""
        if not (column.scored and column.direct):
            return ""
        if outcome is not None:
            return OF_FORM if outcome.value is not None else ""
        return DIRECT if self._document.report.get(address) is not None else ""

    def _aside(self, address: Address, kind: Kind, filled: bool) -> str:
        unit = self._session.money_unit.label if kind.name == "money" else kind.unit
        optional = not filled and self.table.row[str(address.row)].optional
        return "　".join(word for word in (unit, "可不填" if optional else "") if word)

    def _reason(self, address: Address, outcome: Outcome) -> str:
        """不适用, 缺数, or nothing where nothing was entered that could be computed with."""
        reason = outcome.reason
        if reason is None or reason.kind == "empty":
            return ""
        if reason.kind != "missing":
            return "不适用"
        if self.table.column[address.column].scored:
            return score_word(reason)
        inputs = self._sources.get(address.column, frozenset())
        entered = any(self.value(address._replace(column=name)) is not None for name in inputs)
        return "缺数" if entered else ""

    def edit_text(self, address: Address) -> str:
        """Plain text to go on typing with."""
        value = self._document.report.get(address)
        if value is None:
            return ""
        return entry.show(self._edition, address, value, self._session.money_unit, grouped=False)

    def copy_text(self, address: Address) -> tuple[str, str]:
        """What a copy carries: the text as shown without separators, and the exact number if it is one."""
        value = self.value(address) if self.has(address) else None
        if value is None or value == "":
            return "", ""
        if isinstance(value, str):
            return value, ""
        kind, unit = self.kind(address), self._session.money_unit
        shown = entry.show(self._edition, address, value, unit, grouped=False)
        if kind.name == "percent":
            shown += "%"
        exact = money_decimal(value, unit) if kind.name == "money" else Decimal(value)
        return shown, significant(exact, _DOUBLE_DIGITS)

    def tip(self, address: Address) -> str:
        """Everything there is to say about the cell, one idea a line; empty when there is nothing."""
        if not self.has(address):
            return "这一行没有这一项，不用填"
        column = self.table.column[address.column]
        row = self.table.row.get(str(address.row)) if self.table.kind == "fixed" else None
        lines: list[str] = []
        look = self.look(address)
        if look.wraps and look.text:
            lines.append(look.text)
        outcome = self.outcome(address)
        if outcome is not None and outcome.reason is not None and outcome.reason.text:
            lines.append(outcome.reason.text)
        if look.mark == PARTIAL:
            lines.append("未填全：合计里还有必填项是空的，补齐后依赖它的比率才会算出")
        elif look.mark == OF_FORM:
            lines.append("得分按自评表计算；F4 打开自评表")
        elif look.mark == CHANGED:
            lines.append("已改：填了与计算不同的数；清除（Delete）后恢复计算的数")
        elif look.mark == DIRECT and column.scored:
            lines.append("直接填列：没有填全自评表，得分是直接填的；自评表填全后按自评表计算")
        elif look.mark == DIRECT:
            lines.append("直接填列：明细全空，这个合计是直接填的；填了明细后改按明细合计")
        lines += [f"{SEVERITIES[p.severity]}：{p.message}" for p in self._problems.at(address)]
        if look.carried:
            lines.append("从上一年度带入，还没有核对：改过或确认过（Ctrl+Shift+Enter），角标就消失")
        if note := self.note(address):
            lines.append(f"批注{'（已处理）' if look.settled else ''}：{note}")
        lines += [hint for hint in (row.hint if row else "", column.hint) if hint]
        if look.state == "computed" and (why := self._session.locked(address)):
            lines.append(why)
        return "\n".join(dict.fromkeys(lines))
