"""What an officer should know before handing in what was exported."""

from __future__ import annotations

from decimal import localcontext

from app.calculation.environment import Workspace, workspace
from app.calculation.evaluate import evaluate
from app.calculation.formula import Binary, Call, Compare, Here, Logic, Node, OneOf, Unary, Vector
from app.calculation.model import Model
from app.calculation.resolve import Scope, read
from app.calculation.vectors import each
from app.domain.amount import CONTEXT
from app.domain.edition import Sheet
from app.domain.problem import Results
from app.domain.report import Report


def cautions(model: Model, report: Report, results: Results) -> tuple[str, ...]:
    """The warnings of sheets whose `warn_unless` is false in some row."""
    env = workspace(model, report, results)
    with localcontext(CONTEXT):
        sheets = [sheet for sheet in model.edition.sheets if sheet.warn_unless]
        return tuple(sheet.warning for sheet in sheets if _fails(sheet, env))


def _fails(sheet: Sheet, env: Workspace) -> bool:
    """Whether a row is found where the condition can be told and does not hold."""
    table = env.model.edition.table[sheet.table]
    tree = read(sheet.warn_unless, Scope(env.model.edition, "column", table)).tree
    if table.kind == "list":
        return any(truth is False for truth in each(_down(tree), env))
    for row in table.row:
        env.row = row
        if evaluate(tree, env) is False:
            return True
    return False


def _down(node: Node) -> Node:
    """A condition on one row as a condition down the columns."""
    match node:
        case Here(table, column):
            return Vector(table, column)
        case Compare(op, left, right):
            return Compare(op, _down(left), _down(right))
        case Binary(op, left, right):
            return Binary(op, _down(left), _down(right))
        case Logic(op, operands):
            return Logic(op, tuple(map(_down, operands)))
        case Unary(op, operand):
            return Unary(op, _down(operand))
        case OneOf(item, options):
            return OneOf(_down(item), options)
        case Call(name, args):
            return Call(name, tuple(map(_down, args)))
    return node
