"""The same verbs without a window. Slow imports wait until a verb needs them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from app.document import Document

VERBS = ("new", "set", "add-row", "show", "check", "export", "edition")
DONE, FOUND, REFUSED = 0, 1, 2  # exit codes: fine, errors found, not done


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb, or open the window; gives the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or (arguments[0] not in VERBS and not arguments[0].startswith("-")):
        if not _has_display():
            print("没有图形界面，打不开窗口；可以用命令，全部命令见 --help", file=sys.stderr)
            return REFUSED
        from ui.main import run

        return run(arguments)
    return _verb(arguments)


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
    given = _parser().parse_args([_minus(argument) for argument in arguments])
    act: Callable[[Namespace], int] = given.act
    try:
        return act(given)
    except (DocumentError, Refused, EditionError, ModelError, _Usage) as error:
        print(error, file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        return DONE


class _Usage(Exception):
    """Something asked for that is not there; `str()` says what is."""


def _minus(argument: str) -> str:
    """-1,234.50 is a value, not an option: give it the minus sign that argparse leaves alone."""
    looks_negative = argument[:1] == "-" and argument[1:2] and argument[1] in "0123456789.（(△▲￥¥"
    return f"−{argument[1:]}" if looks_negative else argument


def _parser() -> ArgumentParser:
    from argparse import ArgumentParser

    parser = ArgumentParser(
        prog="zipingtong", description="自评通：部门整体支出绩效自评。不带命令时打开窗口：zipingtong [文件]"
    )
    verbs = parser.add_subparsers(required=True, metavar="命令")

    def verb(name: str, act: Callable[[Namespace], int], text: str) -> ArgumentParser:
        made = verbs.add_parser(name, help=text, description=text)
        made.set_defaults(act=act)
        return made

    new = verb("new", _new, "新建文件")
    new.add_argument("file", type=Path, metavar="文件")
    new.add_argument("--unit", required=True, metavar="单位名称")
    new.add_argument("--year", required=True, type=int, metavar="年度")
    new.add_argument("--sample", action="store_true", help="填入示例（2022 年公开报告的数据）")

    put = verb("set", _set, "填一格或几格，金额按万元，空文字清除")
    put.add_argument("file", type=Path, metavar="文件")
    put.add_argument("pairs", nargs="+", metavar="地址 值", help="例如 accounts/personnel/final 1513.69")
    put.add_argument("--year", type=int, metavar="年度")

    add = verb("add-row", _add_row, "在列表里加一行")
    add.add_argument("file", type=Path, metavar="文件")
    add.add_argument("table", metavar="表")
    add.add_argument("cells", nargs="*", metavar="列=值")
    add.add_argument("--year", type=int, metavar="年度")

    for name, act, text in (
        ("show", _show, "列出各表、比率和问题"),
        ("check", _check, "列出问题，有错误时返回 1"),
    ):
        told = verb(name, act, text)
        told.add_argument("file", type=Path, metavar="文件")
        told.add_argument("--year", type=int, metavar="年度")
        told.add_argument("--json", action="store_true", help="输出 JSON")

    out = verb("export", _export, "导出 Excel 工作簿")
    out.add_argument("file", type=Path, metavar="文件")
    out.add_argument("--to", required=True, type=Path, metavar="OUT.xlsx")
    out.add_argument("--year", type=int, metavar="年度")
    out.add_argument("--no-data", action="store_true", help="只要报告用的表，不要数据页")

    edition = verb("edition", _edition, "检查一个版本（编号或 TOML 文件）")
    edition.add_argument("source", metavar="版本")
    return parser


def _open(given: Namespace, *, read_only: bool = False) -> Document:
    from app.document import open_document

    document = open_document(given.file, read_only=read_only)
    if given.year is not None and given.year not in document.years:
        years = "、".join(str(year) for year in document.years)
        document.close()
        raise _Usage(f"文件里没有 {given.year} 年度，只有 {years}。")
    if given.year is not None:
        document.select_year(given.year)
    if not read_only and document.read_only:
        reason = document.read_only
        document.close()
        raise _Usage(f"{reason}没有写入。")
    return document


def _new(given: Namespace) -> int:
    from app.document import create
    from app.storage.editions import edition_for

    with create(given.file, given.unit, given.year, edition_for(given.year)) as document:
        if given.sample:
            from app.domain.act import SetCell
            from app.samples import sample_changes

            edition = document.model.edition
            changes = sample_changes(edition, document.report)
            named = edition.unit_cell  # the unit was named already
            changes = [c for c in changes if not (isinstance(c, SetCell) and str(c.address) == named)]
            document.write(changes, "填入示例数据")
        print(f"已新建 {given.file}（{given.year} 年度，版本：{document.model.edition.title}）")
    return DONE


def _set(given: Namespace) -> int:
    from app.calculation.entry import parse_cell
    from app.calculation.labels import describe
    from app.domain.act import SetCell
    from app.domain.address import parse_address

    if len(given.pairs) % 2:
        raise _Usage("地址和值要成对给出，例如 accounts/personnel/final 1513.69")
    with _open(given) as document:
        edition, changes = document.model.edition, []
        for where, text in zip(given.pairs[::2], given.pairs[1::2], strict=True):
            try:
                address = parse_address(where)
            except ValueError as error:
                raise _Usage(str(error)) from None
            _writable(document, address)
            value = parse_cell(edition, address, text)
            changes.append(SetCell(address, document.report.get(address), value))
        names = "、".join(describe(edition, document.report, change.address) for change in changes[:3])
        document.write(changes, f"修改 {names}" + (f"等 {len(changes)} 格" if len(changes) > 3 else ""))
        print(f"已写入 {len(changes)} 格。")
    return DONE


def _writable(document: Document, address: object) -> None:
    from app.calculation.entry import locked
    from app.domain.address import Address

    if not isinstance(address, Address):
        raise TypeError(address)
    why = locked(document.model, document.report, document.results, address)
    if why:
        raise _Usage(f"{address} 没有写入：{why}。")


def _add_row(given: Namespace) -> int:
    from app.calculation.entry import parse_cell
    from app.domain.address import Address
    from app.edits import add_row

    with _open(given) as document:
        table = document.model.edition.table.get(given.table)
        if table is None or table.kind != "list":
            lists = "、".join(t.key for t in document.model.edition.tables if t.kind == "list")
            raise _Usage(f"“{given.table}”不是可以加行的表；可以加行的有：{lists}")
        row = document.report.next_row(table.key)
        cells = {}
        for pair in given.cells:
            column, equals, text = pair.partition("=")
            if not equals or column not in table.column or table.column[column].computed:
                inputs = "、".join(c.key for c in table.columns if not c.computed)
                raise _Usage(f"“{pair}”要写成 列=值；可以填的列有：{inputs}")
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
            raise _Usage(str(error)) from None
        for warning in done.warnings:
            print(f"注意：{warning}")
        print(f"已导出 {done.path}（{done.pages} 页，{done.cells} 格，已逐格读回核对）")
    return DONE


def _edition(given: Namespace) -> int:
    from app.calculation.model import ModelError, compile_edition
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
