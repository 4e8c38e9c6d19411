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


ON = {
    "enter": lambda h: h.press(K.Key_Return),
    "tab": lambda h: h.press(K.Key_Tab),
    "down": lambda h: h.press(K.Key_Down),
    "F2": lambda h: h.press(K.Key_F2, K.Key_Return),
    "fill": lambda h: h.press(K.Key_Return, ctrl=True),
    "elsewhere": lambda h: h.view.finish_editing(),
}


@pytest.mark.parametrize("on", ON)
@pytest.mark.parametrize("address", ["accounts/personnel/reason", "accounts/personnel/final"])
def test_a_composition_given_up_keeps_what_is_there(hands, document, on, address):
    h = hands(document).at(address).type("12").press(K.Key_Return)
    before = h.value(address)
    digest = h.session.document.digest()
    h.at(address).compose("g").compose("go").compose("")
    ON[on](h)
    if h.editor is not None:  # of several lines: down stays in it
        h.press(K.Key_Return)
    assert h.editor is None
    assert before is not None and h.value(address) == before
    assert h.session.document.digest() == digest


def test_what_is_there_can_fill_the_selection(hands, document):
    h = hands(document).at("accounts/personnel/reason").type("old").press(K.Key_Return)
    h.select("accounts/personnel/reason", "accounts/public/reason")
    h.press(K.Key_F2).press(K.Key_Return, ctrl=True)
    assert h.value("accounts/public/reason") == "old"


def test_what_is_typed_after_a_composition_was_given_up_counts(hands, document):
    h = hands(document).at("accounts/personnel/reason").type("old").press(K.Key_Return)
    h.at("accounts/personnel/reason").compose("g").compose("").type("new").press(K.Key_Return)
    assert h.value("accounts/personnel/reason") == "new"
    h.at("accounts/personnel/reason").compose("g").compose("").type("x").press(K.Key_Backspace, K.Key_Return)
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


def test_a_composition_on_what_is_computed_changes_nothing(hands, sample):
    h = hands(sample)
    digest = h.session.document.digest()
    for address in ("accounts/personnel/rate", "accounts/outlay_basic/final", "accounts/carry_in/rate"):
        h.at(address).compose("g").compose("gong").compose("", "工")
        assert h.editor is None, address
        assert h.where() == address
    assert h.session.document.digest() == digest


def test_a_composition_on_a_document_to_look_at_changes_nothing(hands, sample):
    from app.document import open_document

    with open_document(sample.path, read_only=True) as shown:
        h = hands(shown).at("accounts/personnel/reason").compose("g").compose("", "工")
        assert h.editor is None
        assert h.value("accounts/personnel/reason") is None


def test_a_word_and_a_figure_one_after_the_other(hands, document):
    """Composed, taken with Enter, on with Tab: each cell keeps its first letter."""
    h = hands(document, "project")
    h.view.deeds.append_row()
    h.compose("p").compose("pu").compose("", "普").compose("f").compose("", "法").press(K.Key_Tab)
    h.compose("n").compose("", "内容").press(K.Key_Tab)
    assert h.value("project/1/name") == "普法"
    assert h.value("project/1/content") == "内容"
    h.at("project/1/final").compose("", "１").type("2").press(K.Key_Return)
    assert h.value("project/1/final") == 12 * 10**6


def test_the_marks_of_an_input_method_are_kept(hands, document):
    """“。” typed first comes at once, without a composition."""
    h = hands(document).at("accounts/personnel/reason").compose("", "“")
    assert h.editor.entered() == "“"
    h.compose("g").compose("", "关于").press(K.Key_Return)
    assert h.value("accounts/personnel/reason") == "“关于"
