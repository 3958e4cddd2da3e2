"""
Which bodies reach which, and what is left of it when people go, links end or bodies close.

Pairs of bodies are what is counted; a link between two lives while one tie or seat behind it does,
and a personal one while somebody who carries it is there. Nobody rebuilds: what is left is what is
left of today's ties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from civicnet import _kernels, bodies

if TYPE_CHECKING:
    from civicnet.model import Partnership

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# The least strength that is more than knowing of each other.
COOPERATION = 2.0
# Links looked at together when many scenarios are; about 30 MB.
_CELLS = 8_000_000


class Lost(NamedTuple):
    """
    Weighted pairs of bodies that no longer are within reach, for each scenario.

    `others`: pairs that touch none of the leaver's own bodies; `own`: pairs that do.
    """

    others: Floats
    own: Floats


@dataclass(frozen=True, eq=False, repr=False)
class Reach:
    """
    The links between bodies as arrays: which pair each joins, and on whom it rests.

    `links` are rows of `bodies.links` that count as contact and join two bodies, in the order of
    their pairs, with `pair` (int, its row in `ends`) and `until` (the last day of the tie or seat,
    NaT where none is known). Link i rests on `carriers[left[left_ptr[i]:left_ptr[i + 1]]]` at its
    source and on those of `right` at its target; one at each side must be there. A side that needs
    nobody has the first carrier, who is always there. A carrier is a person and "", or a person and
    the office that gives a second home.
    """

    bodies: tuple[str, ...]
    kinds: tuple[str, ...]
    count: Floats
    steps: int
    carriers: tuple[tuple[str, str], ...]
    links: pd.DataFrame
    ends: Ints
    left_ptr: Ints
    left: Ints
    right_ptr: Ints
    right: Ints

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each body stands in `bodies`."""
        return {body: i for i, body in enumerate(self.bodies)}

    @cached_property
    def carried_by(self) -> dict[str, list[int]]:
        """Where each person stands in `carriers`, as a person and as holder of an office."""
        found: dict[str, list[int]] = defaultdict(list)
        for i, (person, _) in enumerate(self.carriers):
            found[person].append(i)
        return found

    @cached_property
    def pairs(self) -> float:
        """How many pairs of bodies there are, each weighing the product of their counts."""
        return float((self.count.sum() ** 2 - (self.count**2).sum()) / 2)

    @cached_property
    def within(self) -> float:
        """How many of them are within `steps` steps of each other."""
        none = np.zeros((1, len(self.ends)), dtype=bool)
        return float(lost(self, none).others[0])

    @cached_property
    def connected(self) -> float:
        """How many have any way to each other."""
        return float(connected(self, np.ones((1, len(self.ends)), dtype=bool))[0])

    def __repr__(self) -> str:
        return f"Reach({len(self.bodies)} bodies, {len(self.ends)} tied pairs)"


def reach(
    partnership: Partnership,
    at: object = None,
    *,
    strength: float = COOPERATION,
    steps: int = 2,
    count: Floats | None = None,
) -> Reach:
    """
    Take the bodies that are there at a moment, the links that count, and who carries them.

    `count` says what each body counts, in the order of their names; None counts organizations and
    tables once and people without an organization not at all (where there are fewer than three
    organizations and tables, everybody once). Ties weaker than `strength` and those of being at
    odds are no contact.
    """
    everyone = bodies.actors(partnership, at)
    there = everyone[everyone["present"] & (everyone["body"] == everyone["actor"])]
    names, kinds = tuple(there["actor"]), tuple(there["kind"])
    place = {body: i for i, body in enumerate(names)}
    found = bodies.links(partnership, at)
    counts = ~found["adverse"] & ~(found["strength"] < strength)
    found = found[counts & (found["source"] != found["target"])].reset_index(drop=True)
    one, two = (found[side].map(place).to_numpy(dtype=np.int64) for side in ("source", "target"))
    key = np.minimum(one, two) * len(names) + np.maximum(one, two)
    order = np.argsort(key, kind="stable")
    distinct, pair = np.unique(key[order], return_inverse=True)
    found = found.iloc[order].reset_index(drop=True)
    found = found.assign(pair=pair.astype(np.int64), until=_until(partnership, found))
    sides = [_side(found, end) for end in ("source", "target")]
    carriers = [_NOBODY, *sorted({c for side in sides for each in side for c in each} - {_NOBODY})]
    number = {carrier: i for i, carrier in enumerate(carriers)}
    flat = [x for side in sides for x in _flat([[number[c] for c in each] for each in side])]
    ends = np.stack([distinct // max(len(names), 1), distinct % max(len(names), 1)], axis=1)
    return Reach(names, kinds, _counted(kinds, count), steps, tuple(carriers), found, ends, *flat)


# Who carries what needs nobody: always there.
_NOBODY = ("", "")


def _side(found: pd.DataFrame, end: str) -> list[list[tuple[str, str]]]:
    """Name the carriers at one end of each link."""
    # A second home rests on the person and on the office that gives it.
    office = found["target_office"].where((found["what"] == "home") & (end == "target"), "")
    return [
        [(person, post) for person in people] or [_NOBODY]
        for people, post in zip(found[f"{end}_people"], office, strict=True)
    ]


def _until(partnership: Partnership, found: pd.DataFrame) -> pd.Series:
    """Give the last day of the tie or seat behind each link."""
    until = pd.Series(np.full(len(found), "NaT", dtype="M8[us]"))
    for what, frame in (("tie", partnership.ties), ("seat", partnership.seats)):
        mine = (found["what"] == what).to_numpy()
        until[mine] = frame["end"].to_numpy()[found.loc[mine, "row"].to_numpy()]
    return until


def _counted(kinds: Sequence[str], count: Floats | None) -> Floats:
    if count is not None:
        return np.asarray(count, dtype=np.float64)
    organized = np.isin(np.array(kinds, dtype=object), ["organization", "table"])
    return np.where(organized, 1.0, 0.0) if organized.sum() > 2 else np.ones(len(kinds))


def _flat(sides: list[list[int]]) -> tuple[Ints, Ints]:
    ptr = np.cumsum([0, *map(len, sides)], dtype=np.int64)
    return ptr, np.array([c for side in sides for c in side], dtype=np.int64)


# --- what lives when some are gone ----------------------------------------------------------------


def gone(found: Reach, leaving: Sequence[Collection[str]]) -> Bools:
    """
    Mark who is gone in each scenario: a row each, a column for each carrier.

    Whoever is gone holds no office either; people who carry nothing make no difference.
    """
    rows = np.zeros((len(leaving), len(found.carriers)), dtype=bool)
    for row, people in enumerate(leaving):
        for person in people:
            rows[row, found.carried_by.get(person, [])] = True
    return rows


def touching(found: Reach, closed: Collection[str]) -> Bools:
    """Mark the links of bodies that close: one row."""
    ends = found.links["source"].isin(closed) | found.links["target"].isin(closed)
    return np.asarray(ends, dtype=bool)[None, :]


def suspended(found: Reach, vacant: Collection[str]) -> Bools:
    """Mark the institutional links that wait until somebody holds an office again: one row."""
    links = found.links
    through = links["source_office"].isin(vacant) | links["target_office"].isin(vacant)
    return np.asarray(through & (links["basis"] == "institutional"), dtype=bool)[None, :]


def alive(found: Reach, gone: Bools, ended: Bools | None = None) -> Iterator[Bools]:
    """
    Tell which tied pairs still are, scenario by scenario, in blocks of rows.

    `gone` has a row a scenario and a column a carrier; `ended` marks links that have ended for
    another reason: one row for all scenarios, or one each.
    """
    rows = max(1, _CELLS // max(len(found.left) + len(found.right), 1))
    for start in range(0, len(gone), rows):
        block = slice(start, start + rows)
        yield alive_pairs(found, alive_links(found, gone[block], _rows(ended, block)))


def _rows(ended: Bools | None, block: slice) -> Bools | None:
    return ended if ended is None or len(ended) == 1 else ended[block]


def alive_links(found: Reach, gone: Bools, ended: Bools | None = None) -> Bools:
    """Tell which links still are: a row a scenario, a column a link."""
    if not len(found.links):
        return np.zeros((len(gone), 0), dtype=bool)
    here = ~gone
    links = np.logical_or.reduceat(here[:, found.left], found.left_ptr[:-1], axis=1)
    links &= np.logical_or.reduceat(here[:, found.right], found.right_ptr[:-1], axis=1)
    if ended is not None:
        links &= ~ended
    return np.asarray(links, dtype=bool)


def alive_pairs(found: Reach, links: Bools) -> Bools:
    """Tell which pairs are tied by one of the links that are."""
    if not len(found.ends):
        return np.zeros((len(links), 0), dtype=bool)
    first = np.flatnonzero(np.diff(found.links["pair"].to_numpy(), prepend=-1))
    return np.asarray(np.logical_or.reduceat(links, first, axis=1), dtype=bool)


# --- what that means ------------------------------------------------------------------------------


def lost(
    found: Reach, alive: Bools, own: Sequence[Collection[int]] | None = None, *, steps: int = 0
) -> Lost:
    """
    Weigh the pairs that no longer are within reach, for each row of tied pairs that still are.

    `own` gives for each scenario the bodies of those who leave, whose pairs are counted apart;
    `steps` is that of the reach unless said.
    """
    mine = [sorted(each) for each in own] if own is not None else [[]] * len(alive)
    own_ptr, whose = _flat(mine)
    found_lost = _kernels.pairs_lost(
        found.ends, *_dead(alive), own_ptr, whose, found.count, steps=steps or found.steps
    )
    return Lost(*found_lost)


def connected(found: Reach, alive: Bools) -> Floats:
    """Weigh the pairs that have some way to each other, for each row of tied pairs."""
    return _kernels.pairs_connected(found.ends, *_dead(alive), found.count)


def _dead(alive: Bools) -> tuple[Ints, Ints]:
    rows, links = np.nonzero(~alive)
    ptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(alive)))])
    return ptr.astype(np.int64), links.astype(np.int64)


def distances(found: Reach, alive: Bools) -> Floats:
    """Give the steps between any two bodies for one row of tied pairs; infinite without a way."""
    ends = found.ends[alive]
    both = np.concatenate([ends, ends[:, ::-1]])
    order = np.lexsort((both[:, 1], both[:, 0]))
    counts = np.bincount(both[:, 0], minlength=len(found.bodies))
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    steps = _kernels.distance_matrix(indptr, np.ascontiguousarray(both[order, 1]))
    return np.where(steps < 0, np.inf, steps.astype(np.float64))


def efficiency(found: Reach, alive: Bools) -> float:
    """
    Give the mean of 1/steps over all pairs, 0 where there is no way; NaN without a pair.

    Latora & Marchiori (2001). Unlike the mean of steps it never improves when somebody is cut off.
    """
    if not found.pairs:
        return float("nan")
    far = distances(found, alive)
    np.fill_diagonal(far, np.inf)
    return float(found.count @ (1 / far) @ found.count / 2 / found.pairs)


def cut_off(found: Reach, alive: Bools) -> tuple[str, ...]:
    """
    Name the bodies that no longer have any way to the largest part of those they had one to.

    For one row of tied pairs. Of each piece that falls apart the part that counts most stays (the
    first by name where two count the same); everybody else in it is cut off.
    """
    before, after = (_pieces(found, x) for x in (np.ones(len(found.ends), dtype=bool), alive))
    parts = pd.DataFrame({"before": before, "after": after, "count": found.count, "n": 1})
    sizes = parts.groupby(["before", "after"], as_index=False).sum()
    # Pieces are numbered as they are met, so the first of equal ones is the first by name.
    main = sizes.sort_values(["count", "n", "after"], ascending=[False, False, True])
    stays = set(main.drop_duplicates("before")["after"])
    return tuple(b for b, piece in zip(found.bodies, after, strict=True) if piece not in stays)


def _pieces(found: Reach, alive: Bools) -> Ints:
    ends = found.ends[alive]
    ones = np.ones(len(ends))
    graph = csr_array((ones, (ends[:, 0], ends[:, 1])), (len(found.bodies),) * 2)
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
