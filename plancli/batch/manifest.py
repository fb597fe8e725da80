"""The manifest: one row a document, in an SQLite file that survives the loss of the process at any moment.

A document is ``pending`` until its whole output is in its place, then ``done``; or it has ``failed``, with a code and a
message. It may be ``parsed`` between: its output is whole, and waits for its part to be sealed, or to be brought to the
disk and into its place. A document that a worker is at is ``pending``, so that a run that was killed needs no repair.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from plancli.batch.messages import Job, Result
from plancli.batch.settings import BatchError
from plancli.batch.sources import Found, Trouble
from plancli.names import printable_name

_FORM = 1
_PAGE = 256

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, started REAL, finished REAL, outcome TEXT, host TEXT, pid INTEGER, version TEXT,
  settings TEXT
);
CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  path BLOB NOT NULL UNIQUE,   -- the bytes of the relative path
  name TEXT NOT NULL,          -- the path as text
  location BLOB NOT NULL,      -- where the source is
  kind TEXT NOT NULL,          -- the name's ending: the same bytes may be read differently
  size INTEGER, mtime INTEGER, -- bytes, and nanoseconds
  state TEXT NOT NULL CHECK (state IN ('pending', 'parsed', 'done', 'failed')),
  seen INTEGER NOT NULL,       -- the run that saw it last
  digest TEXT, version TEXT,   -- SHA-256 of the bytes; what they were parsed by
  reader TEXT, code TEXT, message TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  seconds REAL, finished REAL,
  output_size INTEGER,         -- bytes of its output, when it has one
  same_as TEXT,                -- the document with the same content from which the output was copied
  part INTEGER
);
CREATE INDEX by_size ON documents (size);
CREATE INDEX by_digest ON documents (digest) WHERE digest IS NOT NULL;
CREATE INDEX by_part ON documents (part) WHERE part IS NOT NULL;
CREATE TABLE parts (part INTEGER PRIMARY KEY, dirty INTEGER NOT NULL DEFAULT 1, name TEXT, documents INTEGER);
CREATE TABLE troubles (path BLOB NOT NULL, name TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL);
CREATE TABLE passed (reason TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
"""

# A document is left as it is when it was done by the same version and its file looks the same; or when it failed so,
# and failures are not to be tried again.
_KEEP = """NOT :checksum AND version IS :version AND size IS excluded.size AND mtime IS excluded.mtime
  AND (state IN ('done', 'parsed') OR (state = 'failed' AND NOT :retry))"""
# An output that waits for its part, of a file that has changed since, is in no part.
_NOTE = f"""
INSERT INTO documents (path, name, location, kind, size, mtime, state, seen)
VALUES (:path, :name, :location, :kind, :size, :mtime, 'pending', :seen)
ON CONFLICT (path) DO UPDATE SET
  location = excluded.location, seen = excluded.seen, size = excluded.size, mtime = excluded.mtime,
  attempts = CASE WHEN {_KEEP} THEN attempts ELSE 0 END,
  output_size = CASE WHEN state = 'parsed' AND NOT ({_KEEP}) THEN NULL ELSE output_size END,
  state = CASE WHEN {_KEEP} THEN state ELSE 'pending' END
"""
# Only where another document has as many bytes can its content be the same.
_JOB = """id, path, location, size, digest, version, attempts, part, output_size,
  size IS NULL
  OR EXISTS (SELECT 1 FROM documents other WHERE other.size = documents.size AND other.id != documents.id)"""


class Manifest:
    """An open manifest. All that is written between two calls of ``commit`` is there whole or not at all."""

    def __init__(self, path: Path | str, *, readonly: bool = False) -> None:
        self.path = path
        try:
            self._db = _open(path, readonly)
        except sqlite3.Error as error:
            raise BatchError(f"{printable_name(str(path))}: the manifest cannot be opened ({error})") from error
        self.run = 0
        self.version = ""
        self._began = 0.0

    def close(self) -> None:
        """Close it; what was not committed is lost."""
        self._db.close()

    def commit(self) -> None:
        """Make what was written outlive this process."""
        if self._db.in_transaction:
            self._db.commit()

    # --- runs ----------------------------------------------------------------------------------------------

    def get(self, key: str) -> str | None:
        """A value that was put."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def put(self, key: str, value: str) -> None:
        """Keep a value under a key."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def begin(self, version: str, settings: str, host: str) -> None:
        """A new run by this version of plancli and its options."""
        row = ("running", time.time(), host, os.getpid(), version, settings)
        statement = "INSERT INTO runs (outcome, started, host, pid, version, settings) VALUES (?, ?, ?, ?, ?, ?)"
        self.run = int(self._db.execute(statement, row).lastrowid or 0)
        self.version = version
        self._began = time.time()
        self.put("generation", str(int(self.get("generation") or 0) + 1))
        self.commit()

    def end(self, outcome: str) -> None:
        """The run ended so: ``finished``, ``interrupted``, ``stopped``."""
        self._db.execute("UPDATE runs SET finished = ?, outcome = ? WHERE id = ?", (time.time(), outcome, self.run))
        self.commit()

    # --- what there is -------------------------------------------------------------------------------------

    def note(
        self, items: Iterable[Found | Trouble], *, retry: bool = False, checksum: bool = False, clashes: bool = False
    ) -> Iterator[int]:
        """Write down what was found; gives after each page how many files there were."""
        self._db.execute("DELETE FROM troubles")
        count = 0
        page: list[Found] = []
        common = {"seen": self.run, "version": self.version, "retry": retry, "checksum": checksum}
        for item in items:
            if isinstance(item, Trouble):
                self.trouble(item)
                continue
            page.append(item)
            if len(page) >= _PAGE:
                count += self._note_page(page, common, clashes)
                yield count
        count += self._note_page(page, common, clashes)
        yield count
        self.commit()

    def _note_page(self, page: list[Found], common: dict[str, Any], clashes: bool) -> int:
        rows: dict[str, dict[str, Any]] = {}
        for found in page:
            other = rows.get(found.path)
            if other is None and clashes:
                statement = "SELECT location FROM documents WHERE path = ? AND seen = ?"
                row = self._db.execute(statement, (os.fsencode(found.path), self.run)).fetchone()
                other = None if row is None else {"location": row[0]}
            if other is not None:
                if other["location"] != os.fsencode(found.location):
                    reason = f"another source has a file of this path; it is read by itself: {found.location}"
                    self.trouble(Trouble(found.path, "name-clash", printable_name(reason)))
                continue
            rows[found.path] = common | {
                "path": os.fsencode(found.path),
                "name": printable_name(found.path),
                "location": os.fsencode(found.location),
                "kind": kind_of(found.path),
                "size": found.size,
                "mtime": found.mtime,
            }
        self._db.executemany(_NOTE, rows.values())
        page.clear()
        return len(rows)

    def trouble(self, item: Trouble) -> None:
        """Write down what stood in the way of the search."""
        row = (os.fsencode(item.path), printable_name(item.path), item.code, item.message)
        self._db.execute("INSERT INTO troubles VALUES (?, ?, ?, ?)", row)

    def passed(self, counts: dict[str, int]) -> None:
        """Write down what was passed over in this run, by reason."""
        self._db.execute("DELETE FROM passed")
        self._db.executemany("INSERT INTO passed VALUES (?, ?)", counts.items())

    def assign_parts(self, size: int) -> None:
        """Give the documents of this run that have no part yet one, ``size`` to a part, in the order of paths."""
        (last,) = self._db.execute("SELECT coalesce(max(part), -1) FROM parts").fetchone()
        self._db.execute(
            "UPDATE documents SET part = ? + 1 + n.ordinal / ? FROM (SELECT id, row_number() OVER (ORDER BY path) - 1"
            " AS ordinal FROM documents WHERE seen = ? AND part IS NULL) n WHERE documents.id = n.id",
            (last, size, self.run),
        )
        self._db.execute(
            "INSERT OR IGNORE INTO parts (part) SELECT DISTINCT part FROM documents WHERE part > ?", (last,)
        )
        self.commit()

    def reset_missing_outputs(self, ids: Sequence[int]) -> None:
        """Documents whose output is gone are to be done again."""
        # An output that waits for its part is in no part.
        statement = (
            "UPDATE documents SET state = 'pending', version = NULL,"
            " output_size = CASE WHEN state = 'parsed' THEN NULL ELSE output_size END WHERE id = ?"
        )
        self._db.executemany(statement, [(number,) for number in ids])

    def finished(self) -> Iterator[tuple[int, str, int | None]]:
        """Identity, path and size of output of this run's documents that are done already."""
        last = b""
        statement = (
            "SELECT id, path, output_size FROM documents WHERE path > ? AND seen = ? AND state = 'done'"
            " ORDER BY path LIMIT ?"
        )
        while rows := self._db.execute(statement, (last, self.run, _PAGE * 4)).fetchall():
            yield from ((number, os.fsdecode(path), size) for number, path, size in rows)
            last = rows[-1][1]

    def parsed(self) -> list[tuple[int, str, int | None]]:
        """Identity, path and size of the outputs that wait, whatever run has seen the document."""
        rows = self._db.execute("SELECT id, path, output_size FROM documents WHERE state = 'parsed' ORDER BY path")
        return [(number, os.fsdecode(path), size) for number, path, size in rows]

    def landed(self, ids: Sequence[int]) -> None:
        """The outputs of these documents are in their places."""
        statement = "UPDATE documents SET state = 'done' WHERE id = ? AND state = 'parsed'"
        self._db.executemany(statement, [(number,) for number in ids])

    # --- work ----------------------------------------------------------------------------------------------

    def pending(self) -> Iterator[Job]:
        """What this run has to do, in the order of paths, a page at a time."""
        last = b""
        statement = (
            f"SELECT {_JOB} FROM documents WHERE path > ? AND seen = ? AND state = 'pending' ORDER BY path LIMIT ?"
        )
        while rows := self._db.execute(statement, (last, self.run, _PAGE)).fetchall():
            last = rows[-1][1]
            yield from map(self._job, rows)

    def part_jobs(self, part: int) -> list[Job]:
        """The pending documents of a part."""
        statement = f"SELECT {_JOB} FROM documents WHERE part = ? AND seen = ? AND state = 'pending' ORDER BY path"
        return [self._job(row) for row in self._db.execute(statement, (part, self.run))]

    def _job(self, row: tuple[Any, ...]) -> Job:
        number, path, location, size, digest, version, attempts, part, output_size, ask = row
        has_output = output_size is not None
        return Job(
            id=number,
            path=os.fsdecode(path),
            location=os.fsdecode(location),
            size=size,
            known=digest if has_output and version == self.version else None,
            ask=bool(ask),
            attempts=attempts,
            part=part,
            stale=has_output,
        )

    def knows(self, digest: str) -> bool:
        """Whether any document has had this content."""
        return self._db.execute("SELECT 1 FROM documents WHERE digest = ?", (digest,)).fetchone() is not None

    def twin(self, digest: str, path: str) -> tuple[str, str, int, int | None] | None:
        """A document with this content and kind of name that has an output: path, state, identity, part."""
        row = self._db.execute(
            "SELECT path, state, id, part FROM documents WHERE digest = ? AND kind = ? AND version = ?"
            " AND state IN ('done', 'parsed') ORDER BY path LIMIT 1",
            (digest, kind_of(path), self.version),
        ).fetchone()
        return None if row is None else (os.fsdecode(row[0]), row[1], row[2], row[3])

    def failed_twin(self, digest: str, path: str, codes: Sequence[str]) -> tuple[str, str, str] | None:
        """A document with this content and kind of name that failed so in this run: path, code, message."""
        marks = ", ".join("?" * len(codes))
        row = self._db.execute(
            f"SELECT path, code, message FROM documents WHERE digest = ? AND kind = ? AND state = 'failed'"
            f" AND finished >= ? AND code IN ({marks}) LIMIT 1",
            (digest, kind_of(path), self._began, *codes),
        ).fetchone()
        return None if row is None else (os.fsdecode(row[0]), row[1], row[2])

    def finish(self, job: Job, result: Result, *, sealed: bool) -> None:
        """Write down what became of a document. ``sealed``: its output is in its place."""
        if result.state == "unchanged":
            self._db.execute(
                "UPDATE documents SET state = 'done', size = ?, mtime = coalesce(?, mtime), code = NULL, message = NULL"
                " WHERE id = ?",
                (result.size, result.mtime, job.id),
            )
            return
        done = result.state == "done"
        state = ("done" if sealed else "parsed") if done else "failed"
        self._db.execute(
            "UPDATE documents SET state = ?, digest = ?, version = ?, reader = ?, code = ?, message = ?, attempts = ?,"
            " seconds = ?, finished = ?, output_size = ?, same_as = ?, size = coalesce(?, size),"
            " mtime = coalesce(?, mtime) WHERE id = ?",
            (
                state, result.digest, self.version, result.reader, result.code, result.message, job.attempts + 1,
                round(result.seconds, 4), time.time(), result.output_size if done else None, result.same_as,
                result.size, result.mtime, job.id,
            ),
        )  # fmt: skip

    # --- parts ---------------------------------------------------------------------------------------------

    def soil(self, part: int) -> None:
        """The part is no longer what its documents say."""
        self._db.execute("UPDATE parts SET dirty = 1 WHERE part = ? AND NOT dirty", (part,))

    def dirty_parts(self) -> list[int]:
        """The parts that must be sealed anew."""
        return [row[0] for row in self._db.execute("SELECT part FROM parts WHERE dirty ORDER BY part")]

    def open_in_part(self, part: int) -> int:
        """How many documents of a part this run has still to do."""
        statement = "SELECT count(*) FROM documents WHERE part = ? AND state = 'pending' AND seen = ?"
        return int(self._db.execute(statement, (part, self.run)).fetchone()[0])

    def contents(self, part: int) -> list[tuple[int, str, str]]:
        """Identity, path and state of the documents of a part that have an output, in the order of paths."""
        statement = (
            "SELECT id, path, state FROM documents WHERE part = ? AND output_size IS NOT NULL"
            " AND state != 'failed' ORDER BY path"
        )
        return [(number, os.fsdecode(path), state) for number, path, state in self._db.execute(statement, (part,))]

    def seal(self, part: int, name: str | None, documents: int) -> None:
        """The part was written, and holds so many documents; durable at once."""
        self._db.execute("UPDATE documents SET state = 'done' WHERE part = ? AND state = 'parsed'", (part,))
        statement = "UPDATE parts SET dirty = 0, name = ?, documents = ? WHERE part = ?"
        self._db.execute(statement, (name, documents, part))
        self.commit()

    # --- reports -------------------------------------------------------------------------------------------

    def query(self, statement: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of a reading statement."""
        return iter(self._db.execute(statement, values))

    def write(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run a writing statement; gives the number of rows that it touched."""
        return self._db.execute(statement, values).rowcount

    def write_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a writing statement for each row."""
        self._db.executemany(statement, rows)

    def snapshot(self, path: Path) -> None:
        """A whole copy as one file."""
        self.commit()
        target = sqlite3.connect(path)
        try:
            self._db.backup(target)
            # A file alone, without a log beside it.
            target.execute("PRAGMA journal_mode = DELETE")
        finally:
            target.close()


def kind_of(path: str) -> str:
    """The ending of the name in small letters; ``.md`` and ``.txt`` of the same bytes are two documents."""
    ending = os.path.splitext(path)[1].lower()  # noqa: PTH122
    return ending if ending.isascii() and ending.isprintable() else printable_name(ending)


def _open(path: Path | str, readonly: bool) -> sqlite3.Connection:
    database = _readable(Path(path).resolve().as_uri()) if readonly else sqlite3.connect(path, timeout=30.0)
    form = int(database.execute("PRAGMA user_version").fetchone()[0])
    if form > _FORM:
        raise BatchError(f"{printable_name(str(path))}: the manifest was written by a newer plancli; install it")
    if not readonly:
        # With a log written ahead a killed process loses nothing that was committed.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        if form == 0:
            database.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_FORM}; COMMIT;")
    elif form == 0:
        raise BatchError(f"{printable_name(str(path))}: this is no manifest")
    return database


def _readable(uri: str) -> sqlite3.Connection:
    database = sqlite3.connect(f"{uri}?mode=ro", uri=True, timeout=30.0)
    try:
        database.execute("SELECT 1 FROM meta").fetchone()
    except sqlite3.OperationalError:
        # Where nothing may be written beside it; nobody else can be writing then.
        database.close()
        database = sqlite3.connect(f"{uri}?immutable=1", uri=True)
    return database
