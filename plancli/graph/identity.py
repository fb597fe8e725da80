"""Which sightings are one document.

A number alone is no identity: the Party's begin anew each term, the state's each year, and every body counts its own
(Nghị định 30/2020/NĐ-CP, Điều 8; Hướng dẫn 36-HD/VPTW). What is one for certain has the same number and date, and
nothing said of issuer or territory speaks against it. What is merged on weaker grounds (the same subject; the date and
issuer of a document whose number was lost) says so in a note; a bare number stays a node of its own that names the
documents it may mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import regex

from plancli.expressions import compiled
from plancli.graph.localities import Locality
from plancli.graph.model import Identity
from plancli.graph.reading import Sighting
from plancli.text import fold_view, squeeze

# Titles are compared by their beginnings: quotations leave out or add what stands at the end.
_SUBJECT_KEY, _SUBJECT_LEAST = 70, 24
_NEAR_DAYS = 366
_OPENING = compiled(r"^(?:ve|v/v|viec)(?: viec)? ")


@dataclass
class Cluster:
    """One document in the making: its sightings (indexes into the collection's), and what they say together."""

    members: list[int] = field(default_factory=list)
    key: str | None = None
    date: str | None = None
    level: str | None = None
    locality: Locality = field(default_factory=Locality)
    subjects: set[str] = field(default_factory=set)
    own: bool = False
    by_subject: bool = False
    by_issuer: bool = False
    near: list[Cluster] = field(default_factory=list)
    maybe: list[Cluster] = field(default_factory=list)
    identity: Identity = "number"

    def takes(self, sighting: Sighting) -> bool:
        """Does nothing that is said of issuer and territory speak against the sighting?"""
        levels = self.level is None or sighting.level is None or self.level == sighting.level
        return levels and self.locality.compatible(sighting.locality)

    def add(self, index: int, sighting: Sighting) -> None:
        """Take the sighting in."""
        self.members.append(index)
        self.key = self.key or sighting.key
        self.level = self.level or sighting.level
        self.locality = self.locality.filled(sighting.locality)
        if sighting.date and len(sighting.date) > len(self.date or ""):
            self.date = sighting.date
        self.own = self.own or sighting.own
        subject = subject_key(sighting.subject)
        if subject:
            self.subjects.add(subject)

    def absorb(self, other: Cluster) -> None:
        """Take all of another cluster in; the other is empty afterwards."""
        self.members.extend(other.members)
        self.level = self.level or other.level
        self.locality = self.locality.filled(other.locality)
        self.subjects |= other.subjects
        self.own = self.own or other.own
        other.members = []


def subject_key(subject: str | None) -> str | None:
    """The beginning of a title without marks and opening word, for comparing; ``None`` for one that says too little."""
    if not subject:
        return None
    plain = regex.sub(r"[^\p{L}\d/ -]", " ", fold_view(subject))
    plain = _OPENING.sub("", squeeze(plain))
    return plain[:_SUBJECT_KEY] if len(plain) >= _SUBJECT_LEAST else None


def resolve(sightings: Sequence[Sighting]) -> list[Cluster]:
    """The sightings of a collection as documents, in order of first sighting."""
    by_key: dict[str, list[int]] = {}
    lost: list[int] = []
    for index, sighting in enumerate(sightings):
        if sighting.key is None:
            lost.append(index)
        else:
            by_key.setdefault(sighting.key, []).append(index)
    clusters = [cluster for indexes in by_key.values() for cluster in _one_key(indexes, sightings)]
    clusters.extend(_lost(lost, sightings, clusters))
    _join_named(clusters)
    return sorted((cluster for cluster in clusters if cluster.members), key=lambda cluster: min(cluster.members))


# --- one number --------------------------------------------------------------------------------------------


def _one_key(indexes: Sequence[int], sightings: Sequence[Sighting]) -> Iterator[Cluster]:
    """The documents behind one number, or one name."""
    dated: dict[str, list[Cluster]] = {}
    undated = []
    for index in indexes:
        sighting = sightings[index]
        if sighting.date is None or len(sighting.date) < len("2000-01-01"):
            undated.append(index)
            continue
        known = dated.setdefault(sighting.date, [])
        cluster = next((one for one in known if one.takes(sighting)), None)
        if cluster is None:
            cluster = Cluster(identity="date")
            known.append(cluster)
        cluster.add(index, sighting)
    clusters = [cluster for known in dated.values() for cluster in known]
    _note_near(clusters)
    loose: list[Cluster] = []
    for index in undated:
        _place(index, sightings[index], clusters, loose)
    yield from clusters
    yield from loose


def _note_near(clusters: Sequence[Cluster]) -> None:
    """One number, one body, and two dates within a year: one of them is a slip, or the number was given twice."""
    ordered = sorted(clusters, key=lambda cluster: cluster.date or "")
    for index, cluster in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if _days(cluster.date, other.date) > _NEAR_DAYS:
                break
            levels = cluster.level is None or other.level is None or cluster.level == other.level
            if levels and cluster.locality.compatible(other.locality):
                cluster.near.append(other)
                other.near.append(cluster)


def _days(left: str | None, right: str | None) -> int:
    try:
        return abs((date.fromisoformat(right or "") - date.fromisoformat(left or "")).days)
    except ValueError:
        return _NEAR_DAYS + 1


def _place(index: int, sighting: Sighting, dated: Sequence[Cluster], loose: list[Cluster]) -> None:
    """A sighting without a full date: into the one document that it must be, else among the loose ones."""
    fitting = [
        cluster for cluster in dated
        if cluster.takes(sighting) and (not sighting.date or (cluster.date or "").startswith(sighting.date))
    ]  # fmt: skip
    subject = subject_key(sighting.subject)
    same = [cluster for cluster in fitting if subject and _same_subject(subject, cluster.subjects)]
    if len(fitting) == 1 and (sighting.year or sighting.date):
        fitting[0].add(index, sighting)
        return
    if len(same) == 1:
        same[0].by_subject = True
        same[0].add(index, sighting)
        return
    cluster = next((one for one in loose if _fits_loose(sighting, one)), None)
    if cluster is None:
        kind: Identity = "year" if sighting.year else "name" if sighting.number is None else "number"
        cluster = Cluster(identity="document" if sighting.own and not sighting.year else kind)
        cluster.maybe = [one for one in fitting if one is not cluster]
        loose.append(cluster)
    cluster.add(index, sighting)


def _fits_loose(sighting: Sighting, cluster: Cluster) -> bool:
    """Bare numbers on one territory share a node, which is a number and no document; a document of ours never does."""
    if sighting.own or cluster.own or not cluster.takes(sighting):
        return False
    if cluster.date and sighting.date and cluster.date != sighting.date:
        return False
    # Where neither the level is central nor the territory known, only one document's own mentions are one.
    return sighting.level == "central" or bool(sighting.locality and cluster.locality)


def _same_subject(subject: str, others: Iterable[str]) -> bool:
    return any(subject.startswith(other) or other.startswith(subject) for other in others)


# --- lost numbers, names -----------------------------------------------------------------------------------


def _lost(indexes: Sequence[int], sightings: Sequence[Sighting], known: Sequence[Cluster]) -> list[Cluster]:
    """Documents that have lost their number: each is its own, or one that is cited with its date and issuer."""
    by_date: dict[str, list[Cluster]] = {}
    for cluster in known:
        if cluster.date and not cluster.own:
            by_date.setdefault(cluster.date, []).append(cluster)
    out = []
    for index in indexes:
        sighting = sightings[index]
        fitting = [
            cluster for cluster in by_date.get(sighting.date or "", ())
            if not cluster.own and cluster.takes(sighting) and _same_issuer(cluster, sighting, sightings)
        ]  # fmt: skip
        if len(fitting) == 1 and sighting.own:
            fitting[0].by_issuer = True
            fitting[0].add(index, sighting)
            continue
        cluster = Cluster(identity="document")
        cluster.add(index, sighting)
        out.append(cluster)
    return out


def _same_issuer(cluster: Cluster, sighting: Sighting, sightings: Sequence[Sighting]) -> bool:
    """The same kind of document, of a body of the same level, sector and (known) territory."""
    mine = sightings[cluster.members[0]]
    if sighting.level is None or not sighting.locality or not cluster.locality:
        return False
    return (mine.type, cluster.level, mine.sector) == (sighting.type, sighting.level, sighting.sector)


def _join_named(clusters: Sequence[Cluster]) -> None:
    """A resolution cited by its meeting and title is the one that is cited by number with that very title."""
    numbered: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        if cluster.identity == "date" and not (cluster.key or "=").startswith("="):
            for subject in cluster.subjects:
                numbered.setdefault(subject, []).append(cluster)
    for cluster in clusters:
        if cluster.identity != "name" or not cluster.members:
            continue
        fitting = {
            id(other): other for subject in cluster.subjects for other in numbered.get(subject, ())
            if other.level == cluster.level and _kind(other) == _kind(cluster)
        }  # fmt: skip
        if len(fitting) == 1:
            (other,) = fitting.values()
            other.absorb(cluster)
            other.by_subject = True


def _kind(cluster: Cluster) -> str:
    """The code of the kind within the key: ``=NQ|name`` or ``27||NQ|TW``."""
    parts = (cluster.key or "").split("|")
    return parts[0][1:] if parts[0].startswith("=") else parts[2] if len(parts) > 2 else ""


def commonest(values: Iterable[str | None]) -> str | None:
    """The value that most have, the first of equals."""
    counts = Counter(value for value in values if value)
    return max(counts, key=lambda value: counts[value]) if counts else None
