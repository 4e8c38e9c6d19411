"""Whether a figure means the same in the layouts of two years: 口径.

Two layouts may differ in hints, widths or rows elsewhere and a figure still be the same. So not the layouts
are compared but what the figure is made of: its formula, and the formulas of all that stands in it.
"""

from __future__ import annotations

from app.calculation.explain import place_of
from app.calculation.formula import Node, RatioRef, Vector, leaves
from app.calculation.model import Model
from app.comparison.values import Target
from app.domain.address import Address

Meaning = dict[str, object]


def same_meaning(now: Model, base: Model, target: Target, other: Target | None = None) -> bool:
    """Whether `target` in one layout is what `other` (itself when None) is in the other."""
    other = target if other is None else other
    if now is base and target == other:
        return True
    return meaning(now, target) == meaning(base, other)


def meaning(model: Model, target: Target) -> Meaning:
    """The formulas a figure rests on, by what they fill; entered figures rest on none."""
    found: Meaning = {}
    if isinstance(target, str):
        _ratio(model, target, found)
    else:
        kind = model.edition.table[target.table].kind_of(target.row, target.column)
        found["kind"] = kind.name, kind.unit
        _cell(model, target, found)
    return found


def _ratio(model: Model, key: str, found: Meaning) -> None:
    if f"ratio {key}" not in found:
        tree = model.ratios[key].tree
        found[f"ratio {key}"] = tree, model.edition.ratio[key].unit
        _follow(model, tree, None, found)


def _cell(model: Model, place: Address, found: Meaning) -> None:
    """What fills one cell, if anything but the officer does."""
    formula = model.formula(place.table, place.row, place.column)
    if formula is None or str(place) in found:
        return
    named = model.edition.table[place.table].column[place.column].bands
    bands = next((each for each in model.edition.bands if each.key == named), None)
    found[str(place)] = formula.tree, None if bands is None else (bands.steps, bands.below)
    _follow(model, formula.tree, place, found)


def _follow(model: Model, tree: Node, here: Address | None, found: Meaning) -> None:
    for leaf in leaves(tree):
        if isinstance(leaf, RatioRef):
            _ratio(model, leaf.key, found)
        elif not isinstance(leaf, Vector):
            _cell(model, place_of(model, leaf, here), found)
        elif leaf.column:  # of every row alike
            _cell(model, Address(leaf.table, "", leaf.column), found)
