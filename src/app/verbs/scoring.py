"""The verb `score`: every score of a year with its reasoning."""

from __future__ import annotations

from argparse import Namespace

from app.arguments import Misused
from app.verbs.opening import DONE, open_document_of, print_data


def score(given: Namespace) -> int:
    """Scores of the projects and the department, as text or JSON."""
    from app.scores import score_data, score_lines

    with open_document_of(given, read_only=True) as document:
        try:
            data = score_data(document, given.project)
        except LookupError as error:
            raise Misused(f"没有列出得分：{error.args[0]}") from error
        if given.json:
            print_data(data)
        else:
            for line in score_lines(data):
                print(line)
    return DONE
