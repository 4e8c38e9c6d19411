"""F1: which page of the manual belongs to what has the focus.

A pane or dialog says so by `help_topic`, a text (`entry#notes`) or a method that gives one; what has the
focus is asked first, then what it stands in.
"""

from __future__ import annotations

from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

HOME = "index"


def topic_of(widget: QWidget | None) -> str:
    """The page, and where on it; the first page where nobody says."""
    while widget is not None:
        topic = getattr(widget, "help_topic", "")
        found = topic() if callable(topic) else topic
        if found:
            return str(found)
        widget = widget.parentWidget()
    return HOME


def helped(dialog: QDialog) -> None:
    """F1 in a dialog; the window it stands over has the manual."""
    shortcut = QShortcut("F1", dialog)
    shortcut.activated.connect(lambda: ask(dialog))


def ask(dialog: QDialog) -> None:
    """The page for what has the focus in a dialog."""
    focus = QApplication.focusWidget()
    inside = focus is not None and dialog.isAncestorOf(focus)
    parent = dialog.parentWidget()
    while parent is not None and not hasattr(parent, "show_manual"):
        parent = parent.parentWidget()
    if parent is not None:
        parent.show_manual(focus if inside else dialog, dialog)
