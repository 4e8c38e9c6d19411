"""Whether the weights of a form make the whole, and each level its share."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.calculation.environment import workspace
from app.calculation.model import Model
from app.calculation.scoring.choice import scheme_of
from app.calculation.scoring.rules import ZERO
from app.domain.forms import Level, Scheme
from app.domain.frozen import frozen
from app.domain.problem import Results
from app.domain.report import Report

if TYPE_CHECKING:
    from app.calculation.environment import Workspace

EXECUTION = "预算执行率"
OTHER = "其他"


@frozen
class Share:
    """One level: the 分 its indicators have, and what the scheme wants, None where that is left open."""

    name: str
    given: Decimal
    wanted: Decimal | None


@frozen
class Weights:
    """All levels of a form, and the whole against the scheme's."""

    shares: tuple[Share, ...]
    given: Decimal
    wanted: Decimal


def weights(model: Model, report: Report, results: Results, row: int) -> Weights | None:
    """The weights of a project's form; None where the edition has no scheme."""
    scheme = scheme_of(model.edition, report, row)
    if scheme is None:
        return None
    found = tuple(shares(workspace(model, report, results), row, scheme))
    return Weights(found, sum((share.given for share in found), ZERO), scheme.total)


def shares(env: Workspace, row: int, scheme: Scheme) -> list[Share]:
    """The execution rate, then every level of the scheme, then levels it does not know."""
    below = env.model.edition.forms.tables.items
    records = env.report.tables.get(below, {})
    found: dict[str, Decimal] = {}
    filled: set[str] = set()
    for item in env.family(below, row):
        cells = records[item].cells
        name = level_name(scheme, str(cells.get("level1", "")))
        weight = cells.get("weight")
        found[name] = found.get(name, ZERO) + (Decimal(weight) if isinstance(weight, int | Decimal) else ZERO)
        filled.add(name)
    inside = any(level.execution for level in scheme.levels)
    listed = [] if inside else [Share(EXECUTION, scheme.execution_weight, scheme.execution_weight)]
    extra: dict[str, Decimal] = {}
    for level in scheme.levels:
        if level.weight is not None and level.gives_to and level.name not in filled:
            extra[level.gives_to] = extra.get(level.gives_to, ZERO) + level.weight
    for level in scheme.levels:
        given = found.pop(level.name, ZERO) + (scheme.execution_weight if level.execution else ZERO)
        if level.gives_to and level.name not in filled:
            continue
        wanted = None if level.weight is None else level.weight + extra.get(level.name, ZERO)
        listed.append(Share(level.name, given, wanted))
    listed += [Share(name or OTHER, given, ZERO if scheme.levels else None) for name, given in found.items()]
    return listed


def level_name(scheme: Scheme, written: str) -> str:
    """The scheme's name of a level as somebody wrote it: 产出指标(50分), 产出."""
    plain = written.replace("（", "(").partition("(")[0].strip()
    for level in scheme.levels:
        if plain in _names(level) or (plain and f"{plain}指标" in _names(level)):
            return level.name
    return plain


def _names(level: Level) -> tuple[str, ...]:
    return (level.name, *level.also)
