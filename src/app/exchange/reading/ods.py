"""An .ods: the tables of content.xml, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.frozen import frozen
from app.exchange.reading import limits
from app.exchange.reading.cells import is_number_text, iso, number, time
from app.exchange.reading.draft import EXTERNAL, UNCACHED, Draft
from app.exchange.reading.formats import PLAIN
from app.exchange.reading.grid import Cell, Doubt, Grid, ReadingError, Value, Workbook
from app.exchange.reading.limits import Tally, check_place, too_large
from app.exchange.reading.markup import Attributes, Damaged, elements, feed, parser
from app.exchange.reading.ods_styles import Styles
from app.exchange.reading.package import Package
from app.exchange.step import Step

CONTENT, STYLES, MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_CELLS = ("table:table-cell", "table:covered-table-cell")
# Not what stands in the cells: comments, drawings, former contents, tables of other files.
_ASIDE = ("office:annotation", "table:tracked-changes", "table:dde-links", "table:shapes", "text:ruby-text")
_ERROR = re.compile(r"#(?:DIV/0!|REF!|NAME\?|N/A|VALUE!|NUM!|NULL!)|(?:Err|错误)[:：]\s*\d{3}")
_DURATION = re.compile(r"(-?)PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d*)?S")
_NUMERIC = ("float", "percentage", "currency")
_HIDDEN = ("collapse", "filter")
_SPACES = 1000  # in a row, written as a number


@frozen
class _Filled:
    """A cell with content, as many times as it is repeated to the right."""

    column: int
    repeated: int
    attributes: Attributes
    text: str | None  # None when there is none, not even an empty one


def read_ods(package: Package, step: Step) -> Workbook:
    """All tables. Raises `Damaged`, and `ReadingError` beyond the limits."""
    if _encrypted(package):
        raise ReadingError(
            "这份文件加了密码，读不了，文件没有改动。请在 LibreOffice 或 WPS 里打开，去掉密码后另存，再导入。"
        )
    parts = [part for part in (STYLES, CONTENT) if part in package]
    step.total = package.measure(parts)

    def chunks(part: str) -> Iterator[bytes]:
        for chunk in package.stream(part):
            yield chunk
            reader.check()
            step.add(len(chunk))

    styles = Styles()
    reader = _Reader(styles)
    if STYLES in package:
        styles.read(chunks(STYLES))
    reader.read(chunks(CONTENT))
    return Workbook(tuple(reader.grids), tuple(_notes(package, reader)))


def _notes(package: Package, reader: _Reader) -> Iterator[str]:
    if any(
        name.startswith("basic/") and not name.endswith(("-lc.xml", "-lb.xml")) for name in package.names()
    ):
        yield "文件里有宏，没有运行，也没有读。"
    if reader.linked:
        yield "文件引用了别的文件，那些数是上次保存时的；没有去打开别的文件。"


def _encrypted(package: Package) -> bool:
    found = False

    def wanted(_section: str, name: str, _attributes: Attributes) -> None:
        nonlocal found
        found = found or name == "encryption-data"

    if MANIFEST in package:
        elements(package.small(MANIFEST), wanted)
    return found


class _Reader:
    """The state between the elements of content.xml."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.tally = Tally()
        self.grids: list[Grid] = []
        self.linked = False
        self.draft: Draft | None = None
        self.aside = 0  # depth inside what is passed over
        self.row = 0
        self.row_attributes: Attributes = {}
        self.defaults: list[str] = []  # cell style of each column
        self.column = 0
        self.columns = 0
        self.filled: list[_Filled] = []
        self.attributes: Attributes = {}
        self.pieces: list[str] = []
        self.paragraphs: list[str] = []

    def read(self, chunks: Iterator[bytes]) -> None:
        """All of content.xml."""
        made = parser()
        made.StartElementHandler = self._start
        made.EndElementHandler = self._end
        made.CharacterDataHandler = self._text
        feed(made, chunks)

    def check(self) -> None:
        """Look at the limits; to be asked now and then."""
        if self.draft:
            self.draft.check()

    def _start(self, name: str, attributes: Attributes) -> None:
        if self.aside:
            self.aside += 1
        elif name in _CELLS:
            self.attributes = attributes
            self.paragraphs = []
        elif name == "text:p":
            self.pieces.clear()
        elif name == "table:table-row":
            self.row_attributes = attributes
            self.column = 0
            self.filled = []
        elif name in _ASIDE or name.startswith("draw:") or (name == "table:table" and self.draft):
            self.aside = 1
        elif name == "table:table":
            hidden = self.styles.table_hidden(attributes.get("table:style-name", ""))
            self._table(Draft(attributes.get("table:name", ""), hidden, self.tally))
        elif name == "table:table-column":
            self._table_column(attributes)
        elif name in ("text:s", "text:tab", "text:line-break"):
            self._space(name, attributes)
        elif name in ("table:table-source", "table:cell-range-source"):
            self.linked = True
        elif not self.draft:
            self.styles.start(name, attributes)

    def _text(self, text: str) -> None:
        if not self.aside:
            self.pieces.append(text)
            if not self.draft:
                self.styles.text(text)

    def _end(self, name: str) -> None:
        if self.aside:
            self.aside -= 1
        elif name == "text:p":
            self.paragraphs.append("".join(self.pieces))
            self.pieces.clear()
        elif name in _CELLS:
            self._cell()
        elif name == "table:table-row":
            self._row()
        elif name == "table:table" and self.draft:
            self.grids.append(self.draft.finish())
            self.draft = None
        elif not self.draft:
            self.styles.end(name)

    def _table(self, draft: Draft) -> None:
        if len(self.grids) >= limits.SHEETS:
            raise too_large(f"这份工作簿有 {limits.SHEETS} 张以上的表")
        self.draft = draft
        self.row = self.columns = 0
        self.defaults = []

    def _space(self, name: str, attributes: Attributes) -> None:
        if name == "text:s":
            count = _count(attributes, "text:c")
            if count > _SPACES:
                raise Damaged("spaces")
            self.pieces.append(" " * count)
        else:
            self.pieces.append("\t" if name == "text:tab" else "\n")

    def _table_column(self, attributes: Attributes) -> None:
        count = _count(attributes, "table:number-columns-repeated")
        room = max(limits.COLUMNS - len(self.defaults), 0)
        self.defaults += [attributes.get("table:default-cell-style-name", "")] * min(count, room)
        if attributes.get("table:visibility") in _HIDDEN and self.draft:
            self.draft.hidden_columns.append((self.columns, self.columns + count - 1))
        self.columns += count

    def _cell(self) -> None:
        attributes = self.attributes
        repeated = _count(attributes, "table:number-columns-repeated")
        wide = _count(attributes, "table:number-columns-spanned")
        high = _count(attributes, "table:number-rows-spanned")
        if self.draft and (wide > 1 or high > 1):
            self.draft.merge(self.row, self.column, self.row + high - 1, self.column + wide - 1)
        if self.paragraphs or "office:value-type" in attributes or "table:formula" in attributes:
            check_place(self.row, self.column + repeated - 1)
            text = "\n".join(self.paragraphs) if self.paragraphs else None
            self.filled.append(_Filled(self.column, repeated, attributes, text))
        self.column += repeated

    def _row(self) -> None:
        draft = self.draft
        if draft is None:
            raise Damaged("row outside of a table")
        count = _count(self.row_attributes, "table:number-rows-repeated")
        if self.row_attributes.get("table:visibility") in _HIDDEN:
            draft.hide_row(self.row, count)
        if self.filled:
            check_place(self.row + count - 1, 0)
            if count * sum(filled.repeated for filled in self.filled) > limits.REPEATED:
                raise too_large(f"第 {self.row + 1} 行的内容重复了 {count} 行")
            for row in range(self.row, self.row + count):
                draft.row(row, self._cells(draft, row))
                draft.check()
        self.row += count

    def _cells(self, draft: Draft, row: int) -> list[Value]:
        cells: list[Value] = []
        for filled in self.filled:
            cells.extend([None] * (filled.column - len(cells)))
            for column in range(filled.column, filled.column + filled.repeated):
                cells.append(self._value(draft, (row, column), filled.attributes, filled.text))
        return cells

    def _value(self, draft: Draft, cell: Cell, attributes: Attributes, text: str | None) -> Value:
        sort = attributes.get("office:value-type", "")
        formula = attributes.get("table:formula")
        if formula is not None:
            draft.formula(cell, formula.partition(":")[2].removeprefix("="))
            if "'file:" in formula:
                draft.doubt(cell, EXTERNAL)
                self.linked = True
            failed = attributes.get("calcext:value-type") == "error" or _ERROR.fullmatch(text or "")
            if failed:
                draft.error(cell, text or "错误")
                return None
            if (not sort and text is None) or (sort in _NUMERIC and not attributes.get("office:value")):
                draft.doubt(cell, UNCACHED)
                return None
        if sort in _NUMERIC:
            return self._number(draft, cell, attributes, sort)
        value, doubt = _plain(sort, attributes, text or "")
        if doubt:
            draft.doubt(cell, doubt)
        if isinstance(value, str) and not doubt:
            draft.tally.text(value)
            return draft.text(cell, value, is_number_text(value))
        return value

    def _number(self, draft: Draft, cell: Cell, attributes: Attributes, sort: str) -> Value:
        value, doubt = number(attributes.get("office:value", ""))
        if doubt:
            draft.doubt(cell, doubt)
        if value is None:
            return None
        default = self.row_attributes.get("table:default-cell-style-name")
        if default is None:
            default = self.defaults[cell[1]] if cell[1] < len(self.defaults) else ""
        look = self.styles.look(attributes.get("table:style-name", default))
        if sort == "percentage":
            draft.percent.add(cell)
        return draft.number(cell, value, look or PLAIN) if look else value


def _plain(sort: str, attributes: Attributes, text: str) -> tuple[Value, Doubt | None]:
    """A cell that is no number."""
    if sort == "date":
        return iso(attributes.get("office:date-value", text))
    if sort == "time":
        found = _DURATION.fullmatch(attributes.get("office:time-value", ""))
        if found:
            seconds = int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4])
            return time(-seconds if found[1] else seconds)
        return text, Doubt("unknown", "这一格的时刻认不出，按文字读入；请核对。")
    if sort == "boolean":
        return attributes.get("office:boolean-value") == "true", None
    return (text or attributes.get("office:string-value", "")), None


def _count(attributes: Attributes, name: str) -> int:
    """A positive number of an attribute, 1 where it is missing."""
    text = attributes.get(name, "1")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Damaged(f"{name} {text[:20]}")
    return max(int(text), 1)
