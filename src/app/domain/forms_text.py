"""What an edition says of forms, as compact JSON text and back: read only once a form is asked for."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from typing import Any

from app.domain.forms import (
    NO_FORMS,
    Cap,
    Criterion,
    DepartmentScheme,
    FormCell,
    FormLayout,
    FormLine,
    Forms,
    FormTables,
    Level,
    LibraryEntry,
    Scheme,
    ScoreItem,
    ScoreRule,
    ScoreStep,
)

_PARTS: dict[type, dict[str, type]] = {  # fields that hold values of their own
    Forms: {
        "rules": ScoreRule,
        "schemes": Scheme,
        "departments": DepartmentScheme,
        "layouts": FormLayout,
        "library": LibraryEntry,
    },
    ScoreRule: {"steps": ScoreStep},
    Scheme: {"levels": Level, "caps": Cap},
    DepartmentScheme: {"items": ScoreItem},
    ScoreItem: {"criteria": Criterion},
    FormLayout: {"lines": FormLine},
    FormLine: {"cells": FormCell},
}


def dump_forms(forms: Forms) -> str:
    """Compact JSON; what has its default value is left out. Empty where an edition has no forms."""
    if forms == NO_FORMS:
        return ""
    return json.dumps(_plain(forms), ensure_ascii=False, separators=(",", ":"))


def restore_forms(text: str) -> Forms:
    """The forms that were dumped; raises `ValueError`, `TypeError` or `KeyError` for another text."""
    made: Forms = _restore(Forms, json.loads(text)) if text else NO_FORMS
    return made


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if not is_dataclass(value):
        return value
    parts = [(entry, getattr(value, entry.name)) for entry in fields(value)]
    return {
        entry.name: _plain(part) for entry, part in parts if entry.default is MISSING or part != entry.default
    }


def _restore(cls: type, data: dict[str, Any]) -> Any:  # noqa: ANN401 - of whatever class it is asked for
    inner = _PARTS.get(cls, {})
    made: dict[str, Any] = {}
    for name, value in data.items():
        if name in inner:
            made[name] = tuple(_restore(inner[name], item) for item in value)
        elif isinstance(value, list):
            made[name] = tuple(value)
        elif name == "tables":
            made[name] = FormTables(**value)
        elif isinstance(value, dict):
            made[name] = Decimal(value["n"])
        else:
            made[name] = value
    return cls(**made)
