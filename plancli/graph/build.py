"""Records of documents to the web of citations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from plancli.graph.identity import Cluster, commonest, resolve
from plancli.graph.model import Code, Edge, Graph, Node, Note
from plancli.graph.reading import STRENGTH, Record, Relation, Sighting
from plancli.model import Role
from plancli.text import fold_view

_MESSAGES: dict[Code, str] = {
    "number-only": "chỉ có số, không có ngày: có thể là văn bản khác cùng số",
    "merged-by-subject": "có chỗ viện dẫn không ghi ngày, hoặc chỉ ghi tên, gộp theo trích yếu",
    "merged-by-issuer": "văn bản mất số, gộp theo ngày và cơ quan ban hành",
    "number-suspect": "số có thể viết nhầm",
    "date-differs": "cùng số, cùng cơ quan, nhưng ngày khác nhau",
    "date-order": "văn bản này có trước văn bản mà nó thực hiện hoặc căn cứ",
    "copies": "có hai bản cùng số, ngày, cơ quan",
}


@dataclass
class _Said:
    """An edge in the making."""

    role: Role
    text: bool = False
    title: bool = False
    mentions: int = 0
    files: dict[str, None] = field(default_factory=dict)


class GraphBuilder:
    """Takes records one by one and keeps only what the web needs of them."""

    def __init__(self) -> None:
        self._sightings: list[Sighting] = []
        self._relations: list[Relation] = []
        self._seen: set[str] = set()
        self._documents = 0

    def add(self, record: Record) -> None:
        """Take a document's record; a second one of the same bytes is left out."""
        if record.sha256 in self._seen:
            return
        self._seen.add(record.sha256)
        self._documents += 1
        base = len(self._sightings)
        self._sightings.extend(record.sightings)
        for relation in record.relations:
            self._relations.append(
                Relation(
                    base + relation.source,
                    base + relation.target,
                    relation.role,
                    relation.subject,
                    relation.title,
                    relation.mentions,
                )
            )

    def build(self) -> Graph:
        """The web of all records taken."""
        clusters = resolve(self._sightings)
        places = {index: number for number, cluster in enumerate(clusters) for index in cluster.members}
        starts = {0: 0}
        base = 0
        for index, sighting in enumerate(self._sightings):
            if sighting.own:
                base = index
            starts[index] = base
        ids = _ids(clusters, self._sightings)
        edges = self._edges(places)
        notes = self._notes(clusters, places, ids, starts, edges)
        nodes = [
            _node(cluster, ids[number], self._sightings, notes.get(number, []))
            for number, cluster in enumerate(clusters)
        ]
        order = sorted(range(len(nodes)), key=lambda number: (nodes[number].date or "9999", nodes[number].id))
        rank = {number: place for place, number in enumerate(order)}
        return Graph(
            documents=self._documents,
            nodes=[nodes[number] for number in order],
            edges=[
                Edge(
                    source=ids[source], target=ids[target], role=said.role, via="text" if said.text else "subject",
                    title=said.title, mentions=said.mentions, files=list(said.files),
                )
                for (source, target), said in sorted(
                    edges.items(), key=lambda pair: (rank[pair[0][0]], rank[pair[0][1]])
                )
            ],
        )  # fmt: skip

    def _edges(self, places: dict[int, int]) -> dict[tuple[int, int], _Said]:
        """What the documents say, each pair once: the source's own word goes before what others quote of it."""
        edges: dict[tuple[int, int], _Said] = {}
        for relation in self._relations:
            pair = places[relation.source], places[relation.target]
            if pair[0] == pair[1]:
                continue
            said = edges.setdefault(pair, _Said("cites"))
            own_word, stronger = not relation.subject, STRENGTH.index(relation.role) < STRENGTH.index(said.role)
            first_own_word = own_word and not said.text
            if first_own_word or (stronger and own_word == said.text):
                said.role = relation.role
            said.text = said.text or not relation.subject
            said.title = said.title or relation.title
            said.mentions += relation.mentions
            said.files[self._sightings[relation.source].file] = None
        return edges

    def _notes(
        self,
        clusters: Sequence[Cluster],
        places: dict[int, int],
        ids: Sequence[str],
        starts: dict[int, int],
        edges: dict[tuple[int, int], _Said],
    ) -> dict[int, list[Note]]:
        notes: dict[int, list[Note]] = {}
        numbers = {id(cluster): number for number, cluster in enumerate(clusters)}

        def add(number: int, code: Code, others: Iterable[int] = ()) -> None:
            note = Note(code=code, message=_MESSAGES[code], nodes=sorted({ids[other] for other in others}))
            if note not in notes.setdefault(number, []):
                notes[number].append(note)

        for number, cluster in enumerate(clusters):
            if cluster.identity == "number":
                add(number, "number-only", (numbers[id(other)] for other in cluster.maybe if id(other) in numbers))
            if cluster.by_subject:
                add(number, "merged-by-subject")
            if cluster.by_issuer:
                add(number, "merged-by-issuer")
            if cluster.near:
                add(number, "date-differs", (numbers[id(other)] for other in cluster.near if id(other) in numbers))
            if sum(self._sightings[index].own for index in cluster.members) > 1:
                add(number, "copies")
            for index in cluster.members:
                suspect = self._sightings[index].suspect
                if suspect is not None:
                    add(number, "number-suspect", [places[starts[index] + suspect]])
        for (source, target), said in edges.items():
            if said.role in ("implements", "basis") and earlier(clusters[source].date, clusters[target].date):
                add(source, "date-order", [target])
        return notes


def earlier(left: str | None, right: str | None) -> bool:
    """Is the one full date before the other?"""
    return bool(left and right and len(left) == len(right) == len("2000-01-01") and left < right)


# --- nodes -------------------------------------------------------------------------------------------------


def _node(cluster: Cluster, name: str, sightings: Sequence[Sighting], notes: Sequence[Note]) -> Node:
    members = [sightings[index] for index in cluster.members]
    own = [member for member in members if member.own]
    first = own or members
    spellings = sorted({spelling for member in members for spelling in member.spellings})
    return Node(
        id=name,
        number=commonest(member.number for member in members),
        type=commonest(member.type for member in first),
        name=commonest(member.name for member in first if not member.number),
        date=cluster.date,
        issuer=commonest(member.issuer for member in own) or _issuer(members),
        level=cluster.level,
        sector=commonest(member.sector for member in first) or commonest(member.sector for member in members),
        place=cluster.locality.name,
        subject=commonest(member.subject for member in own) or _fullest(member.subject for member in members),
        identity=cluster.identity,
        files=list(dict.fromkeys(member.file for member in own)),
        spellings=spellings,
        notes=list(notes),
    )


def _issuer(members: Sequence[Sighting]) -> str | None:
    """What most call the issuer, the fullest of equals: of the meeting and the committee, the committee's name."""
    issuers = [member.issuer for member in members if member.issuer]
    return max(issuers, key=lambda name: (issuers.count(name), len(name))) if issuers else None


def _fullest(subjects: Iterable[str | None]) -> str | None:
    found = [subject for subject in subjects if subject]
    return max(found, key=len) if found else None


def _ids(clusters: Sequence[Cluster], sightings: Sequence[Sighting]) -> list[str]:
    """Stable names: number and date, with the territory where bodies below the centre count; each once."""
    out: list[str] = []
    taken: dict[str, int] = {}
    for cluster in clusters:
        members = [sightings[index] for index in cluster.members]
        number = commonest(member.number for member in members)
        own = next((member for member in members if member.own), None)
        # What is cited by a name keeps it; a document of ours that has lost its number goes by its file.
        name = commonest(member.name for member in members if not member.own)
        what = number or (_slug(name) if name else _slug(PurePath(own.file).stem) if own else "document")
        where = _slug(cluster.locality.name) if cluster.locality and cluster.level != "central" else ""
        parts = [what, f"@{cluster.date}" if cluster.date and number else "", f"~{where}" if where and number else ""]
        plain = "".join(parts)
        taken[plain] = taken.get(plain, 0) + 1
        out.append(plain if taken[plain] == 1 else f"{plain}#{taken[plain]}")
    return out


def _slug(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold_view(text or "")).strip("-")
