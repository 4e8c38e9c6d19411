"""Chinese input: composing onto a selected cell opens the editor and keeps the first letter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

K = Qt.Key


def test_first_letter_is_kept(hands, document):
    h = hands(document).at("accounts/personnel/reason")
    h.compose("g").compose("gong").compose("", "工")
    assert h.editor.entered() == "工"
    h.compose("z").compose("", "资")
    h.press(K.Key_Return)
    assert h.value("accounts/personnel/reason") == "工资"


def test_composing_replaces_as_typing_does(hands, document):
    h = hands(document).at("accounts/personnel/reason").type("old").press(K.Key_Return)
    h.at("accounts/personnel/reason").compose("x").compose("", "新")
    assert h.editor.entered() == "新"
    h.press(K.Key_Escape)
    assert h.value("accounts/personnel/reason") == "old"


def test_numbers_through_an_input_method(hands, document):
    h = hands(document).at("accounts/personnel/final").compose("", "１２．５").press(K.Key_Return)
    assert h.value("accounts/personnel/final") == 12_500_000


def test_composition_given_up(hands, document):
    h = hands(document).at("accounts/personnel/reason").compose("g").compose("")
    h.press(K.Key_Escape)
    assert h.editor is None
    assert h.value("accounts/personnel/reason") is None


@pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform, of every popup
def test_choices_and_names(hands, sample):
    h = hands(sample, "project").at("project/1/category").compose("y").compose("", "一般")
    h.editor.completer().popup().hide()
    h.press(K.Key_Return)
    assert h.value("project/1/category") == "一般"


def test_off_where_nothing_can_be_typed(hands, sample):
    enabled = Qt.WidgetAttribute.WA_InputMethodEnabled
    h = hands(sample).at("accounts/personnel/final")
    assert h.view.testAttribute(enabled)
    for address in ("accounts/personnel/rate", "accounts/outlay_basic/final", "accounts/carry_in/rate"):
        h.at(address)
        assert not h.view.testAttribute(enabled), address
        h.compose("g")
        assert h.editor is None
    h.at("accounts/personnel/reason")
    assert h.view.testAttribute(enabled)


def test_candidates_appear_at_the_editor(hands, document):
    h = hands(document).at("accounts/personnel/reason").compose("g")
    rect = h.view.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    assert rect is not None
    h.compose("", "工")
    assert h.focus() is not h.view  # from now on the editor composes itself
    h.press(K.Key_Escape)
