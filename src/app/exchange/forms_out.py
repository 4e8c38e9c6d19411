"""Forms as workbooks: all in one or one file each, written aside, read back, then put in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from app.calculation.labels import quoted
from app.calculation.model import Model
from app.domain.address import Address
from app.domain.forms import FormLayout
from app.domain.frozen import frozen
from app.domain.problem import Results
from app.domain.report import Report
from app.exchange import names, readback
from app.exchange.files import MADE_HERE, ExportError, explain_error, put_all_in_place, write_through
from app.exchange.form_layout import form_of_all, form_of_department, form_of_project
from app.exchange.form_page import FormSheet
from app.exchange.form_sheet import FormWriter, Written
from app.exchange.form_source import FormSource
from app.exchange.form_values import UNNAMED
from app.exchange.form_xml import many_sheets
from app.exchange.step import Step, no_collecting
from app.exchange.xlsx import Progress

SCORE = "score"  # the column of a project that scoring fills
_FEW = 3  # projects that are named


@frozen
class FormsResult:
    """What was put into place: files, forms in them, filled cells compared, and what to know."""

    paths: tuple[Path, ...]
    forms: int
    cells: int
    warnings: tuple[str, ...] = ()


@dataclass
class Choice:
    """Which forms of a report go out.

    `rows` are the projects wanted, all of them when empty; of all, those without indicators come only with
    `blank`. `further` are the department's form and the summary.
    """

    model: Model
    report: Report
    results: Results
    unit_name: str
    rows: Sequence[int] = ()
    blank: bool = False
    further: bool = True
    demanding: bool = True  # no forms at all is refused

    def __post_init__(self) -> None:
        self.source = FormSource(self.model, self.report, self.results, self.unit_name)
        self.layouts = self.model.edition.forms.layout
        table = self.model.edition.forms.tables.project
        known = [int(record.row) for record in self.source.records(table)] if table else []
        if self.rows:
            self.projects = [row for row in known if row in set(self.rows)]
            lacking = [row for row in self.rows if row not in set(known)]
            if lacking:
                raise ExportError(f"没有编号为 {lacking[0]} 的项目，没有导出。请核对项目的编号。")
        else:
            self.projects = [row for row in known if self.blank or row in self.source.children]
        around = [layout for layout in self.layouts.values() if layout.of != "project"]
        self.around = [layout for layout in around if self.further and self._wanted(layout)]
        if self.demanding and not self.projects and not self.around:
            raise ExportError(
                "没有可以导出的自评表：还没有项目填了绩效指标。要空白的表，请连同没有指标的项目一起导出。"
            )

    def _wanted(self, layout: FormLayout) -> bool:
        """Whether there is anything for a form that is not one project's."""
        forms = self.model.edition.forms
        if layout.of == "department":
            scheme = self.source.department_scheme
            return bool(forms.tables.department) and scheme is not None and scheme.layout == layout.key
        return bool(self.projects)

    @property
    def count(self) -> int:
        """How many forms there are."""
        return len(self.projects) + len(self.around)

    def forms(self) -> Iterator[FormSheet]:
        """One after the other, none kept."""
        for layout in self.around:
            yield self.form(layout, None)
        for row in self.projects:
            yield self.form(self.layout_of(row), row)

    def form(self, layout: FormLayout, row: int | None) -> FormSheet:
        """One of them."""
        if row is not None:
            return form_of_project(self.source, layout, row)
        made = form_of_department if layout.of == "department" else form_of_all
        return made(self.source, layout)

    def layout_of(self, row: int) -> FormLayout:
        """The layout that a project's scheme asks for."""
        scheme = self.source.scheme_of(row)
        found = self.layouts.get(scheme.layout) if scheme is not None else None
        return found or next(layout for layout in self.layouts.values() if layout.of == "project")

    def names(self) -> list[str]:
        """What the forms are called, in their order."""
        table = self.model.edition.forms.tables.project
        records = self.report.tables.get(table, {})
        column = self.model.edition.table[table].name_column if table else ""
        projects = [str(records[row].cells.get(column) or UNNAMED) for row in self.projects]
        return [*self.source.worded(layout.title for layout in self.around), *projects]


class FormPage:
    """One form among the pages that are printed: laid out when it is asked for, and not printed unasked."""

    table, data = "", True
    rows = range(40)  # it takes about as long as a table with so many

    def __init__(self, choice: Choice, layout: FormLayout, name: str, row: int | None) -> None:
        self.key = f"form_{layout.of if row is None else row}"
        self.name, self.orientation = name, layout.orientation
        self._choice, self._layout, self.row = choice, layout, row

    @property
    def form(self) -> FormSheet:
        """Its cells."""
        return self._choice.form(self._layout, self.row)


def form_pages(choice: Choice) -> list[FormPage]:
    """The chosen forms, to be printed with or without the tables."""
    wanted = [(layout, None) for layout in choice.around] + [
        (choice.layout_of(row), row) for row in choice.projects
    ]
    return [
        FormPage(choice, layout, name, row)
        for (layout, row), name in zip(wanted, choice.names(), strict=True)
    ]


def export_workbook(
    choice: Choice,
    path: Path,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FormsResult:
    """All forms as the sheets of one workbook; `ExportError` says why not, `Cancelled` on request."""
    step = Step(choice.count * 10 // 8 + 1, progress, cancelled)
    with no_collecting(), put_all_in_place([Path(path)], ".xlsx") as asides:
        called = names.sheet_names((name, UNNAMED) for name in choice.names())
        content, written = _workbook(choice, choice.forms(), called, step)
        cells = _checked(asides[0], content, written)
        step.check()
    step.finish()
    return FormsResult((Path(path),), choice.count, cells, told(choice))


def export_files(
    choice: Choice,
    folder: Path,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FormsResult:
    """Each form as a workbook of its own in `folder`, which is made when it is not there."""
    step = Step(choice.count + 1, progress, cancelled)
    paths = made_paths(choice, Path(folder), ".xlsx")
    cells = 0
    with no_collecting(), put_all_in_place(paths, ".xlsx") as asides:
        for form, aside in zip(choice.forms(), asides, strict=True):
            called = names.sheet_names([(form.name, UNNAMED)])
            content, written = _workbook(choice, [form], called, step)
            cells += _checked(aside, content, written)
    step.finish()
    return FormsResult(tuple(paths), choice.count, cells, told(choice))


def made_folder(folder: Path) -> Path:
    """The folder, made when it is not there."""
    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError:
        raise ExportError(f"“{folder.name}”不是文件夹，没有导出。请换一个文件夹。") from None
    except OSError as error:
        raise ExportError(explain_error(error, folder / "自评表")) from error
    return folder


def made_paths(choice: Choice, folder: Path, ending: str) -> list[Path]:
    """Where each form goes; the folder is made."""
    return [made_folder(folder) / name for name in names.file_names(choice.names(), ending)]


def one_name(choice: Choice, ending: str) -> str:
    """What one file with all forms is called."""
    called = choice.names()
    return names.file_names([called[0] if len(called) == 1 else f"{choice.report.year}年度自评表"], ending)[0]


def told(choice: Choice) -> tuple[str, ...]:
    """What to know before forms are handed in: those that say no total yet."""
    table, source = choice.model.edition.forms.tables.project, choice.source
    begun = [row for row in choice.projects if row in source.children]
    unscored = [
        row for row in begun if not isinstance(source.shown(Address(table, row, SCORE)), int | Decimal)
    ]
    if not unscored:
        return ()
    called = dict(zip(choice.projects, choice.names()[len(choice.around) :], strict=True))
    named = "、".join(quoted(called[row]) for row in islice(unscored, _FEW))
    more = f"等 {len(unscored)} 个项目" if len(unscored) > _FEW else ""
    return (f"{named}{more}的自评表还没有总分：有的指标没有填完。",)


def _workbook(
    choice: Choice, forms: Iterable[FormSheet], called: Sequence[str], step: Step
) -> tuple[memoryview, list[Written]]:
    """The bytes of a workbook with these forms, and what stands in it."""
    content, unit = BytesIO(), choice.unit_name
    font = {"font_name": "宋体", "font_size": 10}
    book: Any = many_sheets()(content, {"in_memory": True, "default_format_properties": font})
    book.set_properties({"author": unit, "company": unit, "comments": MADE_HERE})
    writer, written = FormWriter(book), []
    for form, name in zip(forms, called, strict=True):
        written.append(writer.write(form, name))
        step.add(1)
    book.close()
    return content.getbuffer(), written


def _checked(aside: Path, content: memoryview, written: Sequence[Written]) -> int:
    write_through(aside, content)
    return readback.check_cells(aside, written)
