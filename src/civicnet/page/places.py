"""Where everything stands, in both arrangements, for a wide and for a tall screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atan2, ceil, cos, hypot, pi, sin, sqrt
from typing import Any

import numpy as np

from civicnet.page import looks
from civicnet.page.layout import near
from civicnet.page.rings import Rings, rings

Node = Mapping[str, Any]
Edge = Mapping[str, Any]
Point = tuple[float, float]

SHAPES = {"wide": 1.6, "tall": 0.62}
COUNTED = ("written", "personal", "tie", "seat")
STEP = 17.0  # pixels between neighbours on the same circle around an organization
GAP = 5.0
ROOM = 24.0  # what a body needs on a ring: its people stand between the rings
BESIDE = 34.0  # from the edge of a table to whoever is missing there
CLOSE = 18.0  # the same for who is there only at another moment
FAN = 0.7  # radians between two who are missing at the same table
AROUND = 9  # so many stand around at one distance
# Who sits where: tables in the middle, then those who decide at one, sit at one, sit at none.
TIERS = ("", "Has a seat and decides", "Has a seat", "Has no seat")


@dataclass(frozen=True)
class Arm:
    """Offices and people that stand together next to their organization: inner first."""

    inner: tuple[int, ...]
    outer: tuple[int, ...]


def places(
    nodes: Sequence[Node], edges: Sequence[Edge], fixed: Mapping[int, Point] | None = None
) -> dict[str, Any]:
    """
    Place every node.

    Bodies (organizations, tables, people without an organization) are laid out by their ties,
    to a tenth of a pixel; offices, people and assets stand around the body they belong to, a
    whole number of pixels from it. `fixed` are places, by id, kept as they are in the wide picture
    of who is near whom; the others make room. A tall screen has no use for them.
    Returns `places`: for each arrangement and each shape of screen, x and y one after the other,
    by id; and `guides`: what is drawn behind the rings.
    """
    ghosts = [node for node in nodes if node["kind"] == "ghost" or node.get("then")]
    nodes = [node for node in nodes if node["kind"] != "ghost" and not node.get("then")]
    edges = [edge for edge in edges if edge["line"] != "wish" and not edge.get("then")]
    homes = {node["id"]: node["home"] for node in nodes}
    stems = [node["id"] for node in nodes if homes[node["id"]] == node["id"]]
    place = {stem: number for number, stem in enumerate(stems)}
    household: dict[int, dict[int, Node]] = defaultdict(dict)
    for node in nodes:
        household[node["home"]][node["id"]] = node
    holders: dict[int, list[int]] = defaultdict(list)
    for edge in edges:
        if edge["what"] == "holds":
            holders[edge["to"]].append(edge["from"])
    systems = {stem: _System(stem, household[stem], holders) for stem in stems}
    size = np.array([systems[stem].reach for stem in stems], dtype=np.float64)
    pairs, weights = _between(edges, homes, place)
    by_id = {node["id"]: node for node in nodes}
    names = sorted({node["sector"] for node in nodes if node["sector"]})
    code = {name: number for number, name in enumerate(names)}
    groups = np.array([code.get(by_id[stem]["sector"], -1) for stem in stems], dtype=np.int64)
    tier, labels = _tiers(stems, by_id, homes, edges)
    seated = _with_their_sector(stems, by_id, pairs, groups)
    drawn: dict[str, Any] = {"near": {}, "rings": {}}
    guides: dict[str, Any] = {"tiers": labels}
    for name, aspect in SHAPES.items():
        kept = (fixed or {}) if name == "wide" else {}
        held = {place[who]: spot for who, spot in kept.items() if who in place}
        at = near(
            len(stems), pairs, weight=weights, size=size, groups=groups, fixed=held, aspect=aspect
        )
        drawn["near"][name] = _kept(_whole(at, stems, systems, nodes, edges), nodes, kept)
        round_table = rings(
            len(stems), pairs, sector=seated, tier=tier, size=np.minimum(size, ROOM), aspect=aspect
        )
        drawn["rings"][name] = _whole(round_table.positions, stems, systems, nodes, edges)
        guides[name] = _guide(round_table, names)
    reach = {stem: systems[stem].reach for stem in stems}
    for flat in (each for arranged in drawn.values() for each in arranged.values()):
        flat.extend(_beside(ghosts, flat, reach, nodes))
    return {"places": drawn, "guides": guides}


def _kept(flat: list[float], nodes: Sequence[Node], fixed: Mapping[int, Point]) -> list[float]:
    """Put those around a body where the user wants them; others who stand there make room."""
    if not fixed:
        return flat
    by_id = sorted(nodes, key=lambda node: node["id"])
    spots = np.array(flat).reshape(-1, 2)
    room = np.array([node["size"] for node in by_id], dtype=np.float64)
    for who, spot in fixed.items():
        spots[who] = spot
    for node in by_id:
        who, home = node["id"], node["home"]
        if who in fixed or home == who:
            continue
        out = spots[who] - spots[home]
        angle, far = atan2(out[1], out[0]), hypot(*out)
        for step in range(40 * AROUND):
            turn = (1 if step % 2 else -1) * ((step % AROUND + 1) // 2) * FAN
            spot = _on((spots[home, 0], spots[home, 1]), far + step // AROUND * STEP, angle + turn)
            apart = np.hypot(*(spots - spot).T) - room
            apart[who] = np.inf
            if apart.min() > room[who] + 1:
                break
        spots[who] = [_step(x, y) for x, y in zip(spots[home], spot - spots[home], strict=True)]
    return [float(each) for each in spots.ravel()]


def _beside(
    ghosts: Sequence[Node], flat: Sequence[float], reach: Mapping[int, float], nodes: Sequence[Node]
) -> list[float]:
    """
    Stand whoever is not there now just outside where they belong, away from the middle.

    Where somebody stands already, to either side of it, then farther out.
    """
    if not ghosts:
        return []
    homes = {node["id"]: node["home"] for node in nodes}
    taken = np.array([*flat, *np.zeros(2 * len(ghosts))]).reshape(-1, 2)
    sizes = [node["size"] for node in (*sorted(nodes, key=lambda node: node["id"]), *ghosts)]
    room = np.array(sizes, dtype=np.float64) + GAP / 2
    middle = taken[: len(nodes)].mean(axis=0)
    beside: dict[int, int] = defaultdict(int)
    for number, ghost in enumerate(ghosts, len(nodes)):
        near = ghost["home"]
        out = atan2(taken[near, 1] - middle[1], taken[near, 0] - middle[0])
        least = reach.get(homes[near], 0.0) + (BESIDE if ghost["kind"] == "ghost" else CLOSE)
        for step in range(beside[near], beside[near] + 40 * AROUND):
            # One straight outwards, the next to either side of it.
            place = step % AROUND
            angle = out + (1 if place % 2 else -1) * ((place + 1) // 2) * FAN
            far = least + step // AROUND * STEP
            spot = np.array(_on((taken[near, 0], taken[near, 1]), far, angle))
            apart = np.hypot(*(taken[:number] - spot).T) - room[:number]
            if apart.min() > room[number]:
                break
        # Those who wait at the same place look from the next spot on.
        beside[near] = step + 1 if ghost["kind"] == "ghost" else beside[near]
        taken[number] = [_step(x, y) for x, y in zip(taken[near], spot - taken[near], strict=True)]
    return [float(each) for each in taken[len(nodes) :].ravel()]


def _tiers(
    stems: Sequence[int], by_id: Mapping[int, Node], homes: Mapping[int, int], edges: Sequence[Edge]
) -> tuple[np.ndarray[Any, Any], list[str]]:
    """Tell how near each body is to a decision: by its best seat, or by its ties without seats."""
    best: dict[int, int] = {}
    for edge in edges:
        if edge["line"] == "seat":
            home = homes[edge["from"]]
            best[home] = min(best.get(home, 3), 1 if edge.get("engagement") == "decides" else 2)
    if best:
        tier = [0 if by_id[stem]["kind"] == "table" else best.get(stem, 3) for stem in stems]
        return np.array(tier, dtype=np.int64), list(TIERS)
    ranked = sorted(stems, key=lambda stem: (-by_id[stem]["links"], stem))
    third = {stem: 1 + 3 * rank // max(len(ranked), 1) for rank, stem in enumerate(ranked)}
    labels = ["", "Most partners", "Some partners", "Fewest partners"]
    return np.array([third[stem] for stem in stems], dtype=np.int64), labels


def _with_their_sector(
    stems: Sequence[int],
    by_id: Mapping[int, Node],
    pairs: np.ndarray[Any, Any],
    groups: np.ndarray[Any, Any],
) -> np.ndarray[Any, Any]:
    """Give each table the sector that most of its members come from, so that it has a place."""
    seated = groups.copy()
    for number, stem in enumerate(stems):
        if by_id[stem]["kind"] != "table" or groups[number] >= 0:
            continue
        ends = pairs[(pairs == number).any(axis=1)].ravel()
        members = groups[ends[ends != number]]
        members = members[members >= 0]
        if len(members):
            seated[number] = int(np.bincount(members).argmax())
    return seated


def _guide(drawn: Rings, names: Sequence[str]) -> dict[str, Any]:
    """Say what the page draws behind the rings: bands of tiers, wedges of sectors."""
    return {
        "tiers": [int(tier) for tier in drawn.tiers],
        "radii": [[round(float(radius), 1) for radius in pair] for pair in drawn.radii],
        "sectors": [names[code] if code >= 0 else "" for code in drawn.sectors],
        "wedges": [[round(float(angle), 4) for angle in pair] for pair in drawn.wedges],
        "stretch": [round(float(each), 4) for each in drawn.stretch],
    }


def _between(
    edges: Sequence[Edge], homes: Mapping[int, int], place: Mapping[int, int]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """List the ties between bodies, whoever carries them, with the strengths they add up to."""
    found: dict[tuple[int, int], float] = defaultdict(float)
    for edge in edges:
        if edge["line"] not in COUNTED:
            continue
        one, two = sorted((place[homes[edge["from"]]], place[homes[edge["to"]]]))
        if one != two:
            found[one, two] += float(edge.get("strength", 2.0)) / 2
    pairs = sorted(found)
    return (
        np.array(pairs, dtype=np.int64).reshape(-1, 2),
        np.array([found[pair] for pair in pairs], dtype=np.float64),
    )


class _System:
    """A body with everybody who stands around it."""

    def __init__(
        self, stem: int, mine: Mapping[int, Node], holders: Mapping[int, Sequence[int]]
    ) -> None:
        self.radius = float(mine[stem]["size"])
        self.arms = _arms(mine, holders)
        self.assets = [name for name, node in mine.items() if node["kind"] == "asset"]
        self.circle = max(self.radius + GAP + 7, len(self.arms) * STEP / (2 * pi))
        crowded = len(self.arms) > 40
        self.rows = ceil(sqrt(len(self.arms) / pi)) if crowded else 1
        deep = any(arm.inner and arm.outer for arm in self.arms)
        reach = self.circle + 8 if self.arms else self.radius
        if deep:
            reach += 14
        if crowded:
            reach = self.radius + STEP * sqrt(len(self.arms)) * 0.62 + 20
        self.ring = reach + (8 if self.assets else 0)
        self.reach = reach + 2


def _arms(mine: Mapping[int, Node], holders: Mapping[int, Sequence[int]]) -> list[Arm]:
    """Put each office with its holders; a person in no office of this body stands alone."""
    arms: list[Arm] = []
    seated: set[int] = set()
    for name, node in mine.items():
        if node["kind"] == "office":
            here = [who for who in holders.get(name, ()) if who in mine and who not in seated]
            seated.update(here)
            arms.append(Arm((name,), tuple(here)))
    for name, node in mine.items():
        if node["kind"] == "person" and name not in seated and node["home"] != name:
            arms.append(Arm((name,), ()))
    return arms


def _whole(
    at: np.ndarray[Any, Any],
    stems: Sequence[int],
    systems: Mapping[int, _System],
    nodes: Sequence[Node],
    edges: Sequence[Edge],
) -> list[float]:
    """Add to the places of bodies those of everybody around them."""
    where: dict[int, Point] = {
        stem: (float(x), float(y)) for stem, (x, y) in zip(stems, at, strict=True)
    }
    homes = {node["id"]: node["home"] for node in nodes}
    pulls: dict[int, list[float]] = defaultdict(list)
    for edge in edges:
        one, two = homes[edge["from"]], homes[edge["to"]]
        if one != two and edge["line"] != "brings":
            for mine, here, there in ((edge["from"], one, two), (edge["to"], two, one)):
                (x, y), (far_x, far_y) = where[here], where[there]
                pulls[mine].append(atan2(far_y - y, far_x - x))
    for stem in stems:
        where.update(_around(systems[stem], where[stem], pulls))
    flat: list[float] = []
    for node in sorted(nodes, key=lambda node: node["id"]):
        (x, y), (home_x, home_y) = where[node["id"]], where[homes[node["id"]]]
        flat += [_step(home_x, x - home_x), _step(home_y, y - home_y)]
    return flat


def _step(home: float, away: float) -> float:
    """Round where a body stands to a tenth of a pixel, and how far others stand from it to one."""
    return round(round(home, 1) + round(away), 1) + 0.0


def _around(system: _System, center: Point, pulls: Mapping[int, list[float]]) -> dict[int, Point]:
    """Stand the arms evenly around their body, each as near as can be to where its ties lead."""
    arms = system.arms
    wished = [
        _mean([angle for who in (*arm.inner, *arm.outer) for angle in pulls.get(who, ())])
        for arm in arms
    ]
    number = len(arms)
    free = [place for place in range(number) if wished[place] is None]
    order = sorted(
        (place for place in range(number) if wished[place] is not None),
        key=lambda place: (wished[place], place),
    )
    order += free
    evenly = [2 * pi * rank / max(number, 1) for rank in range(number)]
    offs = [
        wished[place] - evenly[rank]  # type: ignore[operator]  # the None are in `free`
        for rank, place in enumerate(order)
        if wished[place] is not None
    ]
    turn = _mean(offs)
    turn = -pi / 2 if turn is None else turn
    found: dict[int, Point] = {}
    for rank, place in enumerate(order):
        if system.rows > 1:
            angle = rank * pi * (3 - sqrt(5))
            circle = system.radius + 12 + STEP * 0.62 * sqrt(rank + 1)
        else:
            angle, circle = evenly[rank] + turn, system.circle
        arm = arms[place]
        found[arm.inner[0]] = _on(center, circle, angle)
        fan = min(12.0 / (circle + 13), 2 * pi / max(len(arm.outer), 1))
        for step, who in enumerate(arm.outer):
            lean = (step - (len(arm.outer) - 1) / 2) * fan
            found[who] = _on(center, circle + 13, angle + lean)
    for step, asset in enumerate(system.assets):
        angle = turn + pi / max(number, 1) + 2 * pi * step / len(system.assets)
        found[asset] = _on(center, system.ring, angle)
    return found


def _on(center: Point, circle: float, angle: float) -> Point:
    return center[0] + circle * cos(angle), center[1] + circle * sin(angle)


def _mean(angles: Sequence[float]) -> float | None:
    """Average directions; None where there are none or they cancel out."""
    x, y = sum(cos(angle) for angle in angles), sum(sin(angle) for angle in angles)
    return None if hypot(x, y) < 1e-6 else atan2(y, x)


def sizes(nodes: Sequence[Node]) -> dict[int, float]:
    """Give each node its radius by the number of partners it is linked to."""
    largest: dict[str, int] = defaultdict(int)
    for node in nodes:
        largest[node["kind"]] = max(largest[node["kind"]], node["links"])
    return {
        node["id"]: looks.radius(node["kind"], node["links"], largest[node["kind"]])
        for node in nodes
    }
