"""Verbs of years: a new one, side by side, closed and opened."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.arguments import Misused
from app.verbs.opening import DONE, left_behind, open_document_of, print_data

if TYPE_CHECKING:
    from app.document import Document


def compare(given: Namespace) -> int:
    """Years side by side."""
    from app.comparison.build import compare, default_columns, offered_measures

    with open_document_of(given, read_only=True) as document:
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
            from app.comparison.show import as_data

            print_data(as_data(comparison))
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


def new_year(given: Namespace) -> int:
    """The next year with what carries over."""
    from app.carry import carried_lists
    from app.storage.editions import edition_for
    from app.years import begin_year

    given.year = given.start
    with left_behind(open_document_of(given)) as document:
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


def lock(given: Namespace) -> int:
    """A year closed, or opened."""
    with left_behind(open_document_of(given)) as document:
        if given.verb == "lock":
            document.lock_year(document.year)
            print(f"{document.year} 年度已锁定，摘要 {document.digest()}。")
        else:
            document.unlock_year(document.year)
            print(f"{document.year} 年度已解锁。")
    return DONE


def follow(given: Namespace) -> int:
    """A year that follows another layout from now on."""
    from app.storage.editions import load_edition

    edition = load_edition(given.source)
    with left_behind(open_document_of(given)) as document:
        if document.follow(edition):
            print(f"{document.year} 年度改用“{edition.title}”（{edition.id}），已填的数没有动，可以撤销。")
        else:
            print(f"{document.year} 年度用的就是“{edition.title}”（{edition.id}）的这一版，没有改动。")
    return DONE
