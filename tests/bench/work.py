"""What the bench measures inside one process: edits, opening, exporting, each beside its floor."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.document import Document, create, open_document
from app.domain.act import SetCell
from app.domain.address import Address
from app.edits import add_rows
from app.samples import sample_changes
from app.storage.editions import edition_for

UNIT = "石家庄市科学技术协会"


def median(measure: Callable[[], float], runs: int) -> float:
    """Median seconds of `runs` measurements."""
    gc.collect()
    return statistics.median(measure() for _ in range(runs))


def make_sample(path: Path, projects: int = 0) -> None:
    """The sample document, with projects added up to `projects`."""
    with create(path, UNIT, 2022, edition_for(2022)) as document:
        document.write(sample_changes(document.model.edition, document.report), "示例")
        _fill(document, projects)


def make_years(path: Path, years: int, projects: int) -> None:
    """A document of many years with many projects each."""
    with create(path, UNIT, 2013, edition_for(2022)) as document:
        for year in range(2013, 2013 + years):
            if year > 2013:
                document.add_year(year, edition_for(2022))
            document.write(sample_changes(document.model.edition, document.report), "示例")
            _fill(document, projects)


def _fill(document: Document, projects: int) -> None:
    more = projects - len(document.report.tables["project"])
    if more > 0:
        rows = [
            {
                "name": f"测试项目第 {number} 号",
                "category": "重点" if number % 10 == 0 else "一般",
                "final": 1_000_000 + number * 10_000,
                "adjusted": 1_000_000 + number * 10_000,
            }
            for number in range(more)
        ]
        document.write(add_rows(document.report, "project", rows), "增加项目")


def settle(window: object) -> None:
    """Wait until the window is on the screen and painted: before that nothing is repainted at all."""
    from PySide6.QtTest import QTest

    for _ in range(3):  # a window manager that has just started may leave one in the dark
        if QTest.qWaitForWindowExposed(window):
            break
        window.hide()  # type: ignore[attr-defined]
        window.show()  # type: ignore[attr-defined]
    assert window.windowHandle().isExposed()  # type: ignore[attr-defined]
    QTest.qWait(300)


def edit_to_repaint(path: Path, table: str, address: Address, runs: int) -> float:
    """Seconds from an entered value, through disk, checks and ratios, to every pane repainted."""
    from PySide6.QtWidgets import QApplication

    from app.storage.settings import Settings
    from ui.main import make_window

    app = QApplication.instance()
    window = make_window(Settings())
    window.resize(1366, 768)
    assert window.session.open(path)
    window.show()
    window.workbench.show_table(table)
    settle(window)
    values = iter(range(10_000))

    def measure() -> float:
        text = f"{1000 + next(values) % 50}.25"
        started = time.perf_counter()
        assert window.session.enter(address, text)
        app.processEvents()
        app.processEvents()
        return time.perf_counter() - started

    measure()
    seconds = median(measure, runs)
    window.close()
    window.deleteLater()
    app.processEvents()
    return seconds


@contextmanager
def _projects(path: Path) -> Iterator[Any]:
    """A window with the projects of a document in sight."""
    from PySide6.QtWidgets import QApplication

    from app.storage.settings import Settings
    from ui.main import make_window

    app = QApplication.instance()
    window = make_window(Settings())
    window.resize(1366, 768)
    assert window.session.open(path)
    window.show()
    window.workbench.show_table("project")
    settle(window)
    yield window
    window.close()
    window.deleteLater()
    app.processEvents()


def paste_to_repaint(path: Path, rows: int, runs: int) -> float:
    """Seconds from Enter in the preview of `rows` × 8 cells to every pane repainted."""
    from PySide6.QtWidgets import QApplication

    from ui.grid.clipboard import Pasted
    from ui.grid.pasting import Paste

    app = QApplication.instance()
    with _projects(path) as window:
        view, numbers = window.workbench.view, iter(range(10_000))

        def measure() -> float:
            number = next(numbers)
            texts = [
                [f"粘贴的项目 {number}-{row}", "内容", "本级", "一般", "本级财政拨款"]
                + [f"{row + number + 1}.25"] * 3
                for row in range(rows)
            ]
            view.selector.go(10, 0)
            app.processEvents()
            paste = Paste(view, view.table, window.session.document, Pasted(texts))
            deed = paste.deed()
            started = time.perf_counter()
            paste.land(deed)
            app.processEvents()
            app.processEvents()
            return time.perf_counter() - started

        measure()
        return median(measure, runs)


def filter_to_repaint(path: Path, runs: int) -> tuple[float, float]:
    """Seconds to narrow the projects by a column, and to find a figure in all of them."""
    from PySide6.QtWidgets import QApplication

    from app.filtering import Within
    from ui.grid.filtering import apply
    from ui.grid.search import places

    app = QApplication.instance()
    with _projects(path) as window:
        view = window.workbench.view

        def narrow() -> float:
            apply(view, {})
            app.processEvents()
            started = time.perf_counter()
            apply(view, {"rate": Within(99, 101)})
            app.processEvents()
            app.processEvents()
            return time.perf_counter() - started

        def find() -> float:
            started = time.perf_counter()
            places(view.table, "99")
            return time.perf_counter() - started

        narrow()
        narrowed = median(narrow, runs)
        apply(view, {})
        return narrowed, median(find, runs)


def bare_edit_to_repaint(rows: int, runs: int) -> float:
    """The floor of an edit: one cell of a bare table changes and is repainted."""
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    app = QApplication.instance()
    window, view = QMainWindow(), QTableView()
    model = QStandardItemModel(rows, 12)
    for row in range(min(rows, 40)):
        for column in range(12):
            model.setItem(row, column, QStandardItem("1,000.00"))
    view.setModel(model)
    window.setCentralWidget(view)
    window.resize(1366, 768)
    window.show()
    settle(window)
    values = iter(range(10_000))

    def measure() -> float:
        started = time.perf_counter()
        model.setData(model.index(2, 2), f"{next(values)}.25")
        app.processEvents()
        app.processEvents()
        return time.perf_counter() - started

    measure()
    seconds = median(measure, runs)
    window.close()
    return seconds


def one_commit(path: Path, address: Address, runs: int) -> float:
    """The document's part of an edit: disk and recomputing, without a window."""
    with open_document(path) as document:
        values = iter(range(10_000))

        def measure() -> float:
            old = document.report.get(address)
            started = time.perf_counter()
            document.write([SetCell(address, old, 7_000_000 + next(values))], "修改")
            return time.perf_counter() - started

        return median(measure, runs)


def open_to_shown(path: Path, runs: int) -> float:
    """Seconds from asking for a document to its current year painted, in a window that is there."""
    from PySide6.QtWidgets import QApplication

    from app.storage.settings import Settings
    from ui.main import make_window

    app = QApplication.instance()
    window = make_window(Settings())
    window.resize(1366, 768)
    window.show()
    settle(window)

    def measure() -> float:
        window.session.close()
        app.processEvents()
        started = time.perf_counter()
        assert window.session.open(path)
        window.workbench.show_table("project")
        app.processEvents()
        app.processEvents()
        return time.perf_counter() - started

    seconds = median(measure, runs)
    window.close()
    window.deleteLater()
    app.processEvents()
    return seconds


def bare_read(path: Path, runs: int) -> float:
    """The floor of opening: the current year's records read by sqlite3 and parsed by json."""
    import json
    import sqlite3

    def measure() -> float:
        started = time.perf_counter()
        connection = sqlite3.connect(path)
        newest = connection.execute("SELECT max(year) FROM year").fetchone()[0]
        for (cells,) in connection.execute("SELECT cells FROM record WHERE year = ?", (newest,)):
            json.loads(cells)
        connection.close()
        return time.perf_counter() - started

    return median(measure, runs)


def export_once(path: Path, to: Path, runs: int) -> float:
    """Seconds of one whole export, reading back and putting in place included."""
    from app.exchange.xlsx import export

    with open_document(path, read_only=True) as document:

        def measure() -> float:
            started = time.perf_counter()
            export(document.model, document.report, document.results, to, unit_name=document.unit)
            return time.perf_counter() - started

        measure()
        return median(measure, runs)


def read_once(workbook: Path, runs: int) -> float:
    """Seconds of reading a workbook with all that is to be told about it."""
    from app.exchange.reading.workbook import read_workbook

    def measure() -> float:
        started = time.perf_counter()
        read_workbook(workbook)
        return time.perf_counter() - started

    measure()
    return median(measure, runs)


def bare_load(workbook: Path, runs: int) -> float:
    """The floor of reading: openpyxl loads the same workbook."""
    import openpyxl

    def measure() -> float:
        started = time.perf_counter()
        openpyxl.load_workbook(workbook)
        return time.perf_counter() - started

    return median(measure, runs)


def foreign_workbook(path: Path, rows: int) -> None:
    """A list of projects as another program writes it."""
    import xlsxwriter

    head = [
        "序号",
        "项目名称",
        "项目内容",
        "实施单位",
        "类别",
        "年初预算数",
        "全年预算数",
        "执行数",
        "综合得分",
    ]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("项目")
        sheet.write_row(0, 0, ["项目支出明细表"])
        sheet.write_row(1, 0, ["单位：万元"])
        sheet.write_row(2, 0, head)
        for row in range(rows):
            money = [row * 1.25, row * 1.5, row * 1.4375]
            sheet.write_row(
                3 + row, 0, [row + 1, f"项目{row}", "内容", "本级", "一般", *money, 80 + row % 20]
            )


def import_once(workbook: Path, to: Path, runs: int) -> tuple[float, float]:
    """Seconds from a workbook to the plan of every cell of it, and of carrying the plan out."""
    from app.exchange.reading.workbook import read_workbook
    from app.intake.deed import aim_at, carry_out
    from app.intake.plan import plan
    from app.intake.source import find_source

    with create(to, UNIT, 2022, edition_for(2022)) as document:

        def preview() -> tuple[float, Callable[[], None]]:
            started = time.perf_counter()
            aim = aim_at(document, 2022)
            source = find_source(workbook, read_workbook(workbook), aim.model.edition, 2022)
            made = plan(aim.model, aim.report, source)
            seconds = time.perf_counter() - started
            return seconds, lambda: carry_out(document, aim, source, made)

        def apply() -> float:
            _, deed = preview()
            started = time.perf_counter()
            deed()
            seconds = time.perf_counter() - started
            document.undo()
            return seconds

        preview()
        return median(lambda: preview()[0], runs), median(apply, runs)


def switch_years(path: Path, runs: int) -> float:
    """Seconds from one year to another that was looked at before, all panes painted."""
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    with _projects(path) as window:
        years = window.session.document.years
        turn = iter(years[-2:] * (runs + 2))

        def measure() -> float:
            started = time.perf_counter()
            window.session.select_year(next(turn))
            app.processEvents()
            app.processEvents()
            return time.perf_counter() - started

        measure()
        measure()
        return median(measure, runs)


def bare_export(workbook: Path, to: Path, runs: int) -> float:
    """The floor of exporting: XlsxWriter writes the same cells with their values in a bare loop."""
    import openpyxl
    import xlsxwriter

    formulas = openpyxl.load_workbook(workbook)
    values = openpyxl.load_workbook(workbook, data_only=True)
    sheets = []
    for sheet in formulas.worksheets:
        shown = values[sheet.title]
        cells = []
        for row in sheet.iter_rows():
            for cell in row:
                if cell.has_style or cell.value is not None:
                    value = shown.cell(cell.row, cell.column).value
                    cells.append((cell.row - 1, cell.column - 1, cell.value, value, cell.style_id))
        sheets.append((sheet.title, cells, [str(area) for area in sheet.merged_cells.ranges]))

    def measure() -> float:
        started = time.perf_counter()
        book = xlsxwriter.Workbook(to)
        formats: dict[int, object] = {}
        for title, cells, _ in sheets:
            page = book.add_worksheet(title)
            for row, column, content, value, style in cells:
                form = formats.get(style)
                if form is None:
                    look = {"border": 1, "num_format": "#,##0.00", "font_size": 10}
                    form = formats[style] = book.add_format(look)
                if isinstance(content, str) and content.startswith("="):
                    page.write_formula(row, column, content, form, value if value is not None else "")
                elif isinstance(content, str):
                    page.write_string(row, column, content, form)
                elif content is None:
                    page.write_blank(row, column, None, form)
                elif isinstance(content, int | float):
                    page.write_number(row, column, content, form)
                else:
                    page.write_datetime(row, column, content, form)
        book.close()
        return time.perf_counter() - started

    measure()
    return median(measure, runs)


def compare_years(path: Path, runs: int) -> float:
    """Seconds to put all years of a document side by side, the years and pandas loaded."""
    from app.comparison.build import compare

    with open_document(path, read_only=True) as document:

        def measure() -> float:
            started = time.perf_counter()
            compare(document, document.years)
            return time.perf_counter() - started

        measure()
        return median(measure, runs)


def bare_pivot(path: Path, runs: int) -> float:
    """The floor of comparing: pandas lines up one column of the list by year, names as the key."""
    import pandas

    with open_document(path, read_only=True) as document:
        lanes = {year: document.report_of(year).rows("project") for year in document.years}

        def measure() -> float:
            started = time.perf_counter()
            columns = {
                year: pandas.Series(
                    [record.cells.get("final") for record in records],
                    index=[(record.cells.get("name"), record.row) for record in records],
                    dtype="Int64",
                )
                for year, records in lanes.items()
            }
            pandas.DataFrame(columns)
            return time.perf_counter() - started

        measure()
        return median(measure, runs)
