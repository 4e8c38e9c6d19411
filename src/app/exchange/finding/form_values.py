"""One cell of a form as values of ours: measures taken apart, ticked choices, points with 分 behind them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from app.calculation.scoring.measure import Measure, parse_measure, sign_of
from app.calculation.scoring.project import QUALITATIVE
from app.domain.amount import plain_decimal, significant
from app.domain.edition import Edition, Kind
from app.exchange.finding.entries import Entry, Way, entry_at
from app.exchange.finding.form_part import Box
from app.exchange.finding.names import plain
from app.exchange.finding.values import UNITS, seen, unit_in
from app.exchange.form_values import TICKED, UNTICKED
from app.exchange.reading.cells import TEXT_NUMBER
from app.exchange.reading.grid import Grid, Value

TICKS = frozenset(f"{TICKED}☑☒√✓✔●◼⬛")
BOXES = frozenset(f"{UNTICKED}☐◻")
_SIGNED = re.compile(r"\s*([≥≤=])\s*(.+)", re.DOTALL)
_EQUAL = str.maketrans("＝≧≦", "=≥≤")
_SURELY_PERCENT = 50  # of such a target an actual value up to 1 is a share
UNSIGNED = "文件里没有写 ≥、≤、=，按“{}”取，请核对"
WORDY = "指标值不是一个数，按定性指标取，请核对"


def cell_of(
    kind: Kind, grid: Grid, sheet: int, box: Box, field: str, row: str | int, money: str, way: Way
) -> Entry:
    """What one cell says, as a value of this kind; `text` of a part of it is given by `box.value`."""
    at, value = box.at, box.value
    shown = seen(value, at in grid.percent)
    if isinstance(value, str):
        value = _meant(kind, value)
        value = value if value.strip() else None
    entry = Entry(sheet, at, row, field, None, shown)
    unit = UNITS.get(grid.units.get(at, "")) or UNITS.get(way.unit or money)
    made = entry_at(kind, grid, entry, value, unit, way)
    if made.doubt == TEXT_NUMBER.text:  # nothing is summed in a form by its cells
        made = made._replace(doubt="")
    return made._replace(text=shown) if shown or not made.why else made


def _meant(kind: Kind, text: str) -> str:
    """A text without what only goes along: 10分, ■部门预算项目 □市直专项."""
    if kind.name == "number" and kind.unit:
        return text.strip().removesuffix(kind.unit)
    if kind.name != "choice":
        return text
    known = text.translate(_EQUAL).strip()
    if (sign := sign_of(known)) in kind.choices:
        return sign
    boxes = [at for at, letter in enumerate(text) if letter in TICKS | BOXES]
    if known in kind.choices or not boxes:
        return known
    places = {choice: at for choice in kind.choices if (at := text.find(choice)) >= 0}
    before = boxes[0] < min(places.values(), default=0)  # else the boxes stand behind the choices
    ticked = [choice for choice, at in places.items() if text[_box(boxes, at, before=before)] in TICKS]
    return ticked[0] if len(ticked) == 1 else text if ticked else ""


def _box(boxes: list[int], at: int, *, before: bool) -> int:
    """Where the box of a choice is that begins at `at`."""
    fitting = [box for box in boxes if (box < at if before else box > at)]
    return (fitting[-1] if before else fitting[0]) if fitting else boxes[0]


def text_entry(entry: Entry, column: str, text: str, doubt: str = "") -> Entry:
    """The part of a cell that belongs into another column."""
    told = "；".join(filter(None, [entry.doubt, doubt]))
    return entry._replace(column=column, value=text or None, doubt=told, nothing=False)


def measured(entry: Entry, usual: str) -> Iterator[Entry]:
    """A target like ≥95% as direction, target and unit; `usual` is the direction where none is written."""
    text = str(entry.value).translate(_EQUAL).strip()
    found = parse_measure(text)
    if found.number is not None:
        direction = found.direction or ("≤" if found.number == 0 else usual)
        yield text_entry(entry, "direction", direction, "" if found.direction else UNSIGNED.format(direction))
        yield text_entry(entry, "target", plain_decimal(found.number))
        if found.unit:
            yield text_entry(entry, "unit", found.unit)
        return
    signed = _SIGNED.fullmatch(text)
    if signed is not None:
        yield text_entry(entry, "direction", signed[1])
        yield text_entry(entry, "target", signed[2].strip())
    else:
        yield text_entry(entry, "direction", QUALITATIVE, WORDY if re.search(r"\d", text) else "")
        yield entry


def reached(entry: Entry, unit: str, target: Measure) -> Entry:
    """An actual value without the unit that its indicator has anyway; 0.98 of at least 95 % is 98 %."""
    found = parse_measure(str(entry.value).translate(_EQUAL).strip())
    if found.number is None or found.direction or not unit:
        return entry
    if found.unit == unit:
        return entry._replace(value=plain_decimal(found.number))
    share = unit == "%" and not found.unit and 0 < found.number <= 1
    if share and target.number is not None and target.number >= _SURELY_PERCENT:
        percent = significant(found.number * 100)
        told = f"指标值的单位是 %，完成值“{entry.text}”按 {percent}% 取，请核对"
        return entry._replace(value=percent, doubt="；".join(filter(None, [entry.doubt, told])))
    if share:
        told = f"指标值的单位是 %，完成值“{entry.text}”没有 %，请核对"
        return entry._replace(doubt="；".join(filter(None, [entry.doubt, told])))
    return entry


def usual_direction(edition: Edition, name: str, level2: str, level1: str, unit: str) -> str:
    """The direction that alike indicators have in the library most often; ≥ where it has none.

    Alike are those of that name, then of that kind and unit (天 of 时效指标), then of that kind.
    """
    library = [entry for entry in edition.forms.library if entry.direction != QUALITATIVE]
    kind = [entry for entry in library if level2 and plain(entry.level2) == plain(level2)]
    for alike in (
        [entry for entry in library if name and plain(entry.name) == plain(name)],
        [entry for entry in kind if unit and entry.unit == unit],
        kind,
        [entry for entry in library if level1 and plain(entry.level1) == plain(level1)],
    ):
        if alike:
            return Counter(entry.direction for entry in alike).most_common(1)[0][0]
    return "≥"


def level_name(edition: Edition, text: str) -> str:
    """A level's name as the schemes call it, else as it stands, in one line without its weight."""
    from app.exchange.finding.form_words import form_plain

    name = form_plain(text)
    known = {
        form_plain(other): own
        for scheme in edition.forms.schemes
        for level in scheme.levels
        for own, others in (
            (level.name, (level.name, *level.also)),
            *((kind, (kind,)) for kind in level.kinds),
        )
        for other in others
    }
    return known.get(name, name)


def points_in(text: Value) -> str:
    """The points that a name gives in brackets: 产出指标（50分） → 50; empty for none."""
    found = re.search(r"[(（]\s*(\d{1,3}(?:\.\d+)?)\s*分\s*[)）]", text) if isinstance(text, str) else None
    return found[1] if found else ""


def units_named(texts: list[str]) -> set[str]:
    """Units of money that labels and lines of a form name."""
    from app.exchange.finding.sheet_text import units_in

    joined = {unit for text in texts for unit in units_in(text)}
    return joined | {unit for text in texts if (unit := unit_in("".join(text.split())))}
