"""Turn a Partnership into what one file may hold: actors, lines, assets, needs; nothing else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from civicnet import bodies
from civicnet.errors import UnknownActorError
from civicnet.moments import Moment, running
from civicnet.names import office_label
from civicnet.page import looks, wording
from civicnet.page.answers import lenses
from civicnet.page.audience import Gate, blank
from civicnet.page.coded import codes, mentions
from civicnet.page.groups import communities
from civicnet.page.holdings import holdings
from civicnet.page.key import BODIES, add_counts, key
from civicnet.page.lenses import Board, Drawn
from civicnet.page.story import Stage, slides
from civicnet.page.what_if import what_if

if TYPE_CHECKING:
    from civicnet.model import Partnership

Node = dict[str, Any]
Edge = dict[str, Any]
Row = Mapping[str, Any]

# Columns that the page already says in its own words, so they are not repeated as facts.
SAID = {
    "people": {"person", "organization", "sector", "unnamed"},
    "organizations": {"organization", "sector", "kind"},
    "offices": {"office", "organization", "kind", "heads", "holders"},
    "assets": {"asset", "kind", "holder", "gatekeeper", "outcome", "recipient", "owner"},
    "needs": {"need", "kind", "who"},
    "ties": {
        "source",
        "target",
        "relation",
        "form",
        "basis",
        "agreement",
        "strength",
        "directed",
        "wave",
    },
    "seats": {"table", "actor", "role", "engagement", "on_behalf_of", "wave"},
}
# The actors named in these columns are shown by name only where the audience knows them.
NAMES = ("part_of", "hosted_by", "reported_by", "recruited_by")
LINES_OF = {"holds": "belongs", "of": "belongs", "works at": "belongs", "seat": "seat"}
LEAST_RATERS = 3


@dataclass(frozen=True)
class Content:
    """What one file holds: `nodes` and `edges` in pyvis's vocabulary, `rest` everything else."""

    nodes: list[Node]
    edges: list[Edge]
    rest: dict[str, Any]
    notes: tuple[str, ...]


def content(
    partnership: Partnership,
    gate: Gate,
    *,
    title: str,
    at: Moment,
    story: Path | None = None,
    coded: Mapping[str, str] | None = None,
) -> Content:
    """
    Gather what `gate` lets through at a moment.

    `coded` tells the codes that some people stand under already, for the words of the story.
    The same partnership gives the same content whatever the order of its rows.
    """
    cast = _Cast(partnership, gate, at)
    cast.coded |= coded or {}
    nodes = cast.actors()
    edges = cast.lines()
    nodes += cast.assets()
    edges += cast.asset_lines()
    add_counts(nodes, edges)
    together = communities(nodes, edges)
    needs = cast.needs()
    brought = [node for node in nodes if node["kind"] == "asset"]
    view = holdings(brought, needs)
    captions = wording.captions(
        nodes, edges, view, left_out=cast.n_left_out, assumed=cast.assumed()
    )
    contains = wording.contains(gate, nodes, edges, partnership.invented)
    contains += [wording.CODED] if coded else []
    board = Board(
        partnership, at, gate, cast.ids, {node["id"]: node for node in nodes}, tuple(edges),
        cast.behind, cast.then, len(nodes), len(edges),
    )  # fmt: skip
    views = [lens.to_dict() for lens in lenses(board, captions)]
    known = key(nodes, edges, [*board.ghosts, *board.wishes])
    contains += wording.also(board.ghosts, board.wishes)
    nodes += board.ghosts
    edges += board.wishes
    rest = {
        "title": title,
        "invented": "Invented data" if partnership.invented else "",
        "at": at.key,
        "day": str(at),
        "audience": gate.audience,
        "captions": captions,
        "contains": contains,
        "lenses": views,
        "holdings": view,
        **known,
    }
    if board.calendar:
        rest["calendar"] = board.calendar
    if together:
        rest["groups"] = together
    leaving = what_if(board, edges, cast.behind)
    if leaving is not None:
        rest["leaving"] = leaving
    may_leave = leaving["people"][: leaving["asks"]] if leaving else ()
    stops = [str(stop[0]) for stop in (board.calendar or {}).get("stops", ())]
    rest["story"] = slides(story, cast.stage(nodes, views, known, may_leave, stops))
    told = rest["story"]
    if gate.public or coded:
        nodes, edges, rest = (cast.redacted(part) for part in (nodes, edges, rest))
    notes = (*rest["contains"], *wording.kept_back(partnership, gate))
    if story is not None and rest["story"] != told:
        notes = (*notes, "In the story, people who are not named stand under a code.")
    for node in nodes:
        node.pop("outcome", None)
    return Content(nodes, edges, rest, notes)


class _Cast:
    """The actors of one file and their numbers, while it is put together."""

    def __init__(
        self, partnership: Partnership, gate: Gate, at: Moment, *, bare: bool = False
    ) -> None:
        self.partnership = partnership
        # Of other moments only who and what is there is told, not all that is known of them.
        self.bare = bare
        self.gate = gate
        self.at = at
        self.typed = bodies.ties_as_typed(partnership, at)
        self.typed_rows = _records(self.typed)
        everyone = bodies.actors(partnership, at)
        here = everyone[everyone["present"].astype(bool)]
        heard = self._heard()
        self.rows = [
            row for row in _records(here) if not (row["unnamed"] and row["actor"] not in heard)
        ]
        hidden = {row["actor"] for row in _records(everyone) if row["kind"] == "person"}
        if gate.public:
            known = {
                row["actor"] for row in self.rows if row["kind"] != "person" or row["public_office"]
            }
            self.rows = [row for row in self.rows if row["actor"] in known]
            hidden -= known
        else:
            hidden = set()
        self.n_left_out = len(hidden & set(here["actor"]))
        self.coded = codes(hidden)
        rank = {kind: place for place, kind in enumerate(looks.KINDS)}
        self.rows.sort(key=lambda row: (rank[row["kind"]], row["actor"]))
        self.ids = {row["actor"]: number for number, row in enumerate(self.rows)}
        self.named = frozenset(self.ids)
        self.asset_rows: list[Row] = []
        self.extra: list[Node] = []
        self.next_id = len(self.rows)
        self.next_edge = 0
        # The tie or seat behind each line: ("tie", its row).
        self.behind: dict[int, tuple[str, int]] = {}

    @cached_property
    def behind_rows(self) -> dict[str, list[Row]]:
        """The rows of ties and seats, as the data have them."""
        return {name: _records(getattr(self.partnership, name)) for name in ("ties", "seats")}

    def assumed(self) -> int:
        """Count the working ties taken for personal because nothing says what they rest on."""
        ties = self.typed[(self.typed["what"] == "tie") & ~self.typed["adverse"]]
        return int((ties["basis_inferred"] & (ties["basis"] == "personal")).sum())

    def _heard(self) -> set[str]:
        """Name all whom a tie, a seat or an asset names: nobody else unnamed says anything."""
        typed, assets = self.typed, self.partnership.assets
        said = typed[typed["what"].isin(["tie", "seat"])]
        parts = (said["source"], said["target"], assets["holder"], assets["gatekeeper"])
        return {name for part in parts for name in part}

    def facts(self, frame: str, row: Row) -> list[list[str]]:
        """List the cells of a row that the audience may see and the page does not say already."""
        listed: list[list[str]] = []
        if self.bare:
            return listed
        for column, value in row.items():
            name = str(column)
            if name in SAID[frame] and (frame, name) not in self.gate.shown:
                continue
            if not blank(value) and self.gate.sees(frame, name):
                listed.append([wording.label(name), wording.cell(name, value)])
        return listed

    def actors(self) -> list[Node]:
        """Make a node of every actor that may be named."""
        facts = self._actor_facts()
        typed = self.typed_rows
        posts = {row["source"]: row["target"] for row in typed if row["what"] == "of"}
        serves: dict[str, set[str]] = defaultdict(set)
        for row in typed:
            if row["what"] == "holds" and row["target"] in posts:
                serves[row["source"]].add(posts[row["target"]])
        filled = {row["target"] for row in typed if row["what"] == "holds"}
        ratings = self._ratings()
        nodes = []
        for row in self.rows:
            name, kind = row["actor"], row["kind"]
            homes, sector = row["organizations"] or (), row["sector"] or ""
            if kind == "person" and not self.gate.sees("people", "organization"):
                # Where a person works is not for all; whose office an official holds is.
                homes = tuple(of for of in homes if of in serves[name])
                sector = sector if homes[:1] == tuple(row["organizations"][:1]) else ""
            node: Node = {
                "id": self.ids[name],
                "label": name,
                "kind": kind,
                # The subkind of a person is their level, a fact with an audience of its own.
                "sub": row["subkind"] or "" if kind != "person" else "",
                "sector": sector,
                "homes": [self.ids[home] for home in homes if home in self.ids],
                "public": kind == "person" and bool(row["public_office"]),
                "hollow": bool(row["unnamed"]) or (kind == "office" and name not in filled),
                "facts": facts.get(name, []) + ratings.get(name, []),
            }
            nodes.append(node)
        return nodes

    def _actor_facts(self) -> dict[str, list[list[str]]]:
        found: dict[str, list[list[str]]] = {}
        if self.bare:
            return found
        for frame, column in (("people", "person"), ("organizations", "organization")):
            for row in _records(getattr(self.partnership, frame)):
                if row[column] in self.ids:
                    found.setdefault(row[column], []).extend(self.facts(frame, row))
        for row in _records(self.partnership.offices):
            name = office_label(row["office"], row["organization"])
            if name in self.ids:
                found.setdefault(name, []).extend(self.facts("offices", row))
        return found

    def _ratings(self) -> dict[str, list[list[str]]]:
        """Average what at least three say of an actor; for the core each answer is on its tie."""
        if self.gate.public or self.bare:
            return {}
        said: dict[str, list[list[str]]] = defaultdict(list)
        rows = _records(self.partnership.ties)
        for column, wanted in (("trust", "Trust, average"), ("need", "Needed, average")):
            answers: dict[str, dict[str, float]] = defaultdict(dict)
            for row in rows:
                rater = row["reported_by"] or row["source"]
                if not blank(row[column]) and rater != row["target"]:
                    answers[row["target"]][rater] = float(row[column])
            for name, given in answers.items():
                if len(given) >= LEAST_RATERS:
                    mean = sum(given[rater] for rater in sorted(given)) / len(given)
                    said[name].append([wanted, f"{mean:.1f} ({len(given)} answers)"])
        return said

    def lines(self) -> list[Edge]:
        """Make an edge of every tie, seat and post that may be shown."""
        rows = self.behind_rows
        drawn = [
            (edge, (row["what"], int(row["row"])))
            for row in self.typed_rows
            if (edge := self._line(row, rows)) is not None
        ]
        drawn.sort(key=lambda pair: (pair[0]["from"], pair[0]["to"], str(pair[0])))
        order = [edge for edge, _ in drawn]
        if self.gate.public:
            order = _once(order)
        else:
            behind = enumerate((line for _, line in drawn), self.next_edge)
            self.behind = {place: line for place, line in behind if line[1] >= 0}
        return [self._numbered(edge) for edge in order]

    def _line(self, row: Row, rows: Mapping[str, Sequence[Row]]) -> Edge | None:
        source, target, what = row["source"], row["target"], row["what"]
        if what == "works at" and not self.gate.sees("people", "organization"):
            return None
        frame = {"tie": "ties", "seat": "seats"}.get(what, "")
        number = row.get("row")
        typed: Row = {}
        if frame and number is not None and 0 <= int(number) < len(rows[frame]):
            typed = rows[frame][int(number)]
        if self.gate.public and what in ("tie", "seat"):
            if what == "seat" and source not in self.ids:
                source = typed.get("on_behalf_of")
            if row["adverse"] or self._kind(source) not in BODIES:
                return None
            if self._kind(target) not in BODIES:
                return None
        if source not in self.ids or target not in self.ids or source == target:
            return None
        edge: Edge = {"from": self.ids[source], "to": self.ids[target], "what": what}
        edge["line"] = LINES_OF.get(what) or self._tie_line(row)
        for name in ("relation", "form", "agreement"):
            if self.gate.sees("ties", name) and not blank(row[name]) and what == "tie":
                edge[name] = row[name]
        for name in ("role", "engagement"):
            if self.gate.sees("seats", name) and not blank(row[name]) and what == "seat":
                edge[name] = row[name]
        if what == "tie" and self.gate.sees("ties", "strength") and not blank(row["strength"]):
            edge["strength"] = float(row["strength"])
        if what == "seat" and not self.gate.public:
            edge["basis"] = row["basis"] or ""
            for_whom = typed.get("on_behalf_of")
            if for_whom and for_whom != source:
                edge["for"] = for_whom
        for name in ("start", "end"):
            if not blank(row[name]):
                edge[name] = row[name].date().isoformat()
        extra = self.facts(frame, typed) if typed else []
        extra = [fact for fact in extra if fact[0] not in ("Since", "Until")]
        if extra:
            edge["facts"] = extra
        return edge

    def _kind(self, name: str | None) -> str:
        place = self.ids.get(name) if name else None
        return "" if place is None else str(self.rows[place]["kind"])

    def _tie_line(self, row: Row) -> str:
        if row["adverse"]:
            return "adverse"
        if not self.gate.sees("ties", "basis"):
            return "tie"
        return "written" if row["basis"] == "institutional" else "personal"

    def _numbered(self, edge: Edge) -> Edge:
        self.next_edge += 1
        return {"id": self.next_edge - 1, **edge}

    def then(self, partnership: Partnership, at: Moment) -> Drawn:
        """Give the actors and lines of another moment, for the same readers."""
        other = _Cast(partnership, self.gate, at, bare=True)
        if (
            partnership.ties is self.partnership.ties
            and partnership.seats is self.partnership.seats
        ):
            other.behind_rows = self.behind_rows
        nodes = other.actors()
        return nodes, other.lines(), other.behind

    def assets(self) -> list[Node]:
        """Make a node of every asset that is there on the day."""
        assets = self.partnership.assets
        rows = _records(assets[running(assets, self.at)])
        rows.sort(key=lambda row: (row["asset"] or "", row["holder"] or "", str(row)))
        nodes = []
        for row in rows:
            holder = row["holder"]
            if holder in self.coded and holder not in self.ids:
                self._add_coded(holder)
            if holder not in self.ids:
                continue
            facts = self.facts("assets", row)
            for column, said in (("owner", "Owned by"), ("recipient", "Goes to")):
                if not blank(row[column]) and self.gate.sees("assets", column):
                    party = str(row[column])
                    facts.append([said, self.coded.get(party, party)])
            if not blank(row["outcome"]) and self.gate.sees("assets", "outcome"):
                facts.append(["For", "; ".join(row["outcome"])])
            self.asset_rows.append(row)
            nodes.append(
                {
                    "label": row["asset"],
                    "kind": "asset",
                    "sub": row["kind"] or "",
                    "asset_kind": row["kind"] or "",
                    "holder": self.ids[holder],
                    "outcome": list(row["outcome"] or ()),
                    "homes": [],
                    "hollow": False,
                    "facts": facts,
                }
            )
        start = self.next_id
        for number, node in enumerate(nodes):
            node["id"] = start + number
        sectors = {row["actor"]: row["sector"] or "" for row in self.rows}
        for row, node in zip(self.asset_rows, nodes, strict=True):
            node["sector"] = sectors.get(row["holder"], "")
        return [*self.extra, *nodes]

    def _add_coded(self, name: str) -> None:
        """Let an unnamed person stand in the file by a code, because something hangs on them."""
        self.ids[name] = self.next_id
        self.extra.append(
            {
                "id": self.next_id,
                "label": self.coded[name],
                "kind": "person",
                "sub": "",
                "sector": "",
                "homes": [],
                "hollow": True,
                "coded": True,
                "facts": [],
            }
        )
        self.next_id += 1

    def asset_lines(self) -> list[Edge]:
        """Draw who brings each asset, and whose yes opens it."""
        edges = []
        for number, row in enumerate(self.asset_rows):
            asset = self.next_id + number
            edges.append({"from": self.ids[row["holder"]], "to": asset, "line": "brings"})
            edges[-1]["what"] = "brings"
            door = row["gatekeeper"]
            if door in self.ids and self.gate.sees("assets", "gatekeeper"):
                edges.append({"from": self.ids[door], "to": asset, "line": "brings"})
                edges[-1]["what"] = "opens"
        return [self._numbered(edge) for edge in edges]

    def needs(self) -> list[dict[str, Any]]:
        """List the needs that are still open on the day."""
        needs = self.partnership.needs
        rows = _records(needs[running(needs, self.at)])
        rows.sort(key=lambda row: (row["need"] or "", row["who"] or "", str(row)))
        return [
            {
                "need": row["need"],
                "kind": row["kind"] or "",
                "who": self.ids.get(row["who"]) if row["who"] else None,
                "outcome": row["outcome"] or (),
                "facts": self.facts("needs", row),
            }
            for row in rows
        ]

    def stage(
        self,
        nodes: Sequence[Node],
        views: Sequence[Mapping[str, Any]],
        known: Mapping[str, Sequence[Mapping[str, Any]]],
        may_leave: Sequence[int],
        stops: Sequence[str] = (),
    ) -> Stage:
        """Say what the slides of a story may name."""
        actors: dict[str, int] = {}
        # Actors before what they bring: one name may stand for both.
        for node in sorted(nodes, key=lambda node: (node["kind"] == "asset", node["id"])):
            for name in (node["label"], self.redacted(node["label"])):
                actors.setdefault(name, node["id"])
        for name, code in self.coded.items():
            # In public nobody may tell who stands under a code.
            if code in actors and not self.gate.public:
                actors.setdefault(name, actors[code])
        ghosts = {ghost: view["id"] for view in views for ghost in view.get("ghosts", ())}
        ghosts |= {node["id"]: "calendar" for node in nodes if node.get("then")}
        hidden = frozenset(self.coded) - frozenset(actors)
        return Stage(
            views, known, actors, ghosts, self._find, hidden, frozenset(may_leave),
            self.gate.audience, stops,
        )  # fmt: skip

    def _find(self, name: str) -> str | None:
        try:
            return self.partnership.find(name)
        except UnknownActorError:
            return None

    def redacted(self, part: Any) -> Any:
        """Replace the names of people who are not named, wherever a cell mentions them."""
        if isinstance(part, str):
            # An organization may bear a person's name; it is public all the same.
            return part if part in self.named else self._mentions.sub(self._code, part)
        if isinstance(part, list):
            return [self.redacted(each) for each in part]
        if isinstance(part, dict):
            return {key: self.redacted(value) for key, value in part.items()}
        return part

    @cached_property
    def _mentions(self) -> re.Pattern[str]:
        return mentions(self.coded)

    def _code(self, found: re.Match[str]) -> str:
        return self.coded[found[1]]


def _records(frame: pd.DataFrame) -> list[Row]:
    """Give rows as plain mappings, None where a cell is missing, whatever its dtype."""
    columns = [str(column) for column in frame]
    # What is missing is not equal to itself.
    cells = [[None if x != x else x for x in frame[column].tolist()] for column in frame]  # noqa: PLR0124
    return [dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True)]


def _once(edges: Iterable[Edge]) -> list[Edge]:
    """Keep one of those lines that say the same: how many people stand behind it is not public."""
    seen: dict[str, Edge] = {}
    for edge in edges:
        seen.setdefault(str(sorted(edge.items(), key=str)), edge)
    return list(seen.values())
