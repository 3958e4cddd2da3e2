"""The views of the map as data: who is ringed, who is missing, which ties are not there yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from civicnet.moments import Moment
from civicnet.page.audience import Gate

if TYPE_CHECKING:
    from civicnet.model import Partnership
    from civicnet.questions.assets.brought import Brought
    from civicnet.questions.ground import Ground
    from civicnet.questions.rehouse.backbone import Backbone

Node = dict[str, Any]
Edge = dict[str, Any]
# The actors and lines of one moment, and the tie or seat behind each line, by its id.
Drawn = tuple[Sequence[Node], Sequence[Edge], Mapping[int, tuple[str, int]]]

# The three rings, in the order of `TONES` in the page's script.
ALARM, CARE, CALM = 0, 1, 2
# A list beside the map is read aloud in a room.
MOST_LISTED = 12


@dataclass
class Board:
    """
    What the map shows, and what its views add to it: actors who are missing, ties that are.

    `behind` says for each line of the map, by its id, the tie or seat it draws; `read` gives what
    there is at another moment. `calendar` is what one view says of other moments.
    """

    partnership: Partnership
    at: Moment
    gate: Gate
    ids: Mapping[str, int]
    nodes: Mapping[int, Node]
    edges: Sequence[Edge]
    behind: Mapping[int, tuple[str, int]]
    read: Callable[[Partnership, Moment], Drawn]
    next_node: int
    next_edge: int
    ghosts: list[Node] = field(default_factory=list)
    wishes: list[Edge] = field(default_factory=list)
    calendar: dict[str, Any] | None = None

    @cached_property
    def ground(self) -> Ground:
        """What several views stand on: the bodies, their links, who is there."""
        from civicnet.questions.ground import ground  # what asks questions, only where one is asked

        return ground(self.partnership, self.at, within=2)

    @cached_property
    def brought(self) -> Brought:
        """All that is brought, as the questions about assets take it."""
        from civicnet.questions.assets.brought import brought

        return brought(self.partnership, self.ground.now, self.at.date)

    @cached_property
    def backbone(self) -> Backbone:
        """The backbone, as far as the data name one."""
        from civicnet.questions.rehouse.backbone import backbone

        held = self.brought.held
        return backbone(self.partnership, held.assign(body=held["provider"]), None)

    def known(self, names: Iterable[object]) -> list[int]:
        """Give the ids of those among the names whom the file may show, each once."""
        return list(dict.fromkeys(self.ids[str(x)] for x in names if str(x) in self.ids))

    def at_risk(self, name: str) -> int | None:
        """Give the id of somebody whose leaving may be spoken of in front of this audience."""
        found = self.ids.get(name)
        if found is None or not (self.gate.core or self.nodes[found].get("public")):
            return None
        return found

    def ghost(self, name: str, near: int, facts: list[list[str]]) -> int:
        """Add somebody who is missing, beside where they are expected."""
        self.ghosts.append(
            {
                "id": self.next_node,
                "label": name,
                "kind": "ghost",
                "sub": "",
                "sector": "",
                "homes": [],
                "home": near,
                "hollow": True,
                "links": 0,
                "brings": 0,
                "facts": facts,
            }
        )
        self.next_node += 1
        return self.next_node - 1

    def wish(self, one: int, two: int, words: str) -> int:
        """Add a tie that is not there yet."""
        self.wishes.append(
            {
                "id": self.next_edge,
                "from": one,
                "to": two,
                "what": "tie",
                "line": "wish",
                "relation": words,
            }
        )
        self.next_edge += 1
        return self.next_edge - 1

    def another(self, node: Node, near: int, links: int) -> int:
        """Add somebody who is there at another moment only, beside somebody who is there now."""
        homes = [self.ids[home] for home in node["homes"] if home in self.ids]
        other = {"id": self.next_node, "homes": homes, "home": near, "links": links, "brings": 0}
        self.ghosts.append({**node, **other, "then": True})
        self.next_node += 1
        return self.next_node - 1

    def another_line(self, edge: Edge, one: int, two: int) -> int:
        """Add a line that is there at another moment only."""
        line = {key: value for key, value in edge.items() if key not in ("facts", "for")}
        other = {"id": self.next_edge, "from": one, "to": two}
        self.wishes.append({**line, **other, "then": True})
        self.next_edge += 1
        return self.next_edge - 1


@dataclass
class Lens:
    """
    One view: a question, its answer in a sentence or two, and what is marked.

    `places` is the arrangement it is shown in; `key` lists (sign, tone, words); `rings` (actor,
    tone); `rows` what is listed beside the map: (title, words, actor or None), in the calendar with
    its day and stop; at most `most` are.
    """

    id: str
    label: str
    caption: str
    places: str = "near"
    key: list[tuple[str, int, str]] = field(default_factory=list)
    rings: dict[int, int] = field(default_factory=dict)
    ghosts: list[int] = field(default_factory=list)
    wishes: list[int] = field(default_factory=list)
    ways: list[int] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    most: int = MOST_LISTED

    def ring(self, actors: Iterable[int], tone: int) -> None:
        """Ring some; who is ringed already stays as they are."""
        for actor in actors:
            self.rings.setdefault(actor, tone)

    def to_dict(self) -> dict[str, Any]:
        """Give it as the page takes it, blanks left out."""
        more = len(self.rows) - self.most
        rows = [list(row) for row in self.rows[: self.most]]
        if more > 0:
            rows.append([f"and {more} more", "", None])
        drawn = {"ghost": self.ghosts, "wish": self.wishes}
        signs = [
            entry
            for entry in self.key
            # What is drawn in the calendar depends on its stop.
            if self.id == "calendar"
            or (entry[1] in self.rings.values() if entry[0] == "ring" else drawn[entry[0]])
        ]
        found: dict[str, Any] = {
            "id": self.id,
            "label": self.label,
            "caption": self.caption,
            "places": self.places,
            "key": [list(entry) for entry in signs],
            "rings": [list(pair) for pair in self.rings.items()],
            "ghosts": self.ghosts,
            "wishes": self.wishes,
            "ways": self.ways,
            "list": rows,
        }
        return {name: value for name, value in found.items() if value}
