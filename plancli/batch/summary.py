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
        if self.trouble_count:
            shown = "; ".join(f"{path}: {code} ({message})" for path, code, message in self.troubles[:_FIRST])
            lines.append(f"{_many(self.trouble_count, 'place', 'places')} could not be looked into: {shown}")
        return lines


def summarise(target: str, manifests: Sequence[Manifest], run: int | None = None) -> Summary:
    """The summary over manifests; of one run only what that run saw."""
    summary = Summary(target)
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
        passed.update(dict(manifest.query("SELECT reason, count FROM passed")))
        (troubles,) = next(manifest.query("SELECT count(*) FROM troubles"))
        summary.trouble_count += troubles
        summary.troubles += _first(manifest.query(f"SELECT name, code, message FROM troubles LIMIT {_FIRST}"))
        failures = (
            f"SELECT name, code, message FROM documents {where} AND state = 'failed' ORDER BY path LIMIT {_FIRST}"
        )
        summary.failures += _first(manifest.query(failures, values))
    summary.readers, summary.reasons, summary.passed = (
        dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))) for counts in (readers, reasons, passed)
    )
    return summary


def _first(rows: Iterable[tuple[Any, ...]]) -> list[tuple[str, str, str]]:
    return [(str(path), str(code), str(message)) for path, code, message in rows]


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _many(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"
