"""Verbs that only look: what is there, what is wrong, whether an edition can stand."""

from __future__ import annotations

import sys
from argparse import Namespace

from app.verbs.opening import DONE, FOUND, open_document_of, print_data


def show(given: Namespace) -> int:
    """One year in full."""
    from app.show import as_data, as_text

    with open_document_of(given, read_only=True) as document:
        if given.json:
            print_data(as_data(document))
        else:
            for line in as_text(document):
                print(line)
    return DONE


def check(given: Namespace) -> int:
    """Problems; 1 when there are errors."""
    from app.show import problem_data, problem_lines

    with open_document_of(given, read_only=True) as document:
        problems = document.results.problems
        if given.json:
            data = [problem_data(document.report, problem) for problem in problems]
            print_data(data)
        else:
            for line in problem_lines(document):
                print(line)
    return FOUND if any(problem.severity == "error" for problem in problems) else DONE


def edition(given: Namespace) -> int:
    """An edition tried; 1 when it cannot stand."""
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
