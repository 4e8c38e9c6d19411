"""Whether the names an edition's entries use are there, and whether its keys can stand in formulas."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable

from app.calculation.prepare import SPECIAL
from app.domain.edition import Carry, Chart, Check, Column, Edition, Feed, Row, Sheet, Table
from app.domain.report import SYSTEM_TABLES
from app.storage.forms_check import check_forms

Placer = Callable[[str, str], str]  # scope, key → file and entry
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_FUNCTIONS = ("sum", "mean", "count", "min", "max", "abs", "round", "change", "or_zero", "blank", "prior")
_RESERVED = frozenset({*_FUNCTIONS, "base", "parent", "where", "weight"})


def check_edition(edition: Edition, place: Placer) -> list[str]:
    """Everything that is wrong between the entries, as sentences."""
    found = _Findings(edition, place)
    found.header()
    for table in edition.tables:
        found.table(table)
    found.ratios()
    for check in edition.checks:
        found.check(check)
    for sheet in edition.sheets:
        found.sheet(sheet)
    for chart in edition.charts:
        found.chart(chart)
    for carry in edition.carries:
        found.carry(carry)
    for feed in edition.feeds:
        found.feed(feed)
    check_forms(edition, found.say)
    return found.problems


class _Findings:
    def __init__(self, edition: Edition, place: Placer) -> None:
        self.edition = edition
        self.place = place
        self.problems: list[str] = []

    def say(self, scope: str, key: str, text: str) -> None:
        self.problems.append(f"{self.place(scope, key)}：{text}")

    def key(self, scope: str, key: str, taken: Iterable[str] = ()) -> None:
        """A key has to be usable as a name in formulas."""
        if keyword.iskeyword(key) or key in taken:
            self.say(scope, key, f"“{key}”是公式里的保留字，不能作 key")
        elif not _KEY.fullmatch(key):
            self.say(scope, key, f"key“{key}”只能用小写英文字母、数字和下划线，以字母开头")

    def names(
        self, scope: str, key: str, field: str, wanted: Iterable[str], known: Iterable[str], what: str
    ) -> None:
        """Every name in `wanted` has to be among `known`."""
        allowed = set(known)
        for name in wanted:
            if name not in allowed:
                self.say(scope, key, f"{field}：没有{what}“{name}”")

    def header(self) -> None:
        edition = self.edition
        first, last = edition.years
        if first > last:
            self.say("", "", f"years：第一年 {first} 不能晚于最后一年 {last}")
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", edition.id):
            self.say("", "", f"id“{edition.id}”只能用英文字母、数字和 . _ -")
        if not edition.tables:
            self.say("", "", "没有表")
        if len(set(edition.themes)) < len(edition.themes):
            self.say("", "", "themes 有重复")
        for bands in edition.bands:
            self.key("bands", bands.key)
            bounds = [step.at_least for step in bands.steps]
            if not bounds or bounds != sorted(set(bounds), reverse=True):
                self.say("bands", bands.key, "steps 要从高到低排列，不能空，也不能重复")

    # -- tables

    def table(self, table: Table) -> None:
        self.key("table", table.key, (*_RESERVED, *SYSTEM_TABLES))
        if not table.columns:
            self.say("table", table.key, "没有栏目 [[column]]")
        columns = table.column
        if table.kind == "list":
            if table.rows:
                self.say("table", table.key, "kind 为 list 的表由填报人加行，不能写 [[row]]")
            if not table.item:
                self.say("table", table.key, "缺少字段 item（一行叫什么，例如 项目）")
            self.names("table", table.key, "name_column", [table.name_column], columns, "栏目")
            self.names("table", table.key, "identity", table.identity, columns, "栏目")
        elif not table.rows:
            self.say("table", table.key, "没有行 [[row]]")
        above = self.edition.table.get(table.parent)
        if table.parent and (table.kind != "list" or above is None or above.kind != "list" or above.parent):
            self.say("table", table.key, "parent 要写另一张由填报人加行的表，本表也要是这样的表")
        if (sentence := table.sentence) is not None:
            named = [name for name in (sentence.now, sentence.base, sentence.reason) if name]
            self.names("table", table.key, "sentence", named, columns, "栏目")
        for column in table.columns:
            self.column(table, column)
        for row in table.rows:
            self.row(table, row)

    def column(self, table: Table, column: Column) -> None:
        scope = f"column:{table.key}"
        self.key(scope, column.key, ("base", "parent"))
        self._kind(scope, column.key, column.kind.name, column.kind.choices)
        if column.scored and column.formula:
            self.say(scope, column.key, "scored 和 formula 只能写一个")
        if column.typed and not (column.scored or column.formula):
            self.say(scope, column.key, "direct、override 只用于计算的栏")
        if column.direct and table.kind != "list":
            self.say(scope, column.key, "direct 只用于由填报人加行的表；固定行的合计在行里写 direct")
        if column.bands:
            if not column.formula:
                self.say(scope, column.key, "写了 bands，却没有 formula")
            known = {bands.key for bands in self.edition.bands}
            self.names(scope, column.key, "bands", [column.bands], known, "等级表")

    def row(self, table: Table, row: Row) -> None:
        scope = f"row:{table.key}"
        self.key(scope, row.key, _RESERVED)
        home = next(other.key for other in self.edition.tables if any(r.key == row.key for r in other.rows))
        if home != table.key:
            self.say(scope, row.key, f"表“{home}”里已有同名的行，行的 key 在各表间不能重复")
        if row.key in self.edition.table:
            self.say(scope, row.key, "行的 key 不能与表的 key 相同")
        if row.kind is not None:
            self._kind(scope, row.key, row.kind.name, row.kind.choices)
        for field, named in (("of", row.of), ("base", row.base)):
            self.names(scope, row.key, field, [named] if named else [], table.row, "行")
        self.names(scope, row.key, "required", row.required, table.row, "行")
        self.names(scope, row.key, "columns", row.columns, table.column, "栏目")
        self.names(scope, row.key, "without", row.without, table.column, "栏目")
        if row.of == row.key:
            self.say(scope, row.key, "of 不能是自己")
        if row.required and not row.formula:
            self.say(scope, row.key, "写了 required，却没有 formula")

    def _kind(self, scope: str, key: str, name: str, choices: tuple[str, ...]) -> None:
        if (name == "choice") != bool(choices):
            told = "缺少可选项 choices" if name == "choice" else "只有 kind 为 choice 的才写 choices"
            self.say(scope, key, told)
        if len(set(choices)) < len(choices):
            self.say(scope, key, "choices 有重复")

    # -- ratios, checks, sheets

    def ratios(self) -> None:
        edition = self.edition
        columns = {column.key for table in edition.tables for column in table.columns}
        for ratio in edition.ratios:
            self.key("ratio", ratio.key, _RESERVED | SPECIAL)
            for field in ("label", "formula", "source"):
                if not getattr(ratio, field).strip():
                    self.say("ratio", ratio.key, f"缺少{'依据 ' if field == 'source' else '字段 '}{field}")
            for what, keys in (("行", edition.table_of_row), ("表", edition.table), ("栏目", columns)):
                if ratio.key in keys:
                    self.say("ratio", ratio.key, f"比率的 key 不能与{what}的 key 相同")
            if edition.themes:
                self.names("ratio", ratio.key, "theme", [ratio.theme], edition.themes, "主题")
            if ratio.family and ratio.family != ratio.key:
                self.names("ratio", ratio.key, "family", [ratio.family], edition.ratio, "比率")
        for family, members in edition.families.items():
            head = edition.ratio.get(family)
            if head is not None and (head.family or family) != family:
                self.say("ratio", members[0].key, f"family：“{family}”自己属于另一组“{head.family}”")
            elif head is not None and members[0].key != family:
                self.say("ratio", members[0].key, f"要排在同组的默认口径“{family}”后面")

    def check(self, check: Check) -> None:
        edition, key = self.edition, check.key
        self.key("check", key)
        if not check.message.strip():
            self.say("check", key, "缺少文字 message")
        sides = [bool(check.left), bool(check.op), bool(check.right)]
        if any(sides) and not all(sides):
            self.say("check", key, "left、op、right 要一起写")
        forms = sum((any(sides), bool(check.require), bool(check.unique), bool(check.evaluable)))
        if forms > 1 or not (forms or check.when):
            self.say("check", key, "要写且只写一种：left/op/right、require、unique、evaluable，或单独的 when")
        if check.columns and not all(sides):
            self.say("check", key, "columns 只用于 left/op/right")
        self.names("check", key, "evaluable", check.evaluable, edition.ratio, "比率")
        if check.unless:
            known = {other.key for other in edition.checks} - {key}
            self.names("check", key, "unless", [check.unless], known, "别的校验")
        fixed = {c.key for table in edition.tables if table.kind == "fixed" for c in table.columns}
        self.names("check", key, "columns", check.columns, fixed, "栏目")
        self._each(check)

    def _each(self, check: Check) -> None:
        edition, key = self.edition, check.key
        table = edition.table.get(check.each)
        if check.each and table is None:
            self.say("check", key, f"each：没有表“{check.each}”")
        elif table is not None:
            self.names("check", key, "rows", check.rows, table.row, "行")
            self.names("check", key, "require", check.require, table.column, "栏目")
            self.names("check", key, "unique", check.unique, table.column, "栏目")
            if check.having and self.edition.children.get(table.key) != check.having:
                self.say("check", key, f"having：没有属于“{table.label}”各行的表“{check.having}”")
            if check.columns:
                self.say("check", key, "each 与 columns 不能同时写")
        elif check.rows or check.require or check.unique or check.per != "row":
            self.say("check", key, "写了 rows、require、unique 或 per，却没有写 each（哪张表）")
        for name in check.cells:
            row, dot, column = name.partition(".")
            home = edition.table.get(edition.table_of_row.get(row, "")) if dot else table
            there = home is not None and (home.has(row, column) if dot else name in home.column)
            if not there and (table is not None or not check.each):
                self.say("check", key, f"cells：没有“{name}”")

    def sheet(self, sheet: Sheet) -> None:
        key = sheet.key
        self.key("sheet", key)
        if any(mark in sheet.name for mark in r"[]:*?/\\") or not 0 < len(sheet.name) <= 31:
            self.say("sheet", key, "name 是工作表名，1 到 31 个字，不能有 [ ] : * ? / \\")
        if [other.name for other in self.edition.sheets].count(sheet.name) > 1:
            self.say("sheet", key, f"name“{sheet.name}”重复")
        if bool(sheet.warn_unless) != bool(sheet.warning):
            self.say("sheet", key, "warn_unless 和 warning 要一起写")
        table = self.edition.table.get(sheet.table)
        if sheet.table and table is None:
            self.say("sheet", key, f"table：没有表“{sheet.table}”")
        elif table is not None:
            printed = [column.key for column in sheet.columns if column.key != "#"]
            self.names("sheet", key, "columns", printed, table.column, "栏目")
            self.names("sheet", key, "total", sheet.total, table.column, "栏目")
        elif sheet.content == "table" or sheet.columns or sheet.total:
            self.say("sheet", key, "缺少字段 table（印哪张表）")

    def chart(self, chart: Chart) -> None:
        edition, key = self.edition, chart.key
        self.key("chart", key)
        for name in chart.cells:
            row, _, column = name.partition(".")
            home = edition.table.get(edition.table_of_row.get(row, ""))
            if home is None or not home.has(row, column):
                self.say("chart", key, f"cells：没有“{name}”")
        if (chart.kind == "years") != bool(chart.cells):
            self.say("chart", key, "kind 为 years 的要写 cells（各行的哪一栏），别的不写")
        if chart.kind == "years":
            return
        table = edition.table.get(chart.table)
        if table is None or table.kind != "list":
            self.say("chart", key, f"table：没有“{chart.table}”这张由填报人加行的表")
            return
        self.names("chart", key, "column", [chart.column], table.column, "栏目")
        if chart.kind == "bands":
            self.names("chart", key, "bands", [chart.bands], {one.key for one in edition.bands}, "等级表")
        if chart.most < 1:
            self.say("chart", key, "most 至少为 1")

    # -- what a new year takes over

    def carry(self, carry: Carry) -> None:
        self.key("carry", carry.key)
        table = self.edition.table.get(carry.table)
        if table is None:
            self.say("carry", carry.key, f"table：没有表“{carry.table}”")
            return
        if not carry.new:
            self.say("carry", carry.key, "new 不能空")
        self.names("carry", carry.key, "without", carry.without, table.row, "行")
        kinds = {self._carried_kind(carry, table, name) for name in (carry.old, *carry.new)}
        if len(kinds - {None}) > 1:
            self.say("carry", carry.key, "old 和 new 要同一类（金额对金额，文字对文字）")
        if carry.same and (table.kind == "list" or any("." in name for name in (carry.old, *carry.new))):
            self.say("carry", carry.key, "same 只用于固定行的表里整栏对整栏")

    def _carried_kind(self, carry: Carry, table: Table, name: str) -> str | None:
        """Kind of what `old` or `new` names; None when it is not there, which is told."""
        row, dot, column = name.rpartition(".")
        known = table.column.get(column)
        if known is None or (dot and not table.has(row, column)):
            self.say("carry", carry.key, f"没有“{name}”")
            return None
        if bool(dot) != ("." in carry.old):
            self.say("carry", carry.key, "old 和 new 要都写栏目，或都写 行.栏目")
        elif known.computed:
            self.say("carry", carry.key, f"“{name}”由软件计算，不能带入")
        return table.kind_of(row, column).name if dot else known.kind.name

    # -- figures of published accounts

    def feed(self, feed: Feed) -> None:
        edition, key = self.edition, feed.key
        self.key("feed", key)
        row, dot, column = feed.figure.partition(".")
        home = edition.table.get(edition.table_of_row.get(row, ""))
        there = home is not None and home.has(row, column) if dot else row in edition.ratio
        if not there:
            self.say("feed", key, f"figure：没有“{feed.figure}”")
        if bool(feed.column) == bool(feed.heading):
            self.say("feed", key, "column 和 heading 要写且只写一个")
        if feed.to.count("/") != 1:
            self.say("feed", key, "to 要写成 表/行")
        known = {check.key for check in edition.checks}
        self.names("feed", key, "unless", [feed.unless] if feed.unless else [], known, "校验")
