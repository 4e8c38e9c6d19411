"""Reaching fcitx from PySide's wheel: which variables are set, and when they are left alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ui.main import _fcitx_runs, input_method_changes

FCITX = {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1", "QT_IM_MODULES": None}
PORTAL = {"IBUS_USE_PORTAL": "1"}


def never() -> bool:
    raise AssertionError("asked without need")


@pytest.mark.parametrize(
    ("environ", "changes"),
    [
        ({"XMODIFIERS": "@im=fcitx"}, FCITX),
        ({"GTK_IM_MODULE": "fcitx5"}, FCITX),
        ({"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"}, FCITX),
        ({"QT_IM_MODULES": "wayland;fcitx;ibus", "XMODIFIERS": "@im=fcitx"}, FCITX),
        ({"QT_IM_MODULE": "Fcitx"}, FCITX),
        ({"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=fcitx"}, PORTAL),  # half done by hand
        ({"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=fcitx", "IBUS_USE_PORTAL": "0"}, {}),
        ({"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=ibus"}, {}),
        ({"QT_IM_MODULE": "compose", "XMODIFIERS": "@im=fcitx"}, {}),  # chosen for Qt
        ({"XMODIFIERS": "@im=ibus", "DISPLAY": ":0"}, {}),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, {}),  # the compositor passes texts on
        ({}, {}),
    ],
)
def test_what_is_set(environ, changes):
    assert input_method_changes(environ, never) == changes


def test_without_any_name_a_running_fcitx_counts():
    assert input_method_changes({"DISPLAY": ":0"}, lambda: True) == FCITX
    assert input_method_changes({"DISPLAY": ":0"}, lambda: False) == {}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_whether_it_runs(tmp_path: Path):
    assert not _fcitx_runs(str(tmp_path / "missing"))
    program = tmp_path / "fcitx5"
    program.touch()
    for number, name in (("12", "bash"), ("34", "fcitx5-other"), ("self", "fcitx5")):
        (tmp_path / number).mkdir()
        (tmp_path / number / "comm").write_text(f"{name}\n", "utf-8")
    (tmp_path / "56").mkdir()  # ended while it was looked at
    assert not _fcitx_runs(str(program), str(tmp_path))
    (tmp_path / "56" / "comm").write_text("fcitx5\n", "utf-8")
    assert _fcitx_runs(str(program), str(tmp_path))
