"""Networks made for the bench, with a seed: a two-mode world of people at tables, projected."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

# Shares of all actors: tied to one other only, in pieces of their own, tied to nobody.
LEAVES, APART, ALONE = 0.15, 0.03, 0.02
# A person comes to tables of other communities than their own this often.
ABROAD = 0.1
MOST_AT_TABLE = 40


@dataclass(frozen=True, eq=False)
class Ties:
    """A network as its pairs: `one[i]` and `other[i]` are tied, each pair once, none to itself."""

    n: int
    one: Ints
    other: Ints

    def __len__(self) -> int:
        return len(self.one)

    @cached_property
    def degree(self) -> Ints:
        """How many contacts each actor has."""
        return np.bincount(np.concatenate([self.one, self.other]), minlength=self.n)

    @cached_property
    def rows(self) -> tuple[Ints, Ints]:
        """Both directions of every tie as compressed rows: starts, and contacts in rising order."""
        ends = np.concatenate([self.one, self.other])
        others = np.concatenate([self.other, self.one])
        order = np.argsort(ends * self.n + others)
        return np.concatenate([[0], np.cumsum(self.degree)]), others[order]


def people_at_tables(n: int, *, ties_each: int = 5, seed: int = 0) -> Ties:
    """
    Make a network of `ties_each` times n ties.

    Most people sit at tables of their community, some at many (heavy tails) and some abroad; all at
    a table are tied. Around them a fringe: people tied to one other, small pieces apart, isolates.
    Names say nothing: the numbers of actors are shuffled.
    """
    random = np.random.default_rng([n, ties_each, seed])
    n_alone, n_apart, n_leaves = (int(share * n) for share in (ALONE, APART, LEAVES))
    n_core = n - n_alone - n_apart - n_leaves
    one, other = _around(random, n_core, n_leaves, n_apart)
    wanted = ties_each * n - len(one)
    key = _at_tables(random, n_core, wanted)
    one, other = np.concatenate([one, key // n_core]), np.concatenate([other, key % n_core])
    shuffled = random.permutation(n)
    return Ties(n, shuffled[one], shuffled[other])


def _at_tables(random: np.random.Generator, n: int, wanted: int) -> Ints:
    """Give pairs (the smaller number times n, plus the larger) of people at shared tables."""
    wanted = min(wanted, n * (n - 1) // 4)
    # Communities are runs of people, a few large and many small.
    sizes = 20 + 60 * random.pareto(1.5, n // 20 + 1)
    edges = np.cumsum(sizes).astype(np.int64)
    edges = np.concatenate([[0], edges[edges < n - 20], [n]])
    # Chairs of the active are many, so that drawing a chair draws the active more often.
    n_chairs = np.minimum(1 + 3 * random.pareto(1.8, n), 20 + n / 50).astype(np.int64)
    chairs = np.repeat(np.arange(n), n_chairs)
    first = np.concatenate([[0], np.cumsum(n_chairs)])[edges]

    def draw(where: Ints) -> Ints:
        share = random.random(where.shape)
        place = first[where] + (share * (first[where + 1] - first[where])).astype(np.int64)
        drawn: Ints = chairs[place]
        return drawn

    # Everybody knows one person of their community; the rest come of tables.
    home = np.repeat(np.arange(len(edges) - 1), np.diff(edges))
    found = _keys(np.arange(n), draw(home), n)
    while len(found) < wanted:
        tables = (wanted - len(found)) // 6 + 10
        size = np.minimum(2 + 2 * random.pareto(2.0, tables), MOST_AT_TABLE).astype(np.int64)
        where = random.choice(len(edges) - 1, tables, p=np.diff(edges) / n)
        keys = [found]
        for each in np.unique(size):
            here = np.repeat(where[size == each, None], each, axis=1)
            people = draw(here)
            abroad = random.random(people.shape) < ABROAD
            people[abroad] = chairs[random.integers(len(chairs), size=int(abroad.sum()))]
            a, b = np.triu_indices(each, 1)
            keys.append(_keys(people[:, a].ravel(), people[:, b].ravel(), n))
        found = _once(np.concatenate(keys))
    return random.permutation(found)[:wanted]


def _keys(one: Ints, other: Ints, n: int) -> Ints:
    smaller, larger = np.minimum(one, other), np.maximum(one, other)
    return _once((smaller * n + larger)[smaller != larger])


def _once(keys: Ints) -> Ints:
    """Give each number once; numpy.unique of today hashes, which takes 90 times as long here."""
    keys = np.sort(keys)
    return keys[np.diff(keys, prepend=-1) > 0]


def _around(random: np.random.Generator, n: int, n_leaves: int, n_apart: int) -> tuple[Ints, Ints]:
    """Tie the leaves to people of the core or to leaves before them, and make the pieces apart."""
    leaves = np.arange(n, n + n_leaves)
    # A third hangs on another of the fringe: chains, which a single removal cuts.
    hangs_on = np.where(
        random.random(n_leaves) < 0.33,
        n + (random.random(n_leaves) * np.arange(n_leaves)).astype(np.int64),
        random.integers(n, size=n_leaves),
    )
    hangs_on[:1] = 0
    start = n + n_leaves
    apart = np.arange(start, start + n_apart)
    # Rings of three to six, each closed by its first.
    ring = np.cumsum(random.random(n_apart) < 0.25)
    first = np.maximum.accumulate(np.where(np.diff(ring, prepend=-1) > 0, apart, 0))
    next_one = np.where(np.diff(ring, append=-1) == 0, apart + 1, first)
    kept = (next_one != apart) & ~((first == next_one) & (apart - first == 1))
    return (
        np.concatenate([hangs_on, np.minimum(apart, next_one)[kept]]),
        np.concatenate([leaves, np.maximum(apart, next_one)[kept]]),
    )


def leavers(ties: Ties, *, by_degree: bool) -> tuple[Ints, Ints]:
    """
    Draw many sets of one to five people who leave: where each set starts, and who is in them.

    Uniformly, or by degree: the well linked leave more often than others.
    """
    random = np.random.default_rng([ties.n, int(by_degree), 2])
    number = 2_000 if ties.n <= 2_000 else 20_000
    size = np.minimum(random.integers(1, 6, number), ties.n)
    if by_degree:
        total = np.cumsum(ties.degree)
        who = np.searchsorted(total, random.random(size.sum()) * total[-1], side="right")
    else:
        who = random.integers(ties.n, size=size.sum())
    return np.concatenate([[0], np.cumsum(size)]), np.minimum(who, ties.n - 1)


def far_pairs(ties: Ties, number: int = 20) -> list[tuple[int, int]]:
    """Draw pairs of actors with three contacts or more who are not tied to each other."""
    random = np.random.default_rng([ties.n, 3])
    starts, contacts = ties.rows
    able = np.flatnonzero(ties.degree >= 3)
    found: list[tuple[int, int]] = []
    while len(found) < number and len(able) > 1:
        one, other = random.choice(able, 2, replace=False).tolist()
        if other not in contacts[starts[one] : starts[one + 1]]:
            found.append((one, other))
    return found


def strengths(ties: Ties) -> Ints:
    """Draw how strong each tie is, from 1 to 6."""
    return np.random.default_rng([len(ties), 4]).integers(1, 7, len(ties))
