"""What the tests of the verbs share: exit codes, digests, and what plain Chinese is."""

from __future__ import annotations

import hashlib
import json

from app.document import open_document

DONE, FOUND, REFUSED = 0, 1, 2
CELL = "accounts/personnel/final"


def copied(source, folder):
    path = folder / source.name
    path.write_bytes(source.read_bytes())
    return path


def digest(path):
    with open_document(path, read_only=True) as document:
        return document.digest_all()


def bytes_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def shown(done, path):
    return json.loads(done("show", path, "--json"))


def is_plain_chinese(text):
    """A sentence an officer can read: no traceback, no name of an exception, no usage in English."""
    assert text.strip()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in text)
    assert not [
        word
        for word in ("Traceback", "Error", "usage:", "error:", "invalid", "argument", "None", "Decimal")
        if word in text
    ], text
    return True
