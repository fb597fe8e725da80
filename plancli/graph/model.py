"""What a web of citations is made of: nodes (documents), edges (one names another, in a role), notes of doubt."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from plancli.model import Model, Role

GRAPH_VERSION = "1.0"

Identity = Literal["date", "year", "number", "name", "document"]
Via = Literal["text", "subject"]
Code = Literal[
    "number-only", "merged-by-subject", "merged-by-issuer", "number-suspect", "date-differs", "date-order", "copies"
]


class Note(Model, frozen=True, kw_only=True):
    """A doubt about a node: what was merged on weaker grounds than number and date, or could be another's.

    ``nodes`` are the ids of the other nodes that it speaks of.
    """

    code: Code
    message: str
    nodes: list[str] = field(default_factory=list)


class Node(Model, frozen=True, kw_only=True):
    """A document: one of the collection (``files``), or one that is only cited.

    ``identity`` tells what it is known by: number and ``date``, number and ``year`` (the number holds it), a bare
    ``number``, a ``name``, or (its number lost) the ``document`` itself. ``place`` is the unit whose body issued it.
    ``spellings`` are the ways in which its number is written elsewhere than canonically.
    """

    id: str
    number: str | None
    type: str | None
    name: str | None
    date: str | None
    issuer: str | None
    level: str | None
    sector: str | None
    place: str | None
    subject: str | None
    identity: Identity
    files: list[str]
    spellings: list[str]
    notes: list[Note]

    @property
    def label(self) -> str:
        """The number, the name, or the kind with what stands for a number."""
        return self.number or self.name or self.type or self.id


class Edge(Model, frozen=True, kw_only=True):
    """``source`` names ``target`` in a role.

    ``via``: ``text`` where the source is in the collection and says so itself, ``subject`` where the source's subject
    does, as another document quotes it. ``title``: the target stands in the source's title. ``mentions`` counts the
    places, ``files`` are the documents that say it.
    """

    source: str
    target: str
    role: Role
    via: Via
    title: bool
    mentions: int
    files: list[str]


class Graph(Model, frozen=True, kw_only=True):
    """The whole web; nodes in order of date and number, edges in that of their nodes."""

    graph_version: str = GRAPH_VERSION
    documents: int
    nodes: list[Node]
    edges: list[Edge]
