"""What there is in a target: by outcome, by reader, by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from plancli.batch.manifest import Manifest

_FIRST = 20


@dataclass
class Summary:
    """Counts of documents. ``failures`` and ``troubles`` are the first of them: path, code, message."""

    target: str
    done: int = 0
    failed: int = 0
    pending: int = 0
    copies: int = 0
    readers: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    passed: dict[str, int] = field(default_factory=dict)
    failures: list[tuple[str, str, str]] = field(default_factory=list)
    troubles: list[tuple[str, str, str]] = field(default_factory=list)
    trouble_count: int = 0
    bytes: int = 0
    seconds: float = 0.0
    """What workers spent on documents, all together."""

    @property
    def all_done(self) -> bool:
        """Nothing has failed, and nothing stood in the way."""
        return not self.failed and not self.trouble_count

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "target": self.target,
            "done": self.done,
            "failed": self.failed,
            "pending": self.pending,
            "copies": self.copies,
            "bytes": self.bytes,
            "seconds": round(self.seconds, 3),
            "readers": self.readers,
            "reasons": self.reasons,
            "passed_over": self.passed,
            "troubles": self.trouble_count,
            "places": [{"path": path, "code": code, "message": message} for path, code, message in self.troubles],
        }

    def lines(self) -> list[str]:
        """For a person, one line a fact."""
        copies = f" ({_many(self.copies, 'copy', 'copies')} of others)" if self.copies else ""
        lines = [f"{_many(self.done, 'document', 'documents')} done{copies}, {self.failed} failed"]
        if self.pending:
            lines[0] += f", {self.pending} to do"
        if self.readers:
            lines.append(f"by reader: {_counts(self.readers)}")
        if self.reasons:
            lines.append(f"failed: {_counts(self.reasons)}")
        if self.passed:
            lines.append(f"passed over: {_counts(self.passed)}")
        return lines + place_lines(self.troubles, self.trouble_count)

    def failure_lines(self) -> list[str]:
        """The first documents that failed, one a line."""
        return _told(self.failures, self.failed)


def summarise(target: str, manifests: Sequence[Manifest], run: int | None = None) -> Summary:
    """The summary over manifests; of one run only what that run saw."""
    summary = Summary(target)
    troubles: set[tuple[str, str, str]] = set()
    readers: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    where, values = ("WHERE seen = ?", (run,)) if run is not None else ("WHERE 1", ())
    for manifest in manifests:
        statement = (
            "SELECT state, reader, code, same_as IS NOT NULL, count(*), coalesce(sum(size), 0),"
            f" coalesce(sum(seconds), 0) FROM documents {where} GROUP BY 1, 2, 3, 4"
        )
        for state, reader, code, copied, count, size, seconds in manifest.query(statement, values):
            summary.bytes += size
            summary.seconds += seconds
            if state in ("done", "parsed"):
                summary.done += count
                if copied:
                    summary.copies += count
                else:
                    readers[reader or "?"] += count
            elif state == "failed":
                summary.failed += count
                reasons[code or "?"] += count
            else:
                summary.pending += count
        # Every shard walks the whole source: what one saw the others saw as well.
        passed |= Counter(dict(manifest.query("SELECT reason, count FROM passed")))
        if len(manifests) > 1:
            troubles.update(_first(manifest.query("SELECT name, code, message FROM troubles")))
        else:
            (summary.trouble_count,) = next(manifest.query("SELECT count(*) FROM troubles"))
            first = f"SELECT name, code, message FROM troubles ORDER BY path LIMIT {_FIRST}"
            summary.troubles = _first(manifest.query(first))
        failures = (
            f"SELECT name, code, message FROM documents {where} AND state = 'failed' ORDER BY path LIMIT {_FIRST}"
        )
        summary.failures += _first(manifest.query(failures, values))
    if len(manifests) > 1:
        summary.trouble_count, summary.troubles = len(troubles), sorted(troubles)[:_FIRST]
    summary.failures = sorted(summary.failures)[:_FIRST]
    summary.readers, summary.reasons, summary.passed = (
        dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))) for counts in (readers, reasons, passed)
    )
    return summary


def place_lines(places: Sequence[tuple[str, str, str]], count: int) -> list[str]:
    """Places that could not be looked into, the first of ``count``: one in a line, several in a line each."""
    if not count:
        return []
    head = f"{_many(count, 'place', 'places')} could not be looked into:"
    told = _told([(path, code, f"({message})") for path, code, message in places], count, between=" ")
    return [f"{head} {told[0]}"] if count == 1 else [head, *(f"  {line}" for line in told)]


def _told(rows: Sequence[tuple[str, str, str]], count: int, *, between: str = ": ") -> list[str]:
    lines = [f"{path}: {code}{between}{message}" for path, code, message in rows[:_FIRST]]
    return lines + ([f"… and {count - len(lines)} more"] if count > len(lines) else [])


def _first(rows: Iterable[tuple[Any, ...]]) -> list[tuple[str, str, str]]:
    return [(str(path), str(code), str(message)) for path, code, message in rows]


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _many(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"
