"""What every verb on a document begins and ends with, and the exit codes."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.arguments import Misused

if TYPE_CHECKING:
    from app.document import Document

DONE, FOUND, REFUSED = 0, 1, 2  # exit codes: fine, errors found, not done


@contextmanager
def left_behind(document: Document) -> Iterator[Document]:
    """The document to write to, closed at the end; says when no backup of it could be kept."""
    try:
        yield document
    finally:
        told = document.close()
        if told:
            print(f"注意：{told}", file=sys.stderr)


def open_document_of(given: Namespace, *, read_only: bool = False) -> Document:
    """The document a verb is about, its year shown; raises `Misused`, `DocumentError`."""
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


def print_data(data: object) -> None:
    """For a program: JSON that a person can read, too."""
    import json

    print(json.dumps(data, ensure_ascii=False, indent=1))
