"""Indicators come into a project's form: from the library, from last year, from another project, copied.

The functions only compute changes; `Document.write` takes them. What was achieved, scored or given as a
reason never comes along: it belongs to the form it was written in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import itemgetter

from app.calculation.scoring.choice import scheme_of
from app.calculation.scoring.measure import parse_measure
from app.calculation.scoring.project import QUALITATIVE, direction_of, rule_of
from app.calculation.scoring.weights import level_name
from app.domain.act import Change, MoveRow
from app.domain.address import Address
from app.domain.amount import Refused, plain_decimal
from app.domain.edition import Edition
from app.domain.forms import LibraryEntry, Scheme, ScoreRule
from app.domain.frozen import frozen
from app.domain.report import Record, Report, Value
from app.edits import add_rows, move_rows, remove_rows

# what makes an indicator, apart from what came of it
MEANT = ("level1", "level2", "name", "direction", "target", "unit", "weight", "rule")
SPREADSHEET_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
PLACED = ("level1", "level2")  # what a blank one takes over from its neighbour


@frozen
class Origin:
    """A form that indicators may be taken from: `items` are its indicators in order."""

    label: str
    year: int
    row: int
    items: tuple[Record, ...]


def items_of(report: Report, table: str, parent: int) -> list[Record]:
    """The indicators of one project in the officer's order."""
    found = [record for record in report.tables.get(table, {}).values() if record.parent == parent]
    return sorted(found, key=lambda record: record.position)


def meant(item: Record) -> dict[str, Value]:
    """What of an indicator may be taken into another form."""
    return {column: item.cells[column] for column in MEANT if column in item.cells}


def of_library(entry: LibraryEntry) -> dict[str, Value]:
    """The cells of an indicator taken from the library; a target it does not give stays blank."""
    cells = {
        "level1": entry.level1,
        "level2": entry.level2,
        "name": entry.name,
        "direction": entry.direction,
        "target": entry.target,
        "unit": entry.unit,
    }
    return {column: text for column, text in cells.items() if text}


def add_items(
    report: Report,
    table: str,
    parent: int,
    items: Sequence[Mapping[str, Value]],
    scheme: Scheme | None = None,
    after: int | None = None,
    lineages: Sequence[str] = (),
) -> list[Change]:
    """Changes that put indicators into a form: behind `after`, else each behind those of its own level.

    The levels stand in the order of the scheme, levels it does not know last.
    """
    present = items_of(report, table, parent)
    if after is not None and any(record.row == after for record in present):
        return add_rows(report, table, items, report.index_of(table, after) + 1, parent, lineages)
    levels = [level.name for level in scheme.levels] if scheme is not None else []
    levels += [str(cells.get("level1", "")) for cells in (*(record.cells for record in present), *items)]
    ranks = [levels.index(str(record.cells.get("level1", ""))) for record in present]
    known = lineages or [""] * len(items)
    new = sorted(
        zip((levels.index(str(cells.get("level1", ""))) for cells in items), items, known, strict=True),
        key=itemgetter(0),
    )
    gaps: dict[int, list[tuple[Mapping[str, Value], str]]] = {}
    for rank, cells, line in new:
        gap = max((number + 1 for number, other in enumerate(ranks) if other <= rank), default=0)
        gaps.setdefault(gap, []).append((cells, line))
    free, changes = report.next_row(table), list[Change]()
    for gap, rows in gaps.items():
        index = _place(report, table, present, gap)
        ids = range(free, free + len(rows))
        cells_of, lines = zip(*rows, strict=True)
        changes += add_rows(report, table, cells_of, index, parent, lines, ids)
        free += len(rows)
    if any(isinstance(change, MoveRow) for change in changes):  # no room between neighbours: behind all
        index = _place(report, table, present, len(present))
        changes = add_rows(
            report, table, [cells for _, cells, _ in new], index, parent, [line for *_, line in new]
        )
    return changes


def _place(report: Report, table: str, present: Sequence[Record], gap: int) -> int | None:
    """Place among all rows of the list of the gap before `present[gap]`; None is the end."""
    if not present:
        return None
    return report.index_of(table, int(present[max(gap - 1, 0)].row)) + (gap > 0)


def blank_after(report: Report, table: str, parent: int, after: int | None) -> list[Change]:
    """Changes that add a blank indicator under another one, of the same kind as that."""
    neighbour = report.tables.get(table, {}).get(after) if after is not None else None
    last = items_of(report, table, parent)[-1:]
    beside = neighbour or (last[0] if last else None)
    cells = {} if beside is None else {key: beside.cells[key] for key in PLACED if key in beside.cells}
    behind = int(beside.row) if beside is not None else None
    return add_items(report, table, parent, [cells], after=behind)


def duplicate(report: Report, table: str, rows: Collection[int]) -> list[Change]:
    """Changes that put copies of indicators of one form behind the last of them."""
    chosen = [record for record in report.rows(table) if record.row in rows]
    if not chosen or chosen[0].parent is None:
        return []
    copies = [meant(record) for record in chosen]
    return add_items(report, table, chosen[0].parent, copies, after=int(chosen[-1].row))


def remove(report: Report, table: str, rows: Collection[int], edition: Edition) -> list[Change]:
    """Changes that take indicators away, with what hangs on their cells."""
    return remove_rows(report, table, rows, edition)


def move(report: Report, table: str, rows: Collection[int], by: int) -> list[Change]:
    """Changes that bring indicators of one form one place up or down; none at its end."""
    everything = report.rows(table)
    chosen = [record for record in everything if record.row in rows]
    if not chosen or chosen[0].parent is None:
        return []
    siblings = items_of(report, table, chosen[0].parent)
    places = [place for place, record in enumerate(siblings) if record.row in rows]
    passed = places[0] - 1 if by < 0 else places[-1] + 1
    if not 0 <= passed < len(siblings):
        return []
    staying = [record.row for record in everything if record.row not in rows]
    return move_rows(report, table, rows, staying.index(siblings[passed].row) + (by > 0))


# ---------------------------------------------------------------- where they may come from


def last_year(edition: Edition, report: Report, before: Report | None, row: int) -> Origin | None:
    """The form of the same project one year earlier: by lineage, else by what tells projects apart."""
    tables = edition.forms.tables
    table, project = edition.table[tables.project], report.tables.get(tables.project, {}).get(row)
    if before is None or project is None:
        return None
    earlier = before.tables.get(tables.project, {}).values()
    told = (table.name_column, *table.identity)
    names = [project.cells.get(column) for column in told]
    same = [record for record in earlier if record.lineage == project.lineage] or [
        record for record in earlier if names[0] and [record.cells.get(column) for column in told] == names
    ]
    if len(same) != 1:
        return None
    items = tuple(items_of(before, tables.items, int(same[0].row)))
    name = str(same[0].cells.get(table.name_column, ""))
    return Origin(name, before.year, int(same[0].row), items) if items else None


def other_projects(edition: Edition, report: Report, row: int) -> list[Origin]:
    """The other projects of the year that have indicators, in the officer's order."""
    tables = edition.forms.tables
    name = edition.table[tables.project].name_column
    found = report.families(tables.items)
    return [
        Origin(str(record.cells.get(name, "")), report.year, int(record.row), tuple(found[int(record.row)]))
        for record in report.rows(tables.project)
        if record.row in found and record.row != row
    ]


def lineages_of(items: Iterable[Record]) -> list[str]:
    """What an indicator keeps from year to year, so that the years can be set side by side."""
    return [record.lineage for record in items]


# ---------------------------------------------------------------- what is typed into a form


Get = Callable[[Address], Value | None]


def typed_target(get: Get, parts: Sequence[Address], text: str) -> dict[Address, Value | None]:
    """What “≥95%”, typed as a whole, makes of direction, number and unit; words alone are qualitative.

    A number without a sign keeps the direction there is; where there is none the officer has to choose.
    """
    direction, target, unit = parts
    if not text.strip():
        return dict.fromkeys(parts)
    _refuse_error(text)
    read = parse_measure(text)
    if read.number is None:
        return {direction: QUALITATIVE, target: text.strip(), unit: None}
    kept = get(direction)
    sign = read.direction or (None if kept == QUALITATIVE else kept)
    return {direction: sign, target: plain_decimal(read.number), unit: read.unit or get(unit)}


def _refuse_error(text: str) -> None:
    """What a spreadsheet shows in the place of a result is no value."""
    if text.strip().upper() in SPREADSHEET_ERRORS:
        raise Refused(f"“{text.strip()}”是表格软件的出错结果，请在原表改好再复制，或直接填")


def typed_actual(get: Get, parts: Sequence[Address], text: str) -> dict[Address, Value | None]:
    """What “96%” makes of an actual value: a unit that agrees with the target's goes there."""
    actual, unit = parts
    if not text.strip():
        return {actual: None}
    _refuse_error(text)
    read, known = parse_measure(text), get(unit)
    plain = read.number is not None and not read.direction
    if plain and read.number is not None and (not read.unit or known is None or read.unit == known):
        qualitative = get(actual._replace(column="direction")) == QUALITATIVE
        if not qualitative:
            return {actual: plain_decimal(read.number), unit: known or read.unit or None}
    return {actual: text.strip()}


def with_parts(
    edition: Edition, get: Get, values: Mapping[Address, Value | None]
) -> dict[Address, Value | None]:
    """`values` with targets and actual values taken apart as a form does; what is given itself stays."""
    made = dict(values)

    def now(address: Address) -> Value | None:
        return made[address] if address in made else get(address)

    for column in ("target", "actual"):  # the unit of a target counts for its actual value
        for address, text in values.items():
            if address.table != edition.forms.tables.items or address.column != column or text is None:
                continue
            direction, unit = address._replace(column="direction"), address._replace(column="unit")
            if column == "target":
                parts = typed_target(now, (direction, address, unit), str(text))
            else:
                parts = typed_actual(now, (address, unit), str(text))
            made |= {part: value for part, value in parts.items() if part == address or part not in values}
    return made


def offered(edition: Edition, report: Report, address: Address) -> tuple[str, ...]:
    """What may be chosen in a cell of an indicator beside what its column allows; nothing for other cells."""
    forms = edition.forms
    record = report.tables.get(address.table, {}).get(address.row)
    if address.table != forms.tables.items or record is None:
        return ()
    scheme = scheme_of(edition, report, record.parent)
    match address.column:
        case "level1":
            return tuple(level.name for level in scheme.levels) if scheme is not None else ()
        case "level2":
            levels = scheme.levels if scheme is not None else ()
            named = level_name(scheme, str(record.cells.get("level1", ""))) if scheme is not None else ""
            own = tuple(kind for level in levels if level.name == named for kind in level.kinds)
            return own or tuple(dict.fromkeys(kind for level in levels for kind in level.kinds))
        case "rule":
            judged = direction_of(record.cells) == QUALITATIVE
            return tuple(rule.label for rule in forms.rules if _fits(rule, judged))
        case "degree":
            rule = rule_of(forms, scheme, record.cells) if scheme is not None else None
            return tuple(step.word for step in rule.steps if step.word) if rule is not None else ()
    return ()


def _fits(rule: ScoreRule, judged: bool) -> bool:
    """Whether a rule may score an indicator of a project; ticked criteria are the department's."""
    return rule.kind != "criteria" and (rule.kind == "degrees") == judged
