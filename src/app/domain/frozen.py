"""Frozen dataclasses whose methods are shared closures instead of source generated for each class.

`@dataclass(frozen=True)` compiles six pieces of source per class, 0.3 ms each class; with the sixty
values of this program that was a tenth of its start. These are dataclasses all the same: `fields`,
`replace`, `is_dataclass` and `match` know them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """A class of frozen values, equal when their type and all compared fields are.

    Defaults are as of a dataclass; so are `field(default_factory=…)` and `field(compare=False)`.
    """
    cls.__doc__ = cls.__doc__ or cls.__name__  # else dataclass makes one, slowly
    made = dataclass(init=False, repr=False, eq=False)(cls)
    entries = fields(made)  # type: ignore[arg-type]  # mypy does not see that `made` is a dataclass
    names = tuple(entry.name for entry in entries)
    compared = tuple(entry.name for entry in entries if entry.compare)
    methods: dict[str, Callable[..., Any]] = {
        "__init__": _init(
            made.__name__,
            names,
            {entry.name: entry.default for entry in entries if entry.default is not MISSING},
            [(e.name, e.default_factory) for e in entries if e.default_factory is not MISSING],
        ),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__repr__": _repr(names),
        **_comparing(compared),
    }
    for name, method in methods.items():
        if name not in vars(cls) or name in ("__setattr__", "__delattr__"):
            setattr(made, name, method)
    return made


def _init(
    title: str,
    names: tuple[str, ...],
    defaults: dict[str, object],
    factories: Sequence[tuple[str, Callable[[], object]]],
) -> Callable[..., None]:
    count = len(names)

    def init(self: object, *args: object, **named: object) -> None:
        values = self.__dict__
        if len(args) < count:  # the short way is for the thousands of nodes that formulas are read into
            values.update(defaults)
            for name, make in factories:
                if name not in named and name not in names[: len(args)]:
                    values[name] = make()
        values.update(zip(names, args))  # noqa: B905 - too many are told below, fewer are allowed
        values.update(named)
        twice = args and named and not named.keys().isdisjoint(names[: len(args)])
        if len(values) != count or len(args) > count or twice:
            known = {*names[: len(args)], *named, *defaults, *(name for name, _ in factories)}
            wrong = [name for name in named if name not in names or name in names[: len(args)]]
            missing = [name for name in names if name not in known]
            raise TypeError(f"{title}: unexpected {wrong}, missing {missing}, {len(args)} by position")

    return init


def _refuse(self: object, name: str, *_value: object) -> None:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _repr(names: tuple[str, ...]) -> Callable[[object], str]:
    def show(self: object) -> str:
        parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({parts})"

    return show


def _comparing(names: tuple[str, ...]) -> dict[str, Callable[..., Any]]:
    parts = attrgetter(*names)

    def equal(self: object, other: object) -> bool:
        return parts(self) == parts(other) if type(other) is type(self) else NotImplemented

    def digest(self: object) -> int:
        return hash((type(self), parts(self)))

    return {"__eq__": equal, "__hash__": digest}
