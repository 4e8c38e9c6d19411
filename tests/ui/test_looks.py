"""Palettes, contrast, icons."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from app.storage.resources import resource_path
from ui.help import AboutDialog, ShortcutsDialog
from ui.icons import icon
from ui.theme import Theme, colours, make_palette

TEXTS = ("text", "muted", "negative", "error", "warning", "info", "ok", "accent")
GROUNDS = ("base", "computed", "heading", "window")
ICONS = sorted(path.stem for path in resource_path("icons").glob("*.svg"))


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_texts_can_be_read(dark, ground, text):
    c = colours(make_palette(dark))
    assert contrast(getattr(c, text), getattr(c, ground)) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
def test_selected_and_changed_texts_can_be_read(dark):
    c = colours(make_palette(dark))
    assert contrast(c.selected_text, c.selection) >= 4.5
    assert contrast(c.text, c.changed) >= 4.5


def test_choosing_a_theme_changes_the_palette(qapp):
    theme = Theme(qapp, "dark")
    assert theme.dark
    assert qapp.palette().base().color().lightness() < 128
    theme.choose("light")
    assert qapp.palette().base().color().lightness() > 128
    theme.choose("nonsense")
    assert theme.choice == "system"


@pytest.mark.parametrize("name", ICONS)
def test_icons_take_the_colour_of_the_palette(qapp, name):
    Theme(qapp, "light")
    picture = icon(name, "error").pixmap(QSize(20, 20)).toImage()
    wanted = colours(qapp.palette()).error
    inked = [
        picture.pixelColor(x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() > 200
    ]
    assert inked
    assert all(abs(colour.red() - wanted.red()) < 12 for colour in inked)


def test_every_icon_that_is_named_is_there():
    source = resource_path("..", "src", "ui")
    named = set()
    for path in source.glob("*.py"):
        named |= set(re.findall(r'icon\("([a-z]+)"', path.read_text("utf-8")))
    assert named <= set(ICONS)


def test_icons_have_one_weight():
    for name in ICONS:
        text = resource_path("icons", f"{name}.svg").read_text("utf-8")
        assert 'stroke-width="1.4"' in text, name
        assert 'viewBox="0 0 20 20"' in text, name


@pytest.mark.parametrize("dialog", [ShortcutsDialog, AboutDialog])
def test_help_opens(qtbot, dialog):
    made = dialog()
    qtbot.addWidget(made)
    made.show()
    assert made.width() > 200
