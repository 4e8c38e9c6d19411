"""The acts in the file: what undo and redo replay, and the log of who changed what, when.

Acts form a chain: `meta.done` names the act to undo next, its `before` the one before it; `meta.next`
names the act to redo next, its `after` the one after it. An act that was undone and then overtaken by
another stays in the log as abandoned. What made the document stands in the log outside the chain.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from app.domain.act import Act, Change, SetYear
from app.storage.codec import dump_changes, fingerprint, load_changes
from app.storage.draft import Draft, Staged
from app.storage.errors import DocumentError
from app.storage.file import Store

DONE, UNDONE, ABANDONED = "done", "undone", "abandoned"
_COLUMNS = "id, year, time, user, text, changes, state, before, after, digest"


class Entry(NamedTuple):
    """One line of the table `act`."""

    id: int
    year: int
    time: str
    user: str
    text: str
    changes: str
    state: str
    before: int
    after: int

    def digest(self) -> str:
        """Covers everything in the line."""
        return fingerprint(*self)


class Log:
    """The acts of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._cache: dict[int, Entry] = {}

    def done(self) -> Entry | None:
        """The act that undo would take back."""
        return self._named("done", DONE)

    def next(self) -> Entry | None:
        """The act that redo would do again."""
        return self._named("next", UNDONE)

    def act(self, entry: Entry) -> Act:
        """The act an entry holds; raises `DocumentError` when it cannot be one."""
        try:
            changes = load_changes(entry.changes)
        except ValueError as error:
            raise _damaged(self._store.path) from error
        return Act(entry.id, entry.year, entry.time, entry.user, entry.text, changes)

    def recent(self, limit: int) -> list[Entry]:
        """The newest acts, the newest first; raises `DocumentError` when one is damaged or missing."""
        last = int(self._store.meta["last"])
        with self._store.reading() as database:
            rows = database.execute(
                f"SELECT {_COLUMNS} FROM act WHERE id <= ? ORDER BY id DESC LIMIT ?",  # noqa: S608 - a constant
                (last, limit),
            ).fetchall()
            entries = [self._verified(row) for row in rows]
            if [entry.id for entry in entries] != list(range(last, max(last - limit, 0), -1)):
                raise _damaged(self._store.path)
        return entries

    def append(
        self,
        year: int,
        staged: Staged,
        changes: Sequence[Change],
        text: str,
        user: str,
        *,
        lasting: bool = False,
        edition: tuple[str, str] | None = None,
    ) -> None:
        """Save records and the act that made them; what was undone before is abandoned.

        A lasting act stands in the log outside the chain: undo passes it by. `edition` is id and text of
        one that a year of the changes follows and the file may not hold yet.
        """
        overtaken = self._undone()
        with self._store.writing() as draft:
            if edition is not None:
                draft.keep_edition(*edition)
            _save(draft, year, staged, changes)
            for entry in overtaken:
                self._mark(draft, entry._replace(state=ABANDONED))
            number = int(draft.meta["last"]) + 1
            now = _now()
            before = int(draft.meta["done"])
            entry = Entry(number, year, now, user, text, dump_changes(changes), DONE, before, 0)
            draft.one("INSERT INTO act VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*entry, entry.digest()))
            done = before if lasting else number
            draft.meta |= {"last": str(number), "done": str(done), "next": "0", "saved": now}
        self._cache = {number: entry}

    def take_back(self, entry: Entry, staged: Staged, changes: Sequence[Change]) -> None:
        """Save the records as they were before `entry`, which is `done()`, by the changes that undo it."""
        with self._store.writing() as draft:
            _save(draft, entry.year, staged, changes)
            self._mark(draft, entry._replace(state=UNDONE, after=int(draft.meta["next"])))
            draft.meta |= {"done": str(entry.before), "next": str(entry.id), "saved": _now()}

    def bring_again(self, entry: Entry, staged: Staged, changes: Sequence[Change]) -> None:
        """Save the records as `entry`, which is `next()`, makes them by its changes."""
        with self._store.writing() as draft:
            _save(draft, entry.year, staged, changes)
            self._mark(draft, entry._replace(state=DONE, after=0))
            draft.meta |= {"done": str(entry.id), "next": str(entry.after), "saved": _now()}

    def _mark(self, draft: Draft, entry: Entry) -> None:
        draft.one(
            "UPDATE act SET state = ?, before = ?, after = ?, digest = ? WHERE id = ?",
            (entry.state, entry.before, entry.after, entry.digest(), entry.id),
        )
        self._cache.clear()

    def _undone(self) -> list[Entry]:
        """All acts that redo could do again; the log being damaged must not stop new entries."""
        entries: list[Entry] = []
        number = int(self._store.meta["next"])
        try:
            while number:
                entries.append(self._get(number, UNDONE))
                number = entries[-1].after
        except DocumentError:
            return entries
        return entries

    def _named(self, key: str, state: str) -> Entry | None:
        number = int(self._store.meta[key])
        return self._get(number, state) if number else None

    def _get(self, number: int, state: str) -> Entry:
        if number not in self._cache:
            with self._store.reading() as database:
                rows = database.execute(
                    f"SELECT {_COLUMNS} FROM act WHERE id = ?",  # noqa: S608 - a constant
                    (number,),
                ).fetchall()
                if len(rows) != 1:
                    raise _damaged(self._store.path)
                self._cache[number] = self._verified(rows[0])
        entry = self._cache[number]
        if entry.state != state:
            raise _damaged(self._store.path)
        return entry

    def _verified(self, row: tuple[object, ...]) -> Entry:
        entry = Entry._make(row[:-1])
        if entry.digest() != row[-1]:
            raise _damaged(self._store.path)
        return entry


def _save(draft: Draft, year: int, staged: Staged, changes: Sequence[Change]) -> None:
    for change in changes:
        if isinstance(change, SetYear):
            draft.set_year(year, change.new, change.edition)
    draft.save(year, staged)


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S")


def _damaged(path: Path) -> DocumentError:
    return DocumentError(
        f"“{path.name}”里的操作记录已损坏，不能撤销、重做或列出。填报的数据已核对，没有受影响。"
        "可以继续填报；要找回操作记录，请从备份恢复"
    )
