"""Which few actors matter most together: those whom others need, or who reach everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from civicnet import arrays, set_scores
from civicnet.errors import ArgumentError
from civicnet.pieces import in_name_order
from civicnet.set_scores import SCORES, Score

if TYPE_CHECKING:
    import networkx as nx

    from civicnet.network import Network

Goal = Literal["fragment", "distance_fragment", "reach"]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

GOALS = ("fragment", "distance_fragment", "reach")
# Sets tried one by one; above, the best found.
EXACT_SETS = 200_000
# Starts of the search where not every set is tried: one greedy, one of the best-linked, some of all
# contacts of the least linked, the rest drawn. Distances cost more.
STARTS = {"fragment": 20, "distance_fragment": 4, "reach": 10}
STARTS_IF_SMALL = 20
SMALL = 100
STARTS_IF_LARGE = 4
LARGE = 50_000
# Scores are sums of fractions in another order each: closer than this is equal.
SAME = 1e-10
MOST_ALTERNATIVES = 20
# Numbers that a search keeps of the scores it has worked out: 80 MB at most.
MOST_KEPT = 10_000_000


@dataclass(frozen=True)
class KeyPlayers:
    """
    The set of actors that matter most together.

    Attributes
    ----------
    actors : the set, by name; where several are as good, the first by name. Empty where undefined.
    score : fragmentation, fragmentation by distance, or reach of the set, 0–1; NaN where undefined.
    exact : whether every set was tried; else it is the best found.
    alternatives : other sets that score the same, the first 20 by name of `n_alternatives`.
    goal : "fragment", "distance_fragment" or "reach".
    before : the score of the same survivors while the set is still there; NaN for reach.
    tried : how many sets were tried, or from how many starts the search went.
    n_alternatives : how many other sets score the same (of those tried or found).
    standard_error : of `score`, where that rests on a sample; else 0.
    convention : how the members of the set count for reach; "" for the other goals.
    reason : why the score is NaN, else "".
    """

    actors: tuple[str, ...]
    score: float
    exact: bool
    alternatives: tuple[tuple[str, ...], ...]
    goal: str
    before: float
    tried: int
    n_alternatives: int = 0
    standard_error: float = 0.0
    convention: str = ""
    reason: str = ""

    @property
    def summary(self) -> tuple[str, ...]:
        """Say in plain sentences what was found, and how sure it is."""
        if self.reason:
            return (f"No such set: {self.reason}.",)
        names = _listed(self.actors)
        if self.goal == "fragment":
            said = (
                f"Without {names}, {self.score:.0%} of the pairs of the others have no way to each "
                f"other; with them it is {self.before:.0%}."
            )
        elif self.goal == "distance_fragment":
            said = (
                f"Without {names}, the others lie {self.score:.0%} apart (0 % all tied to each "
                f"other, 100 % no way between any); with them it is {self.before:.0%}."
            )
        else:
            said = (
                f"From {names} the others are near to {self.score:.0%} (100 %: everybody is one of "
                f"them or tied to one); {self.convention}."
            )
        how = (
            f"Every one of {self.tried:,} sets was tried."
            if self.exact
            else f"This is the best found from {self.tried} starts; there may be a better one."
        )
        others = self.n_alternatives
        also = "1 other set is as good." if others == 1 else f"{others:,} other sets are as good."
        error = f"The number is estimated, ± {2 * self.standard_error:.1%}."
        return (said, how, *([also] if others else []), *([error] if self.standard_error else []))


def key_players(
    n: Network | nx.Graph,
    size: int = 3,
    goal: Goal = "fragment",
    *,
    members: Literal[1, 0] = 1,
    seed: int = 0,
) -> KeyPlayers:
    """
    Find the set of actors that matter most together.

    The best set is usually not made of the best single actors: two who break the same link are no
    better than one. A high score says for "fragment" and "distance_fragment" that the others fall
    apart without the set, for "reach" that a word to the set soon gets to everybody.

    Parameters
    ----------
    size : how many actors.
    goal : "fragment" makes the share of pairs of the others without any way between them largest;
        "distance_fragment" 1 minus the mean of 1/distance between the others; "reach" the mean
        over all actors of 1/distance from the nearest of the set. Reach follows the direction of
        ties, the others leave it aside.
    members : what a member of the set counts for reach: 1 (default), so that a set everybody is
        tied to scores 1, or 0, as some programs have it. It changes the score, not the set.
    seed : draws the starts of the search, and samples, in large networks.

    Returns
    -------
    `KeyPlayers`. Every set is tried while there are at most 200,000 of them; above, sets are
    built up one by one, and their members swapped while that helps, from several starts, and it
    says so. Above 5,000 actors the search by distance and for reach looks at a sample of 500 of
    them; the score by distance is then an estimate from another sample. By distance that takes
    minutes at 20,000 actors.
    NaN where fewer than two others would be left, or for reach fewer than `size` actors are there.

    Raises
    ------
    ArgumentError
        for another goal, or a size below 1.

    References
    ----------
    Borgatti, S. P. (2006). Identifying sets of key players in a social network. Computational and
    Mathematical Organization Theory 12:21–34: equations 4, 9 and 14 (fragmentation, its distance
    form, and reach).

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import fragmentation
    >>> ties = [("Mayor", "Schools"), ("Schools", "Parents"), ("Mayor", "Chamber"),
    ...         ("Schools", "YMCA"), ("Mayor", "Port")]
    >>> found = fragmentation.key_players(nx.Graph(ties), 2)
    >>> found.actors, found.score, found.exact
    (('Mayor', 'Schools'), 1.0, True)
    >>> print(found.summary[0])
    Without Mayor and Schools, 100% of the pairs of the others have no way to each other; with
    them it is 0%.
    """
    if goal not in GOALS:
        raise ArgumentError(f"goal must be one of {', '.join(GOALS)}; got {goal!r}")
    if size < 1:
        raise ArgumentError(f"size must be 1 actor or more; got {size!r}")
    if members not in (0, 1):
        raise ArgumentError(f"members must count 1 or 0; got {members!r}")
    ties = in_name_order(arrays.simple(n) if goal == "reach" else arrays.simple(n).undirected)
    convention = f"members of the set count {members}" if goal == "reach" else ""
    left = len(ties) - size
    if left < (0 if goal == "reach" else 2):
        least = f"{size} actors" if goal == "reach" else f"{size + 2} actors"
        reason = f"it takes {least} or more, and there are {len(ties)}"
        return KeyPlayers(
            actors=(),
            score=float("nan"),
            exact=True,
            alternatives=(),
            goal=goal,
            before=float("nan"),
            tried=0,
            convention=convention,
            reason=reason,
        )
    score = SCORES[goal](ties, set_scores.searched_from(len(ties), seed))
    exact = comb(len(ties), size) <= EXACT_SETS and len(ties) <= set_scores.EXACT_ACTORS
    if exact:
        best, found = _every_set(score, len(ties), size)
        tried = comb(len(ties), size)
    else:
        tried = _n_starts(goal, len(ties))
        # Searches come by the same sets again and again.
        kept = lru_cache(max(1, MOST_KEPT // len(ties)))(score)
        best, found = _search(kept, ties, size, tried, seed)
    sets = sorted(found)
    chosen = np.array(sets[0], dtype=np.int64)
    error = 0.0
    before = float("nan")
    if goal == "reach":
        best = set_scores.reach_of(ties, chosen) - size / len(ties) * (1 - members)
    elif goal == "fragment":
        before = set_scores.fragmentation_of(ties, chosen, apart=False)
    else:
        before, _ = set_scores.distance_fragmentation_of(ties, chosen, seed, apart=False)
        best, error = set_scores.distance_fragmentation_of(ties, chosen, seed, apart=True)
    return KeyPlayers(
        actors=tuple(ties.labels[i] for i in sets[0]),
        score=float(min(max(best, 0.0), 1.0)),
        exact=exact,
        alternatives=tuple(
            tuple(ties.labels[i] for i in each) for each in sets[1 : MOST_ALTERNATIVES + 1]
        ),
        goal=goal,
        before=before,
        tried=tried,
        n_alternatives=len(sets) - 1,
        standard_error=error,
        convention=convention,
    )


def _every_set(score: Score, n: int, size: int) -> tuple[float, set[tuple[int, ...]]]:
    """Try every set: each smaller one is completed by all actors after it at once."""
    best = -np.inf
    found: set[tuple[int, ...]] = set()
    for base in combinations(range(n), size - 1):
        after = base[-1] + 1 if base else 0
        if after == n:
            continue
        values = score(base)[after:]
        top = float(values.max())
        if top < best - SAME:
            continue
        if top > best + SAME:
            found.clear()
        best = max(best, top)
        as_good = np.flatnonzero(values >= best - SAME) + after
        found.update((*base, int(v)) for v in as_good)
    return best, found


def _search(
    score: Score, ties: arrays.Arrays, size: int, starts: int, seed: int
) -> tuple[float, set[tuple[int, ...]]]:
    """Swap members while that helps, from several starts."""
    best = -np.inf
    found: set[tuple[int, ...]] = set()
    for start in _starts(score, ties, size, starts, seed):
        value, members = _swapped(score, start)
        if value > best + SAME:
            found.clear()
        if value >= best - SAME:
            best = max(best, value)
            found.add(tuple(sorted(members)))
    return best, found


def _n_starts(goal: str, size: int) -> int:
    if size <= SMALL:
        return STARTS_IF_SMALL
    return STARTS[goal] if size <= LARGE else STARTS_IF_LARGE


def _starts(
    score: Score, ties: arrays.Arrays, size: int, starts: int, seed: int
) -> Iterator[list[int]]:
    yield _built_up(score, [], size)
    yield np.argsort(-ties.degree, kind="stable")[:size].tolist()
    # Taking out all contacts of somebody cuts that one off, which no single step shows.
    few = np.flatnonzero((ties.degree > 0) & (ties.degree <= size))
    few = few[np.argsort(ties.degree[few], kind="stable")][: max(0, starts // 2 - 1)]
    for i in few:
        yield _built_up(score, ties.indices[ties.indptr[i] : ties.indptr[i + 1]].tolist(), size)
    random = np.random.default_rng(seed)
    # The well linked are drawn more often; everybody can be.
    chance = (ties.degree + 1) / (ties.degree + 1).sum()
    for _ in range(starts - 2 - len(few)):
        yield random.choice(len(ties), size, replace=False, p=chance).tolist()


def _built_up(score: Score, members: list[int], size: int) -> list[int]:
    """Add whoever helps most until there are enough."""
    while len(members) < size:
        members = [*members, int(np.argmax(score(tuple(sorted(members)))))]
    return members


def _swapped(score: Score, members: list[int]) -> tuple[float, list[int]]:
    members = list(members)
    value = -np.inf
    kept = 0
    i = 0
    while kept < len(members):
        others = members[:i] + members[i + 1 :]
        values = score(tuple(sorted(others)))
        top = int(np.argmax(values))
        if values[top] > max(value, values[members[i]]) + SAME:
            members[i] = top
            kept = 0
        kept += 1
        value = max(value, float(values[members[i]]))
        i = (i + 1) % len(members)
    return value, members


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(x for x in (", ".join(names[:-1]), names[-1]) if x)
