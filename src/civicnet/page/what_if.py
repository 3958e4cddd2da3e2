"""What the page has to know to answer what if somebody leaves: who may be asked, what hangs on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from civicnet import bodies
from civicnet.page.lenses import Board

if TYPE_CHECKING:
    from civicnet.questions.ground import Ground

Edge = Mapping[str, Any]
Link = Mapping[str, Any]
# A tie or seat: ("tie", its row).
Key = tuple[str, int]
# The bodies that a line joins (-1: none that count), and the groups it rests on.
Rests = tuple[int, int, tuple[int, ...]]

NO_PAIR = -1
CONTACT = ("written", "personal", "tie", "seat")


def what_if(
    board: Board, edges: Sequence[Edge], behind: Mapping[int, Key]
) -> dict[str, Any] | None:
    """
    Gather what the page needs to tell, without Python, what is left when people leave.

    Only for those whom the audience may be asked about: everybody who is there for the core,
    officials in public office for partners, nobody for the public; None where that is nobody.
    `behind` says for each line of the map, by its id, the tie or seat that it draws.

    Most of it the page can tell from the map: a line joins the homes of its ends, and where it is
    personal it rests on the people at its ends, each of whom must be there. Only what is otherwise
    is written down. Bodies go by their place in `bodies`; a group is a person, by place in
    `people`, or (numbered after them) one of `groups`, all of whom must be gone.

    - `steps`: within how many steps pairs are counted, `within` the same in words;
    - `pairs`: of how many; `everybody`: whether people without an organization count in them too;
    - `bodies`: the ids of the bodies in the order of their names (-1: not on the map);
    - `people`: the ids of who may leave; the first `asks` of them may be asked about, the others
      leave only along with somebody;
    - `along`: a person, then the groups which must all be gone for this one to leave as well;
    - `lines`: a line (-1: none), the bodies it joins (-1: none), and the groups with one of which
      it ends; a group written as -1 - group ends it only where its office stays vacant;
    - `moves`: an office or organization, and the lines that stay with it when the person at their
      start (written as -1 - line: at their end) leaves;
    - `assets`: the id, what it is ("f" function, "d" data, "m" money, "" other), its worth in a
      year, the group whose yes opens it (-1: none), and the groups with one of which it goes;
      `unit` of money; `lasting`: the kinds of functions that somebody does whoever leaves.
    """
    if board.gate.public or not len(board.partnership.people):
        return None
    from civicnet.questions.ground import ground  # what asks questions, only where one is asked
    from civicnet.questions.risks.singly import EXACT

    on = ground(board.partnership, board.at)
    asks = [name for name in sorted(on.now.present) if board.at_risk(name) is not None]
    if not asks or len(on.reach.bodies) > EXACT or not on.reach.pairs:
        return None
    found = _Leaving(board, on, asks)
    lines, moves = _lines(found, edges, behind)
    return {
        "steps": on.reach.steps,
        "within": on.within,
        "pairs": int(on.reach.pairs),
        "everybody": bool(on.reach.count.all()),
        "bodies": [board.ids.get(name, -1) for name in on.reach.bodies],
        "asks": len(asks),
        "people": [board.ids.get(name, -1) for name in found.place],
        "along": _along(found),
        "lines": lines,
        "moves": moves,
        **_assets(found),
        "groups": [list(group) for group in found.groups],
    }


class _Leaving:
    """Who may leave, numbered, and the groups of people on whom something hangs."""

    def __init__(self, board: Board, on: Ground, asks: Sequence[str]) -> None:
        from civicnet.standing import leaving_with

        self.board, self.on = board, on
        others = sorted({*leaving_with(on.now, asks)} - {*asks})
        self.place = {name: place for place, name in enumerate([*asks, *others])}
        self.by_id = {board.ids.get(name, -1): place for name, place in self.place.items()}
        self.body = {board.ids.get(name, -1): place for name, place in on.reach.place.items()}
        self.groups: dict[tuple[int, ...], int] = {}

    def group(self, people: Collection[str]) -> int | None:
        """Give the number of people who must all be gone; None where that cannot be."""
        if not people or not self.place.keys() >= {*people}:
            return None
        key = tuple(sorted({self.place[name] for name in people}))
        if len(key) == 1:
            return key[0]
        return len(self.place) + self.groups.setdefault(key, len(self.groups))

    def holders(self, office: str) -> int | None:
        """Give the number of those who hold an office."""
        return self.group(self.on.now.holders.get(office) or ())

    def rests(self, link: Link) -> tuple[int, ...]:
        """Name the groups on which a link rests; none where it stays whoever leaves."""
        found = [self.group(link[f"{end}_people"]) for end in ("source", "target")]
        if link["basis"] == "institutional":
            vacant = _known(self.holders(link[f"{end}_office"]) for end in ("source", "target"))
            found += [-1 - group for group in vacant]
        return tuple(sorted({*_known(found)}))


def _along(found: _Leaving) -> list[list[int]]:
    """Say who leaves when which groups are gone: who serves with them in every office of theirs."""
    now = found.on.now
    rules = []
    for name, place in found.place.items():
        served = [now.posts.offices[label].serves_with for label in now.held_by(name)]
        groups = [found.holders(post) for post in served]
        known = _known(groups)
        if known and len(known) == len(groups):
            rules.append([place, *dict.fromkeys(known)])
    return rules


def _lines(
    found: _Leaving, edges: Sequence[Edge], behind: Mapping[int, Key]
) -> tuple[list[list[int]], list[list[int]]]:
    """Tell what each line joins and rests on, where the map says otherwise; and what moves."""
    on, ids = found.on, found.board.ids
    counts = _records(on.reach.links)
    counted = {(link["what"], link["row"]) for link in counts}
    links = [each for each in _records(bodies.links(on.partnership, on.at)) if each["row"] >= 0]
    drawn = {key: line for line, key in behind.items()}
    typed = {
        "tie": on.partnership.ties[["source", "target"]].to_numpy().tolist(),
        "seat": on.partnership.seats[["actor", "table"]].to_numpy().tolist(),
    }
    rows: list[list[int]] = []
    moves: dict[int, list[int]] = {}
    # A second home joins two bodies, and is no line of the map.
    for link in [*links, *(link for link in counts if link["row"] < 0)]:
        key = (link["what"], link["row"])
        line, joins = drawn.get(key, -1), (NO_PAIR, NO_PAIR)
        if key in counted:
            joins = (on.reach.place[link["source"]], on.reach.place[link["target"]])
        true = (*joins, found.rests(link))
        if true != (_said(found, edges[line]) if line >= 0 else (NO_PAIR, NO_PAIR, true[2])):
            rows.append([line, *joins, *true[2]])
        if line < 0 or link["basis"] != "institutional":
            continue
        ends = zip(("source", "target"), ("from", "to"), typed[key[0]][key[1]], strict=True)
        for side, end, name in ends:
            at, stays = edges[line][end], ids.get(link[f"{side}_office"], ids.get(link[side]))
            if name in found.place and ids.get(name) == at and stays not in (None, at):
                moves.setdefault(stays, []).append(line if end == "from" else -1 - line)
    return rows, [[stays, *each] for stays, each in moves.items()]


def _said(found: _Leaving, edge: Edge) -> Rests:
    """Tell what the page takes a line to join and to rest on; the same as `rests` in its script."""
    board = found.board
    home = [board.nodes[edge[end]]["home"] for end in ("from", "to")]
    one, two = (found.body.get(each, NO_PAIR) for each in home)
    counts = edge["line"] in CONTACT and not edge.get("strength", 2) < found.on.strength
    rests: tuple[int, ...] = ()
    if edge["line"] == "personal" or edge.get("basis") == "personal":
        rests = tuple(sorted({*_known(found.by_id.get(edge[end]) for end in ("from", "to"))}))
    return (one, two, rests) if counts and one != two else (NO_PAIR, NO_PAIR, rests)


def _assets(found: _Leaving) -> dict[str, Any]:
    """List the assets that go, or whose door is unattended, when some of these people leave."""
    from civicnet.stakes import money, stakes

    board, on = found.board, found.on
    if not board.gate.sees("assets", "gatekeeper"):
        return {"assets": [], "lasting": [], "unit": ""}
    held = stakes(on.partnership, on.now)
    is_money, unit = money(held)
    known = {
        (node["label"], node["holder"]): place
        for place, node in board.nodes.items()
        if node["kind"] == "asset"
    }
    rows, lasting = [], set()
    for asset, funds in zip(_records(held), is_money.tolist(), strict=True):
        place = known.get((asset["asset"], board.ids.get(asset["holder"], -1)))
        goes = _known(found.group(each) for each in asset["ends_with"])
        opened = found.group(asset["opened_by"])
        if asset["function"] and not goes:
            lasting.add(asset["kind"])
        if place is None or (not goes and opened is None):
            continue
        sort = "f" if asset["function"] else "d" if asset["door"] else "m" if funds else ""
        worth = asset["yearly"] if funds and board.gate.sees("assets", "amount") else 0
        worth = 0 if pd.isna(worth) else round(worth, 2)
        rows.append([place, sort, worth, -1 if opened is None else opened, *goes])
    return {
        "assets": rows,
        "lasting": sorted(lasting),
        "unit": unit if board.gate.sees("assets", "unit") else "",
    }


def _known(groups: Iterable[int | None]) -> list[int]:
    return [group for group in groups if group is not None]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
