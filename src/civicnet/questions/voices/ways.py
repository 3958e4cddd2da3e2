"""The way from a group to a table: how many steps, through whom, and who could open another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from civicnet import _kernels, arrays, reach, views
from civicnet.network import Network
from civicnet.questions.ground import Ground, ground
from civicnet.questions.pairing import acquainted

if TYPE_CHECKING:
    from civicnet.model import Partnership
    from civicnet.moments import Moment

Floats = NDArray[np.float64]
Known = Mapping[str, Mapping[str, tuple[float, float]]]
# To have heard of somebody is enough to introduce them.
AWARENESS = 1


@dataclass(frozen=True)
class Way:
    """
    How some partners get to a table.

    `steps` is NaN where there is no way; `way` one of the shortest, from partner to table;
    `through` the people on it, or organizations where nobody is named; `only_through` those of
    them without whom there is no way at all; `routes` how many ways share nobody in between.
    """

    table: str
    steps: float
    way: tuple[str, ...]
    through: tuple[str, ...]
    only_through: tuple[str, ...]
    routes: float


@dataclass(frozen=True, eq=False)
class Paths:
    """
    The network of a moment, ready to be asked for ways to some tables.

    `far` has a row a table and a column a body; `typed` the people named on each tied pair, by body
    and other body; `known` the people acquainted with each partner, be it by name only, with what
    trust and strength.
    """

    on: Ground
    network: Network
    tables: tuple[str, ...]
    far: Floats
    typed: dict[tuple[str, str], tuple[str, ...]]
    known: Known


def paths(partnership: Partnership, at: Moment, tables: Sequence[str], *, strength: float) -> Paths:
    """Make ready for ways to some tables over ties of a strength."""
    on = ground(partnership, at, strength=strength, within=2)
    low = min(strength, AWARENESS)
    aware = replace(on, strength=low, reach=reach.reach(partnership, at, strength=low))
    whole = np.ones(len(on.reach.ends), dtype=bool)
    return Paths(
        on=on,
        network=views.network(partnership, at=at, strength=strength),
        tables=tuple(tables),
        far=_far(on, tables, whole),
        typed=_typed(on),
        known=_known(aware),
    )


def _known(aware: Ground) -> Known:
    """Name who is acquainted with each partner: tied to it, seated there, or named on a paper."""
    found = acquainted(aware)
    for (_, body), people in _typed(aware).items():
        for person in people:
            if body not in aware.now.bodies_of.get(person, ()):
                found[body].setdefault(person, (0.0, 0.0))
    return found


def _far(on: Ground, tables: Sequence[str], alive: reach.Bools) -> Floats:
    """Count the steps from each body to each table; infinite where there is no way."""
    if not tables:
        return np.zeros((0, len(on.reach.bodies)))
    # The oldest scipy refuses places in 64 bits.
    ends, size = on.reach.ends[alive].astype(np.int32), len(on.reach.bodies)
    graph = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), (size, size))
    places = [on.reach.place[table] for table in tables]
    found = dijkstra(graph, directed=False, indices=places, unweighted=True)
    return np.asarray(found, dtype=np.float64)


def _typed(on: Ground) -> dict[tuple[str, str], tuple[str, ...]]:
    """Name the people behind each tied pair: those it rests on, or by whom it is written."""
    found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    frames = on.partnership
    written = {
        "tie": (frames.ties["source"].to_numpy(), frames.ties["target"].to_numpy()),
        "seat": (frames.seats["actor"].to_numpy(), frames.seats["table"].to_numpy()),
    }
    columns = ("source", "target", "what", "row", "source_people", "target_people",
               "source_office", "target_office")  # fmt: skip
    for one, two, what, row, left, right, here, there in zip(
        *(on.reach.links[c] for c in columns), strict=True
    ):
        names = [frame[row] for frame in written[what]] if what in written else ["", ""]
        sides = ((one, two, left, here, names[0]), (two, one, right, there, names[1]))
        for body, other, people, office, name in sides:
            said = [name] if name in on.now.present else []
            for person in [*said, *people, *on.now.holders.get(office, ())]:
                if person in on.now.present and body in on.now.bodies_of.get(person, ()):
                    found[body, other][person] = None
    return {pair: tuple(people) for pair, people in found.items()}


def nearest(
    found: Paths, starts: Collection[str], tables: Collection[str], *, own: Collection[str] = ()
) -> Way | None:
    """Find the way to the nearest of some tables, the first by name of equal ones."""
    at = found.on.reach.place
    places = [at[body] for body in starts if body in at]
    near = {
        table: found.far[found.tables.index(table), places].min(initial=np.inf) for table in tables
    }
    first = min(near, key=lambda table: (near[table], table), default=None)
    return None if first is None else way(found, starts, first, own=own)


def apart(found: Paths, starts: Collection[str]) -> dict[str, float]:
    """Count the steps from each partner to the nearest of some; NaN where there is no way."""
    base = found.on.reach
    if not starts:
        return dict.fromkeys(base.bodies, float("nan"))
    far = _far(found.on, sorted(starts), np.ones(len(base.ends), dtype=bool)).min(axis=0)
    return dict(zip(base.bodies, np.where(np.isfinite(far), far, np.nan).tolist(), strict=True))


def way(found: Paths, starts: Collection[str], table: str, *, own: Collection[str] = ()) -> Way:
    """
    Find the way from some partners to a table.

    `own` are people who go the way themselves, so that nothing hangs on others where they do.
    """
    at = found.on.reach.place
    begin = sorted(at[body] for body in starts if body in at and body != table)
    far = found.far[found.tables.index(table)]
    if not begin or not np.isfinite(far[begin]).any():
        return Way(table, float("nan"), (), (), (), 0.0 if begin else float("nan"))
    first = min(begin, key=lambda place: (far[place], place))
    names = found.on.reach.bodies
    walk = [names[first]]
    while walk[-1] != table:
        left = far[at[walk[-1]]] - 1
        nearer = [x for x in found.network.contacts(walk[-1]) if far[at[x]] == left]
        # Of equal ways the one that people go tells more than one from table to table.
        walk.append(min(nearer, key=lambda body: (found.on.reach.kinds[at[body]] == "table", body)))
    flat = arrays.simple(found.network)
    sides = [np.array([found.network.position[x] for x in side], dtype=np.int64)
             for side in ([names[place] for place in begin], [table])]  # fmt: skip
    routes, _ = _kernels.independent_paths(flat.indptr, flat.indices, *sides)
    return Way(
        table=table,
        steps=float(far[first]),
        way=tuple(walk),
        through=_through(found, walk, own),
        only_through=_only(found, walk, begin, own, alone=routes == 1),
        routes=float(routes),
    )


def _through(found: Paths, walk: Sequence[str], own: Collection[str]) -> tuple[str, ...]:
    """Name the people on a way; the organization or table where nobody is."""
    named: list[str] = []
    ahead = found.typed.get((walk[0], walk[1]), ())
    # Whoever is of the group needs nobody to go the first step.
    if ahead and not set(ahead) & set(own):
        named.append(ahead[0])
    for before, body, after in zip(walk, walk[1:], walk[2:], strict=False):
        come, go = (found.typed.get((body, other), ()) for other in (before, after))
        both = [person for person in come if person in go]
        named += both[:1] or dict.fromkeys([*come[:1], *go[:1]]) or [body]
    return tuple(dict.fromkeys(named))


def _only(
    found: Paths, walk: Sequence[str], begin: Sequence[int], own: Collection[str], *, alone: bool
) -> tuple[str, ...]:
    """
    Name whom every way goes through: people, then organizations and tables.

    Nobody but those on one way can be on all, so only they are tried; of organizations and tables
    only where no second way goes past them (`alone`).
    """
    on, base = found.on, found.on.reach
    along = [*pairwise(walk), *pairwise(walk[::-1])]
    people = {person for pair in along for person in found.typed.get(pair, ())} - set(own)

    def parts(alive: reach.Bools) -> bool:
        return not np.isfinite(_far(on, walk[-1:], alive)[0][list(begin)]).any()

    tried = sorted(people)
    left = reach.alive_pairs(base, reach.alive_links(base, reach.gone(base, [[x] for x in tried])))
    only = [person for person, alive in zip(tried, left, strict=True) if parts(alive)]
    homes = {body for person in only for body in on.now.bodies_of.get(person, ())}
    for body in walk[1:-1] if alone else ():
        place = base.place[body]
        if body not in homes and parts(~(base.ends == place).any(axis=1)):
            only.append(body)
    return tuple(only)


def introducers(
    found: Paths, starts: Collection[str], table: str, *, own: Collection[str] = ()
) -> tuple[str, ...]:
    """
    Name the people who are acquainted with some partners and with a table.

    Whoever works closest with the partners comes first, then who trusts or is trusted most.
    """
    near: dict[str, tuple[float, float]] = {}
    for body in starts:
        for person, (trust, strong) in found.known.get(body, {}).items():
            near[person] = max(near.get(person, (0.0, 0.0)), (strong, trust))
    both = set(near) & set(found.known.get(table, {})) - set(own)
    # Somebody without an organization is a partner and no go-between of their own.
    return tuple(sorted(both - set(starts), key=lambda who: (*(-x for x in near[who]), who)))
