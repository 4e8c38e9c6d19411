"""An .xlsx (.xlsm, .xltx): the workbook part and what it points to. Macros are neither run nor read."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.frozen import frozen
from app.exchange.files import MADE_HERE
from app.exchange.reading import limits
from app.exchange.reading.draft import UNCACHED, Draft
from app.exchange.reading.grid import Grid, Workbook
from app.exchange.reading.limits import Tally, too_large
from app.exchange.reading.markup import Attributes, Damaged, elements
from app.exchange.reading.package import Package, resolve
from app.exchange.reading.xlsx_sheet import Book, read_sheet
from app.exchange.reading.xlsx_styles import Texts, read_styles, read_texts
from app.exchange.step import Step

_TRUE = ("1", "true")
_PROPERTIES = "docProps/core.xml"
# How XlsxWriter and openpyxl say which Excel computed last. openpyxl keeps no results at all; XlsxWriter has
# 0 for all of them unless it was given each one.
_XLSXWRITER = "124519"


@frozen
class _Entry:
    """A sheet as the workbook lists it."""

    name: str
    hidden: bool
    relation: str


@frozen
class _Contents:
    """What stands in the workbook part."""

    entries: list[_Entry]
    epoch_1904: bool
    recalculate: bool
    manual: bool
    empty_is_text: bool  # a formula with an empty result was given one, if any formula was


@frozen
class _Relation:
    """A pointer from one part to another; `sort` is the last word of its type."""

    sort: str
    target: str


def main_part(package: Package) -> str:
    """The workbook part; `Damaged` when the package names none."""
    for relation in _relations(package, "").values():
        if relation.sort == "officeDocument":
            return relation.target
    raise Damaged("no workbook part")


def read_xlsx(package: Package, step: Step) -> Workbook:
    """All worksheets. Raises `Damaged`, and `ReadingError` beyond the limits."""
    main = main_part(package)
    contents = _contents(package, main)
    relations = _relations(package, main)
    if len(contents.entries) > limits.SHEETS:
        raise too_large(f"这份工作簿有 {len(contents.entries)} 张表")
    sheets = [(entry, relations.get(entry.relation)) for entry in contents.entries]
    tables = [(entry, found.target) for entry, found in sheets if found and found.sort == "worksheet"]
    if len({target.lower() for _, target in tables}) < len(tables):
        raise Damaged("a sheet twice")
    shared = {found.sort: found.target for found in relations.values()}
    parts = [shared[sort] for sort in ("sharedStrings", "styles") if sort in shared]
    step.total = package.measure([*parts, *(target for _, target in tables)])

    def chunks(part: str) -> Iterator[bytes]:
        for chunk in package.stream(part):
            yield chunk
            step.add(len(chunk))

    tally = Tally()
    book = Book(
        texts=read_texts(chunks(shared["sharedStrings"]), tally) if "sharedStrings" in shared else Texts(),
        looks=read_styles(chunks(shared["styles"])) if "styles" in shared else [],
        epoch_1904=contents.epoch_1904,
        recalculate=contents.recalculate,
    )
    drafts = [Draft(entry.name, entry.hidden, tally) for entry, _ in tables]
    results = [read_sheet(chunks(part), draft, book) for draft, (_, part) in zip(drafts, tables, strict=True)]
    if not (contents.empty_is_text and any(found.computed for found in results)):
        for draft, found in zip(drafts, results, strict=True):
            for cell in found.empty:
                draft.doubt(cell, UNCACHED)
    grids = tuple(draft.finish() for draft in drafts)
    sorts = {found.sort for found in relations.values()}
    return Workbook(grids, tuple(_notes(package, contents, grids, sorts, len(sheets) - len(tables))))


def _notes(
    package: Package, contents: _Contents, grids: tuple[Grid, ...], sorts: set[str], skipped: int
) -> Iterator[str]:
    formulas = sum(len(grid.formulas) for grid in grids)
    if "vbaProject" in sorts or any(name.endswith("vbaproject.bin") for name in package.names()):
        yield "文件里有宏，没有运行，也没有读。"
    if "externalLink" in sorts:
        yield "文件引用了别的文件，那些数是上次保存时的；没有去打开别的文件。"
    if skipped:
        yield f"有 {skipped} 张表不是普通的工作表（图表页、宏表等），没有读。"
    if formulas and contents.recalculate:
        yield (
            f"文件注明要在打开时重算，它多半由程序生成，{formulas} 个公式的结果可能还没有算过；"
            "请用 Excel 或 WPS 打开，保存一次，再导入。"
        )
    if formulas and contents.manual:
        yield "文件设成了手动计算，公式的结果可能不是最新的；请在 Excel 或 WPS 里按 F9 重算，保存，再导入。"


def _contents(package: Package, part: str) -> _Contents:
    entries: list[_Entry] = []
    found: dict[str, Attributes] = {}

    def wanted(section: str, name: str, attributes: Attributes) -> None:
        if section == "sheets" and name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            entries.append(_Entry(attributes.get("name", ""), hidden, attributes.get("id", "")))
        elif name in ("workbookPr", "calcPr"):
            found[name] = attributes

    elements(package.small(part), wanted)
    calculation = found.get("calcPr", {})
    return _Contents(
        entries=entries,
        epoch_1904=found.get("workbookPr", {}).get("date1904") in _TRUE,
        recalculate=calculation.get("fullCalcOnLoad") in _TRUE and not _made_here(package),
        manual=calculation.get("calcMode") == "manual",
        empty_is_text=calculation.get("calcId") == _XLSXWRITER,
    )


def _made_here(package: Package) -> bool:
    """Whether it is an export of ours: its formulas have their results, which were read back."""
    return _PROPERTIES in package and MADE_HERE.encode() in b"".join(package.small(_PROPERTIES))


def _relations(package: Package, part: str) -> dict[str, _Relation]:
    """What a part points to inside the package, by the name of the pointer."""
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    found: dict[str, _Relation] = {}

    def wanted(_section: str, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            sort = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = _Relation(sort, resolve(part, attributes.get("Target", "")))

    if rels in package:
        elements(package.small(rels), wanted)
    return found
