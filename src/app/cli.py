"""The same verbs without a window. Slow imports wait until a verb needs them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.arguments import VERBS, Misused, parse

if TYPE_CHECKING:
    from argparse import Namespace

    from app.document import Document
    from app.domain.address import Address
    from app.domain.report import Value
    from app.exchange.finding.block import Block, Target
    from app.exchange.xlsx import ExportResult

DONE, FOUND, REFUSED = 0, 1, 2  # exit codes: fine, errors found, not done


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb, or open the window; gives the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and (arguments[0] in VERBS or arguments[0].startswith("-")):
        return _verb(arguments)
    if arguments and not Path(arguments[0]).suffix and not Path(arguments[0]).exists():
        print(f"没有“{arguments[0]}”这个文件或命令。命令有：{'、'.join(VERBS)}", file=sys.stderr)
        return REFUSED
    if not _has_display():
        print("没有图形界面，打不开窗口；可以用命令，全部命令见 --help", file=sys.stderr)
        return REFUSED
    from ui.main import run

    return run(arguments)


def _has_display() -> bool:
    """Whether a window can be shown; without one Qt would abort the process."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def _verb(arguments: list[str]) -> int:
    from app.calculation.model import ModelError
    from app.domain.amount import Refused
    from app.storage.editions import EditionError
    from app.storage.errors import DocumentError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    acts: dict[str, Callable[[Namespace], int]] = {
        "new": _new,
        "set": _set,
        "add-row": _add_row,
        "show": _show,
        "check": _check,
        "export": _export,
        "compare": _compare,
        "new-year": _new_year,
        "template": _template,
        "import": _import,
        "lock": _lock,
        "unlock": _lock,
        "edition": _edition,
    }
    try:
        given = parse(arguments)
        code = acts[given.verb](given)
        sys.stdout.flush()
        return code
    except (Misused, DocumentError, Refused, EditionError, ModelError) as error:
        print(error, file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        _drop_output()
        return DONE
    except OSError as error:
        from app.storage.errors import cause_of

        _drop_output()
        print(f"没有做完：输出写不进去（{cause_of(error)}）", file=sys.stderr)
        return REFUSED


def _drop_output() -> None:
    """What is still to be printed goes nowhere: nobody can take it, and ending would try once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _left_behind(document: Document) -> Iterator[Document]:
    """The document to write to, closed at the end; says when no backup of it could be kept."""
    try:
        yield document
    finally:
        told = document.close()
        if told:
            print(f"注意：{told}", file=sys.stderr)


def _open(given: Namespace, *, read_only: bool = False) -> Document:
    from app.document import open_document

    document = open_document(given.file, read_only=read_only)
    year = getattr(given, "year", None)
    if year is not None and year not in document.years:
        years = "、".join(str(year) for year in document.years)
        document.close()
        raise Misused(f"文件里没有 {given.year} 年度，只有 {years}。")
    if year is not None:
        document.select_year(year)
    if not read_only and document.read_only:
        reason = document.read_only
        document.close()
        raise Misused(f"没有写入：{reason}。")
    return document


def _new(given: Namespace) -> int:
    from app.document import create
    from app.storage.editions import edition_for

    created = create(given.file, given.unit, given.year, edition_for(given.year))
    with _left_behind(created) as document:
        if given.sample:
            from app.domain.act import SetCell
            from app.samples import sample_changes

            edition = document.model.edition
            changes = sample_changes(edition, document.report)
            named = edition.unit_cell  # the unit was named already
            changes = [c for c in changes if not (isinstance(c, SetCell) and str(c.address) == named)]
            document.write(changes, "填入样例数据", lasting=True)
        print(f"已新建 {given.file}（{given.year} 年度，版本：{document.model.edition.title}）")
    return DONE


def _set(given: Namespace) -> int:
    from app.calculation.labels import describe
    from app.domain.act import SetCell
    from app.domain.address import parse_address

    if len(given.pairs) % 2:
        raise Misused("地址和值要成对给出，例如 accounts/personnel/final 1513.69")
    with _left_behind(_open(given)) as document:
        edition = document.model.edition
        values: dict[Address, Value | None] = {}
        for where, text in zip(given.pairs[::2], given.pairs[1::2], strict=True):
            try:
                address = parse_address(where)
            except ValueError as error:
                raise Misused(str(error)) from None
            if address in values:
                raise Misused(f"{address} 给了两次，没有写入")
            values[address] = _read(document, address, text)
        changes = [SetCell(address, document.report.get(address), value) for address, value in values.items()]
        names = "、".join(describe(edition, document.report, address) for address in list(values)[:3])
        document.write(changes, f"修改 {names}" + (f"等 {len(changes)} 格" if len(changes) > 3 else ""))
        cleared = sum(value is None for value in values.values())
        told = [f"已写入 {len(changes) - cleared} 格"] if len(changes) > cleared else []
        print("，".join([*told, *([f"已清除 {cleared} 格"] if cleared else [])]) + "。")
    return DONE


def _read(document: Document, address: Address, text: str) -> Value | None:
    """The value of `text` for a cell that may be typed into."""
    from app.calculation.entry import locked, parse_cell

    results = document.results
    why = locked(document.model, document.report, results.cells, address, results.problems)
    if why:
        raise Misused(f"{address} 没有写入：{why}。")
    return parse_cell(document.model.edition, address, text)


def _add_row(given: Namespace) -> int:
    from app.calculation.entry import parse_cell
    from app.domain.address import Address
    from app.edits import add_row

    with _left_behind(_open(given)) as document:
        table = document.model.edition.table.get(given.table)
        if table is None or table.kind != "list":
            lists = "、".join(t.key for t in document.model.edition.tables if t.kind == "list")
            raise Misused(f"“{given.table}”不是可以加行的表；可以加行的有：{lists}")
        row = document.report.next_row(table.key)
        cells = {}
        for pair in given.cells:
            column, equals, text = pair.partition("=")
            if column in cells:
                raise Misused(f"“{column}”给了两次，没有增加")
            if not equals or column not in table.column or table.column[column].computed:
                inputs = "、".join(c.key for c in table.columns if not c.computed)
                raise Misused(f"“{pair}”要写成 列=值；可以填的列有：{inputs}")
            value = parse_cell(document.model.edition, Address(table.key, row, column), text)
            if value is not None:
                cells[column] = value
        document.write(add_row(document.report, table.key, cells), f"增加一行{table.item}")
        print(f"已增加 {table.key}/{row}")
    return DONE


def _show(given: Namespace) -> int:
    from app.show import as_data, as_text

    with _open(given, read_only=True) as document:
        if given.json:
            import json

            print(json.dumps(as_data(document), ensure_ascii=False, indent=1))
        else:
            for line in as_text(document):
                print(line)
    return DONE


def _check(given: Namespace) -> int:
    from app.show import problem_data, problem_lines

    with _open(given, read_only=True) as document:
        problems = document.results.problems
        if given.json:
            import json

            data = [problem_data(document.report, problem) for problem in problems]
            print(json.dumps(data, ensure_ascii=False, indent=1))
        else:
            for line in problem_lines(document):
                print(line)
    return FOUND if any(problem.severity == "error" for problem in problems) else DONE


def _export(given: Namespace) -> int:
    from app.exchange.files import ExportError
    from app.exchange.xlsx import export

    with _open(given, read_only=True) as document:
        try:
            done = export(
                document.model,
                document.report,
                document.results,
                given.to,
                unit_name=document.unit,
                data=not given.no_data,
            )
        except ExportError as error:
            raise Misused(str(error)) from None
        for warning in done.warnings:
            print(f"注意：{warning}")
        print(f"已导出 {done.path}（{done.pages} 页，{done.cells} 格，已逐格读回核对）")
    return DONE


def _compare(given: Namespace) -> int:
    from app.comparison.build import compare, default_columns, offered_measures

    with _open(given, read_only=True) as document:
        years, base = _years(document, given.years), given.base
        if base is not None and base not in years:
            raise Misused(f"基年 {base} 要在所比的年度里：{'、'.join(map(str, years))}。")
        offered = {measure.key: measure.label for measure in offered_measures(document)}
        columns = given.columns.split(",") if given.columns else default_columns(document)
        if strange := [key for key in columns if key not in offered]:
            known = "、".join(f"{key}（{label}）" for key, label in offered.items())
            raise Misused(f"没有“{strange[0]}”这一栏，可以比的有：{known}。")
        comparison = compare(document, years, columns, base)
        if given.to is not None:
            from app.comparison.pages import export_comparison
            from app.exchange.files import ExportError

            try:
                done = export_comparison(document, comparison, given.to)
            except ExportError as error:
                raise Misused(str(error)) from None
            print(f"已导出 {done.path}（{done.pages} 页，{done.cells} 格，已逐格读回核对）")
        elif given.json:
            import json

            from app.comparison.show import as_data

            print(json.dumps(as_data(comparison), ensure_ascii=False, indent=1))
        else:
            from app.comparison.show import as_text

            for line in as_text(comparison):
                print(line)
    return DONE


def _years(document: Document, text: str | None) -> list[int]:
    """The years that were named, all of them when none was."""
    there = "、".join(str(year) for year in document.years)
    named = [part.strip() for part in text.replace("，", ",").split(",")] if text is not None else []
    for part in named:
        if not (part.isascii() and part.isdigit()):
            raise Misused(f"“{part}”不是年度；--years 写作 2021,2022，文件里有 {there} 年度。")
        if int(part) not in document.years:
            raise Misused(f"文件里没有 {part} 年度，只有 {there}。")
    years = sorted({int(part) for part in named} or set(document.years))
    if len(years) < 2:
        raise Misused(f"要比较，至少要有两个年度；文件里有 {there} 年度。")
    return years


def _new_year(given: Namespace) -> int:
    from app.carry import carried_lists
    from app.storage.editions import edition_for
    from app.years import begin_year

    given.year = given.start
    with _left_behind(_open(given)) as document:
        year = given.start + 1
        if year in document.years:
            raise Misused(f"没有新建：文件里已经有 {year} 年度。")
        edition = edition_for(year)
        keep = {
            table.key: _kept(document, table.key, given.drop if number == 0 else [])
            for number, table in enumerate(carried_lists(edition))
        }
        count = begin_year(document, year, edition, keep=keep)
        print(
            f"已新建 {year} 年度（版本：{edition.title}），从 {given.start} 年度带入 {count} 格，请逐一核对。"
        )
    return DONE


def _kept(document: Document, table: str, dropped: Sequence[str]) -> list[int]:
    """Rows that go on, without those named by their running number."""
    rows = [int(record.row) for record in document.report.rows(table)]
    for text in dropped:
        if not text.isdecimal() or not 1 <= int(text) <= len(rows):
            raise Misused(f"没有新建：--drop 要填序号 1 到 {len(rows)}，不能是“{text}”。")
    return [row for number, row in enumerate(rows, 1) if str(number) not in {str(int(t)) for t in dropped}]


def _template(given: Namespace) -> int:
    from app.exchange.files import ExportError
    from app.exchange.template import write_template

    try:
        if given.year_from is None:
            done = _empty_template(given)
        else:
            file, colon, year = given.year_from.rpartition(":")
            if not colon or not year.isdecimal():
                raise Misused("--year-from 要写成 文件:年度，例如 局2023.zpt:2023")
            given.file, given.year = Path(file), int(year)
            with _open(given, read_only=True) as document:
                done = write_template(document.model, document.report, given.to, unit_name=document.unit)
    except ExportError as error:
        raise Misused(str(error)) from None
    print(f"已导出模板 {done.path}（{done.pages} 页）。填好后用 import 读回来。")
    return DONE


def _empty_template(given: Namespace) -> ExportResult:
    from datetime import datetime

    from app.calculation.prepare import compile_edition
    from app.domain.report import Report
    from app.exchange.template import write_template
    from app.storage.editions import edition_for

    year = given.year or datetime.now().astimezone().year - 1
    return write_template(compile_edition(edition_for(year)), Report(year), given.to)


def _import(given: Namespace) -> int:
    from app.exchange.finding.entries import Way
    from app.exchange.reading.grid import ReadingError
    from app.exchange.reading.workbook import read_workbook
    from app.intake.deed import aim_at, as_data, carry_out, lines
    from app.intake.plan import plan
    from app.intake.source import Choices, find_source, marked_year

    wanted, given.year = given.year, None
    with _left_behind(_open(given, read_only=given.dry_run)) as document:
        try:
            book = read_workbook(given.workbook)
        except ReadingError as error:
            raise Misused(str(error)) from None
        aim = aim_at(document, wanted or marked_year(book) or document.year)
        source = find_source(given.workbook, book, aim.model.edition, aim.year)
        if not source.blocks:
            raise Misused(f"“{given.workbook.name}”里没有认出任何一张表，没有导入。请核对表名、栏目和行名。")
        way = Way(given.unit or "", given.round)
        choices = [Choices(way=way, columns=_columns(given.columns, block)) for block in source.blocks]
        made = plan(aim.model, aim.report, source, choices, aim.before)
        if not given.dry_run:
            carry_out(document, aim, source, made)
        if given.json:
            import json

            print(json.dumps(as_data(aim, source, made), ensure_ascii=False, indent=1))
        else:
            print("只是试算，没有写入。" if given.dry_run else "已导入。")
            for text in lines(aim, source, made):
                print(text)
    return FOUND if made.count("refused", "differs") else DONE


def _columns(given: Sequence[str], block: Block) -> dict[int, Target | None]:
    """Which column the headings are that may mean several, as 表头=栏目 says."""
    from app.exchange.finding.block import Target
    from app.exchange.finding.names import plain

    found: dict[int, Target | None] = {}
    for pair in given:
        heading, equals, key = pair.partition("=")
        if not equals:
            raise Misused(f"“{pair}”要写成 表头=栏目，例如 预算数=initial")
        for at, keys in block.asked.items():
            if key in keys and plain(block.headings.get(at, "")).endswith(plain(heading)):
                found[at] = Target(key)
    return found


def _lock(given: Namespace) -> int:
    with _left_behind(_open(given)) as document:
        if given.verb == "lock":
            document.lock_year(document.year)
            print(f"{document.year} 年度已锁定，摘要 {document.digest()}。")
        else:
            document.unlock_year(document.year)
            print(f"{document.year} 年度已解锁。")
    return DONE


def _edition(given: Namespace) -> int:
    from app.calculation.model import ModelError
    from app.calculation.prepare import compile_edition
    from app.storage.editions import EditionError, load_edition

    try:
        edition = load_edition(given.source)
        model = compile_edition(edition)
    except (EditionError, ModelError) as error:
        print(f"版本“{given.source}”有 {len(error.problems)} 处不能用：", file=sys.stderr)
        for problem in error.problems:
            print(f"  {problem}", file=sys.stderr)
        return FOUND
    rows = sum(1 for table in edition.tables for row in table.rows if not row.heading)
    print(
        f"{edition.id} {edition.title}：{len(edition.tables)} 张表 {rows} 行，"
        f"{len(edition.ratios)} 个比率，{len(model.rules)} 条校验，可以使用。"
    )
    return DONE


if __name__ == "__main__":
    sys.exit(main())
