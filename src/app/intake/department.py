"""The department's own form: which row of its table each indicator is, and what its cells become there.

What the file says of a figure that we compute is only compared; `department_scores` does that, once all that
is taken is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from app.calculation.labels import quoted
from app.calculation.scoring.choice import DEPARTMENT_SCHEME, department_scheme_of
from app.calculation.scoring.department import TOTAL, read_ticks
from app.calculation.scoring.standard import standard_of
from app.domain.address import Address
from app.domain.amount import plain_decimal
from app.domain.forms import DepartmentScheme, ScoreItem
from app.exchange.finding.entries import Entry
from app.exchange.finding.form_read import ReadForm, ReadItem
from app.exchange.finding.form_values import BOXES, TICKS
from app.exchange.finding.names import Match, names_in, plain
from app.intake.forms import DEPARTMENT, FormChoice
from app.intake.plan import Item, State
from app.intake.rows import SKIP

if TYPE_CHECKING:
    from app.intake.form_plan import Planner

_EXCLUDED = "不适用"
_SAID = re.compile(r"(?:缺少|无法评价|未填|待评分)")  # what our forms say where there is no value
_CHOSEN = re.compile(r"符合第\s*([\d、，,\s]+)条")
_NONE = re.compile(r"一条都不符合|符合 0 条")
_NUMBERED = re.compile(r"(\d{1,2})\s*[.、．)）]")
_FEW = 5  # names that are told
_PLAIN = ("weight", "score", "reason", "score_reason", "excluded")


def plan_department(planner: Planner, number: int, form: ReadForm, chosen: FormChoice) -> None:
    """Everything one form says of the department's own score; a second form of it is left out."""
    told, at = planner.told, planner.at(number)
    called = planner.called(number)
    if DEPARTMENT in planner.homes.values():
        told.append((f"{called}：前面已有一份部门整体的自评表，这一份没有导入；要它，请去掉前面那份的钩", at))
        planner.homes[number] = SKIP
        return
    own = planner.report.get(Address("profile", "unit_name", "value"))
    if form.agency and own is not None and plain(form.agency) != plain(str(own)):
        told.append((f"{called}：表上的单位是“{form.agency}”，这里是“{own}”，请核对", at))
    found = list(_matched(planner, number, form))
    if not found:
        told.append((f"{called}：没有一个指标是这里的部门整体自评里有的，没有导入", at))
        planner.homes[number] = SKIP
        return
    planner.homes[number] = DEPARTMENT
    scheme = _scheme(planner, number, form, chosen, found)
    if scheme is None:
        return
    items = {item.row: item for item in scheme.items}
    rows = planner.edition.table[planner.department].row
    outside = [rows[match.key].label for match, _ in found if match.key not in items]
    if outside:
        where = f"{called}：方案“{scheme.label}”里没有{_named(outside)}，没有导入"
        told.append((where, at))
    taken = [(match, read) for match, read in found if match.key in items]
    for match, read in taken:
        for entry in _entries(planner, items[match.key], match, read):
            _take(planner, number, Address(planner.department, match.key, entry.column), entry, chosen)
    for entry in form.heads.values():
        row, column = entry.column.split("/")[1:]
        made = entry._replace(row=row, column=column)
        _take(planner, number, Address(planner.department, row, column), made, chosen)
    here = {match.key for match, _ in taken}
    lacking = [rows[row].label for row in items if row not in here]
    if lacking:
        told.append((f"{called}：文件里没有{_named(lacking)}，这里的没有动", at))
    others = [rows[m.key].label for m, read in taken if _other_standard(planner, items[m.key], read)]
    if others:
        text = f"{_named(others)}的评分标准与这里的写法不同，得分按这里的评分标准核对"
        told.append((f"{called}：{text}", at))
    told += [(f"{called}：{text}", (form.sheet, *where)) for text, where in _added_up(form)]


def _matched(planner: Planner, number: int, form: ReadForm) -> Iterator[tuple[Match, ReadItem]]:
    """The indicators that are here, each row once; the others are told by name."""
    table = planner.edition.table[planner.department]
    names = names_in(planner.edition, table, 0)
    rows: dict[int, Match] = {}
    exact: set[str] = set()
    for at, read in enumerate(form.items):  # equal names first: likeness must not take their rows
        match = names.row(str(read.cells["name"].value))
        if match is not None and not table.row[match.key].total:
            rows[at] = match
            exact |= {match.key} if match.sure else set()
    used: dict[str, int] = {}
    for at, read in enumerate(form.items):
        name, match = read.cells["name"], rows.get(at)
        place = (name.sheet, *name.at)
        called = f"{planner.called(number)}：{name.place}“{name.value}”"
        if match is None or (not match.sure and match.key in exact):
            points = [
                f"{label} {plain_decimal(entry.value)} 分"
                for field, label in (("weight", "分值"), ("score", "自评"))
                if (entry := read.cells.get(field)) is not None and isinstance(entry.value, Decimal)
            ]
            said = f"（{'，'.join(points)}）" if points else ""
            planner.told.append((f"{called}{said}这里没有这个指标，没有导入", place))
        elif match.key in used:
            told = f"{called}与第 {used[match.key] + 1} 行是同一个指标，没有导入"
            planner.told.append((told, place))
        else:
            used[match.key] = read.row
            yield match, read


def _scheme(
    planner: Planner,
    number: int,
    form: ReadForm,
    chosen: FormChoice,
    found: Sequence[tuple[Match, ReadItem]],
) -> DepartmentScheme | None:
    """The year's scheme; another one where just its indicators and weights stand in the form."""
    now = department_scheme_of(planner.edition, planner.report)
    weights = {match.key: _number(read.cells.get("weight")) for match, read in found}

    def fits(scheme: DepartmentScheme) -> bool:
        return {item.row: item.weight for item in scheme.items} == weights

    others = [scheme for scheme in planner.edition.forms.departments if fits(scheme)]
    if now is None or fits(now) or not others:
        return now
    place = planner.at(number)
    state: State = "left" if place in chosen.left else "set"
    why = f"指标和分值就是“{others[0].label}”的，本年度的方案是“{now.label}”"
    entry = Entry(form.sheet, place[1:], "", "department", others[0].label, form.title)
    planner.items.append(
        Item(number, entry, DEPARTMENT_SCHEME, planner.report.get(DEPARTMENT_SCHEME), state, why)
    )
    return now if state == "left" else others[0]


def _entries(planner: Planner, item: ScoreItem, match: Match, read: ReadItem) -> Iterator[Entry]:
    """What one indicator says, each for its column of the table."""
    name = read.cells["name"]
    for entry in _meant(planner, item, read.cells):
        if not match.sure:
            label = planner.edition.table[planner.department].row[match.key].label
            doubt = f"指标“{name.value}”不一定就是“{label}”：核对后再选"
            entry = entry._replace(open=True, doubt=doubt)  # noqa: PLW2901  # the same, to be asked about
        yield entry._replace(row=item.row)


def _meant(planner: Planner, item: ScoreItem, cells: Mapping[str, Entry]) -> Iterator[Entry]:
    yield from (cells[field] for field in _PLAIN if field in cells)
    share = _share(cells)
    if share:
        score = cells["score"]
        planner.told.append((f"{score.place}{share}", (score.sheet, *score.at)))
    value, standard = cells.get("value"), cells.get("standard")
    said = str(value.value).strip() if value is not None and value.value is not None else ""
    if value is not None and said.startswith(_EXCLUDED):
        yield value._replace(column="excluded", value=_EXCLUDED)
        return
    if item.criteria:
        yield from _ticks(planner, item, cells, said)
        return
    if value is None or not said or _SAID.match(said):
        if "actual" in cells and not item.value:
            yield cells["actual"]
        return
    unit = cells.get("unit")
    if unit is not None and str(unit.value).strip() in {"%", "％"} and said[-1].isdigit():
        said += "%"
    if item.value:
        yield value._replace(value=said)
    elif said != (str(standard.value) if standard is not None else ""):
        yield cells.get("actual") or value._replace(column="actual", value=" ".join(said.split()))


def _ticks(planner: Planner, item: ScoreItem, cells: Mapping[str, Entry], said: str) -> Iterator[Entry]:
    """Which criteria are met: as written or ticked; all or none where the score leaves no other reading."""
    if "ticks" in cells:
        yield cells["ticks"]
        return
    count = len(item.criteria)
    for field in ("value", "standard"):
        entry = cells.get(field)
        chosen = _ticked(str(entry.value), count) if entry is not None and entry.value is not None else None
        if entry is not None and chosen is not None:
            yield entry._replace(column="ticks", value=chosen)
            return
    if planner.report.get(Address(planner.department, item.row, "ticks")) is not None:
        return
    score, weight = cells.get("score"), _number(cells.get("weight")) or item.weight
    points = _number(score)
    if score is not None and points is not None and points in {weight, Decimal(0)}:
        every = "、".join(str(number) for number in range(1, count + 1))
        told = f"文件没有写符合哪几条，{'满分，按各条都符合' if points else '0 分，按一条都不符合'}填，请核对"
        yield score._replace(column="ticks", value=every if points else "0", doubt=told)
    elif said and not _SAID.match(said) and "value" in cells:
        told = "这一项按条款计分，这里写的不是符合哪几条，请在自评表里勾选"
        yield cells["value"]._replace(column="ticks", value=None, why=told)
    elif score is not None and points is not None:
        told = "文件没有写符合哪几条，请在自评表里勾选，勾选以前这一项无法评价"
        yield score._replace(column="ticks", value=None, why=told)


def _ticked(text: str, count: int) -> str | None:
    """Numbers of the criteria, 0 for none; None for a text that does not say which."""
    if _NONE.search(text):
        return "0"
    if (found := _CHOSEN.search(text)) is not None:
        numbers = read_ticks(found[1], count)
        return "、".join(map(str, numbers)) if numbers else None
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) != count or not any(letter in TICKS | BOXES for letter in text):
        return None
    met = [number for number, line in enumerate(lines, 1) if any(letter in TICKS for letter in line)]
    return "、".join(map(str, met)) or "0"


def _take(planner: Planner, number: int, address: Address, entry: Entry, chosen: FormChoice) -> None:
    """As a project's cells are taken; ticks written another way are the same."""
    old = planner.report.get(address)
    ticked = address.column == "ticks" and old is not None and entry.value is not None
    if ticked and read_ticks(str(old), 99) == read_ticks(str(entry.value), 99):
        entry = entry._replace(value=old)
    column = planner.edition.table[address.table].column[address.column]
    planner.take(number, address, entry, column, chosen)


def _share(cells: Mapping[str, Entry]) -> str:
    """A stated coefficient (得分系数) that does not give the stated score."""
    share, weight, score = cells.get("share"), _number(cells.get("weight")), _number(cells.get("score"))
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([%％]?)\s*", share.text) if share is not None else None
    if found is None or weight is None or score is None:
        return ""
    number = Decimal(found[1])
    rate = number / 100 if found[2] or number > 1 else number
    if abs(weight * rate - score) < Decimal("0.01"):
        return ""
    whole = f"{(weight * rate).normalize():f}"
    told = f"“{cells['name'].value}”得分系数 {found[0].strip()}、分值 {plain_decimal(weight)} 分"
    return f"{told}，应得 {whole} 分，写的是 {plain_decimal(score)} 分"


def _other_standard(planner: Planner, item: ScoreItem, read: ReadItem) -> bool:
    """Whether a form scores by other words than ours."""
    entry = read.cells.get("standard")
    if entry is None or entry.value is None:
        return False
    ours = standard_of(item, planner.edition.forms.rule.get(item.rule))
    letters = TICKS | BOXES
    theirs = "".join(letter for letter in str(entry.value) if letter not in letters)
    return _bare(theirs) != _bare(ours)


def _bare(text: str) -> str:
    return "".join(re.findall(r"\w", re.sub(r"[（(][\d.]+\s*分[)）]", "", text)))


def _added_up(form: ReadForm) -> Iterator[tuple[str, tuple[int, int]]]:
    """Where the file's own sums do not add up."""
    for field, label in (("weight", "分值"), ("score", "得分")):
        entry = next((e for e in form.heads.values() if e.column.endswith(f"{TOTAL}/{field}")), None)
        parts = [found for read in form.items if (found := _number(read.cells.get(field))) is not None]
        stated, summed = _number(entry), sum(parts, Decimal(0))
        if entry is not None and stated is not None and parts and stated != summed:
            told = f"文件里各指标{label}相加是 {summed.normalize():f}，合计写的是 {plain_decimal(stated)}"
            yield f"{told}，相差 {abs(stated - summed).normalize():f}", entry.at


def _number(entry: Entry | None) -> Decimal | None:
    value = entry.value if entry is not None else None
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _named(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 个指标" if len(names) > _FEW else ""
    return f"{'、'.join(map(quoted, names[:_FEW]))}{more}"
