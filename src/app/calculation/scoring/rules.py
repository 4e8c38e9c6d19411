"""One indicator scored by one rule. Exact numbers throughout; only the proposed score is rounded.

Where the rules leave judgement (定性), or where a figure is missing, there is no score but a reason.
"""

from __future__ import annotations

from decimal import Decimal

from app.domain.amount import round_half_up
from app.domain.forms import ONE, ScoreRule, ScoreStep
from app.domain.frozen import frozen

ZERO = Decimal(0)
DONE, SHORT, OVER = "完成", "未完成", "明显超额"
UNKNOWN, WAITING, EXCLUDED = "无法评价", "待评分", "不适用"


@frozen
class Given:
    """What an indicator is scored on: `number` against `target` in this direction."""

    weight: Decimal
    direction: str = "≥"
    target: Decimal = ONE
    number: Decimal = ZERO
    overshoot: Decimal | None = None
    overshoot_deduct: Decimal = ZERO
    places: int = 2


@frozen
class Scored:
    """What a rule gives. `proposed` is rounded, `exact` is not; without a score `lacking` says why.

    `low` and `high` bound the officer's judgement, in 分. `step` is the step of the rule that fitted,
    `measured` what it was tried on, `taken` the points off for overshooting, `units` how many steps were
    deducted for.
    """

    result: str
    proposed: Decimal | None = None
    exact: Decimal | None = None
    lacking: str = ""
    attainment: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    step: ScoreStep | None = None
    measured: Decimal | None = None
    units: Decimal | None = None
    taken: Decimal = ZERO


def score(rule: ScoreRule, given: Given) -> Scored:
    """`given` scored by a rule over figures; the score lies between 0 and the weight."""
    attainment = attained(given)
    met = is_met(given)
    share, step, measured, units = _share(rule, given, attainment, met=met)
    exact = given.weight * min(max(share, ZERO), ONE)
    result = DONE if met else SHORT
    taken = ZERO
    if _overshoots(given):
        result, taken = OVER, min(given.overshoot_deduct, exact)
    exact -= taken
    return Scored(
        result,
        rounded(exact, given.places),
        exact,
        attainment=attainment,
        step=step,
        measured=measured,
        units=units,
        taken=taken,
    )


def judged(rule: ScoreRule, weight: Decimal, degree: str, places: int = 2) -> Scored:
    """What the degree of a qualitative indicator leaves to judge; without one the whole range."""
    high = weight
    for step in rule.steps:
        low = weight * (step.at_least or ZERO)
        if step.word == degree:
            return Scored(
                WAITING,
                low=rounded(low, places),
                high=rounded(high, places),
                step=step,
                lacking=f"“{degree}”在 {_plain(low)} 至 {_plain(high)} 分之间填得分",
            )
        high = low
    return Scored(WAITING, low=ZERO, high=weight, lacking="按完成程度填得分")


def degree_of(rule: ScoreRule, weight: Decimal, points: Decimal) -> ScoreStep | None:
    """The degree that a score of a qualitative indicator stands for."""
    return next((step for step in rule.steps if points >= weight * (step.at_least or ZERO)), None)


def ticked(points: list[Decimal], chosen: list[int], weight: Decimal, places: int) -> Scored:
    """Points of the ticked criteria as a share of all, of the weight."""
    gained = sum((points[number - 1] for number in chosen), ZERO)
    exact = weight * gained / sum(points)
    result = DONE if len(chosen) == len(points) else SHORT
    return Scored(result, rounded(exact, places), exact, measured=gained)


def unknown(lacking: str) -> Scored:
    """No score for want of something."""
    return Scored(UNKNOWN, lacking=lacking)


def is_met(given: Given) -> bool:
    """Whether the target is reached."""
    if given.direction == "≤":
        return given.number <= given.target
    return given.number == given.target if given.direction == "=" else given.number >= given.target


def attained(given: Given) -> Decimal | None:
    """How much of the target is reached: actual ÷ target, target ÷ actual for ≤, 1 − deviation for =."""
    target, number = given.target, given.number
    if given.direction == "≤":
        if number <= 0:
            return ONE if number <= target else ZERO
        return max(target / number, ZERO)
    if target <= 0:
        return ONE if is_met(given) else ZERO
    if given.direction == "=":
        return max(ONE - abs(number - target) / target, ZERO)
    return max(number / target, ZERO)


def _overshoots(given: Given) -> bool:
    if given.overshoot is None or given.direction != "≥" or given.target <= 0:
        return False
    return given.number >= given.target * (ONE + given.overshoot)


def _share(
    rule: ScoreRule, given: Given, attainment: Decimal | None, *, met: bool
) -> tuple[Decimal, ScoreStep | None, Decimal | None, Decimal | None]:
    """Share of the weight, the step that fitted, what was tried, and how many steps were deducted for."""
    reached = ZERO if attainment is None else attainment
    if rule.kind == "whole":
        return (ONE if met else ZERO), None, None, None
    if rule.kind == "bands":
        measured = _measured(rule, given, reached)
        step = next((step for step in rule.steps if fits(step, measured)), None)
        return (step.points / rule.full if step is not None else ZERO), step, measured, None
    if rule.kind == "deduct":
        beyond = given.number - rule.limit if rule.side == "over" else rule.limit - given.number
        units = max(beyond, ZERO) / rule.per
        if rule.whole_steps:
            units = Decimal(int(units))
        return ONE - units * rule.points / rule.full, None, given.number, units
    if met:
        return ONE, None, None, None
    if rule.pass_line is not None and reached < rule.pass_line:
        return ZERO, None, reached, None
    return reached, None, None, None


def _measured(rule: ScoreRule, given: Given, attainment: Decimal) -> Decimal:
    if rule.measure == "value":
        return given.number
    if rule.measure == "attainment":
        return attainment
    if given.target == 0:
        return ZERO if given.number == 0 else ONE
    return abs(given.number - given.target) / abs(given.target)


def fits(step: ScoreStep, measured: Decimal) -> bool:
    """Whether a measure lies in a step."""
    return (
        (step.at_least is None or measured >= step.at_least)
        and (step.above is None or measured > step.above)
        and (step.at_most is None or measured <= step.at_most)
        and (step.below is None or measured < step.below)
    )


def rounded(points: Decimal, places: int) -> Decimal:
    """Half up at `places`, without idle zeros: 8.62, 10."""
    return Decimal(f"{round_half_up(points, places).normalize():f}")


def _plain(points: Decimal) -> str:
    return f"{rounded(points, 2):f}"
