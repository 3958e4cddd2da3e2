"""Whether there is a core that everybody is tied to, who is in it, or how near to it."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from civicnet import _kernels, arrays, continuous_core, inference
from civicnet.errors import ArgumentError
from civicnet.pieces import in_name_order

if TYPE_CHECKING:
    import networkx as nx

    from civicnet.network import Network

Pattern = Literal["ignore-mixed", "either", "both", "continuous"]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

PATTERNS = ("ignore-mixed", "either", "both", "continuous")
# Every core is tried up to here.
EXACT = 18
# Starts of the search; in large networks they end at much the same core.
STARTS = 8
STARTS_IF_LARGE = 3
LARGE = 100
# A core is called clear where it fits at least so well, and chance rarely does as well.
CLEAR_R = 0.5
CLEAR_P = 0.05
SAME = 1e-9
NAN = float("nan")


@dataclass(frozen=True)
class CorePeriphery:
    """
    The core that fits a network best, and how well.

    Attributes
    ----------
    core, periphery : the actors of each, by name, with "continuous" the highest coreness first;
        () where undefined.
    r : correlation between the ties and the ideal pattern, -1 to 1; NaN where undefined.
    margin : how much better `r` is than that of the second best core (exact), or of the best core
        found beside it; 0 where another core is as good; NaN where there is no other, and with
        "continuous", where coreness a little higher or lower always fits almost as well.
    p : share of random networks with as many ties whose own best core fits as well, the network
        itself counted as one; NaN where undefined.
    clear : whether `r` is at least 0.5 and `p` at most 0.05.
    verdict : "clear core", "no clear core" or "undefined".
    exact : whether every core was tried.
    alternatives : other cores that fit as well, at most 20.
    pattern, draws : as asked for.
    reason : why `r` is NaN, else "".
    coreness : with "continuous", how near the core each is, from 0 (the least) to 1 (the most), of
        `core` first, then of `periphery`; else ().
    floor : with "continuous", what the least has: pairs are fitted by the products of
        c = floor + (1 - floor) · coreness; where it is 1, by the sums of coreness. Else NaN.
    unplaced : all actors, where undefined; else ().
    """

    core: tuple[str, ...]
    periphery: tuple[str, ...]
    r: float
    margin: float
    p: float
    exact: bool
    alternatives: tuple[tuple[str, ...], ...]
    pattern: str
    draws: int
    reason: str = ""
    coreness: tuple[float, ...] = ()
    floor: float = NAN
    unplaced: tuple[str, ...] = ()

    @property
    def clear(self) -> bool:
        """Tell whether the core is worth speaking of."""
        return bool(self.r >= CLEAR_R and self.p <= CLEAR_P)

    @property
    def verdict(self) -> str:
        """Say it in two words."""
        if self.reason:
            return "undefined"
        return "clear core" if self.clear else "no clear core"

    @property
    def table(self) -> pd.DataFrame:
        """
        Give one row per actor, the core first.

        `actor` (str); `part` ("core" or "periphery", None where undefined); with "continuous"
        `coreness` (float, 0–1, NaN where undefined); `reason`.
        """
        rows: list[tuple[str, str | None, str]] = [(actor, "core", "") for actor in self.core]
        rows += [(actor, "periphery", "") for actor in self.periphery]
        rows += [(actor, None, self.reason) for actor in self.unplaced]
        frame = pd.DataFrame(rows, columns=["actor", "part", "reason"], dtype=object)
        if self.pattern == "continuous":
            frame.insert(2, "coreness", np.array(self.coreness or [NAN] * len(rows), dtype=float))
        return frame

    @property
    def summary(self) -> tuple[str, ...]:
        """Say in plain sentences what was found, and how sure it is."""
        if self.reason:
            return (f"Whether there is a core cannot be said: {self.reason}.",)
        many = f"{len(self.core)} actors" if len(self.core) > 1 else "1 actor"
        fit = f"r = {self.r:.2f}, p = {self.p:.3f} against {self.draws} random networks"
        said = (
            f"There is a core of {many} ({fit})."
            if self.clear
            else f"No clear core: the best, of {many}, fits poorly or by chance ({fit})."
        )
        if self.coreness:
            return (said, f"It is the best found from {continuous_core.STARTS} starts.")
        second = ""
        if not np.isnan(self.margin):
            second = (
                "Another core fits as well. "
                if self.margin <= SAME
                else f"The second best core fits {_how_much(self.margin)}. "
            )
        how = "" if self.exact else "It is the best found; not every core was tried."
        return (said, *([(second + how).strip()] if second + how else []))


def _how_much(margin: float) -> str:
    return f"{margin:.3f} less" if margin >= 0.001 else "almost as well"


def core_periphery(
    n: Network | nx.Graph,
    pattern: Pattern = "ignore-mixed",
    *,
    draws: int = 200,
    seed: int = 0,
    executor: Executor | None = None,
) -> CorePeriphery:
    """
    Find the core whose members are tied to each other while the rest are not, and how well it fits.

    An `r` near 1 says that the network is a core and a fringe; a low one that there is no such
    split, though a best core is always found: read `verdict` first. `p` compares with random
    networks of as many ties, each with its own best core (shuffling names would change nothing).

    Parameters
    ----------
    pattern : what an ideal core is. "ignore-mixed": all pairs within the core are tied, none
        within the periphery, and pairs between the two are left aside. "either": also all pairs
        between the two are tied. "both": none between the two are. "continuous": nobody is simply
        in or out; each actor has a c in 0–1, and the more likely a pair is tied the larger the
        product of its two.
    draws, seed, executor : how many random networks, drawn from what, shared by whom.

    Returns
    -------
    `CorePeriphery`. Every core is tried up to 18 actors; above, members are moved in and out while
    that helps, from several starts. NaN with fewer than three actors, or where no pair, or every
    pair, is tied. Where several cores fit as well, the one of fewest actors, then first by name.

    With "continuous" r is climbed to from 8 starts, to within 0.000001 of the top they lead to;
    some seconds for 200 draws, since each of them is climbed too. `coreness` is c drawn out to
    0 for the least and 1 for the most (not the number of `centrality.coreness`), and `core` so many
    of the highest that being among them correlates best with it. Where the fit only grows, without
    ever being best, as all c become alike or as one outdoes all others, r and coreness are what
    they tend to.

    Raises
    ------
    ArgumentError
        for another pattern, or draws below 1.

    References
    ----------
    Borgatti, S. P. & Everett, M. G. (2000). Models of core/periphery structures. Social Networks
    21:375–395.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import cohesion
    >>> ties = nx.complete_graph(["Mayor", "Schools", "YMCA", "Chamber"])
    >>> for i, name in enumerate(["Port", "Parents", "Church", "Clinic", "Library", "Parks"]):
    ...     ties.add_edges_from((name, core) for core in list(ties)[i % 3:i % 3 + 2])
    >>> found = cohesion.core_periphery(ties)
    >>> found.core, round(found.r, 6), found.verdict
    (('Chamber', 'Mayor', 'Schools', 'YMCA'), 1.0, 'clear core')
    >>> print(found.table[["actor", "part"]].tail(2).to_string(index=False))
    actor      part
    Parks periphery
     Port periphery
    >>> found = cohesion.core_periphery(ties, "continuous", draws=19)
    >>> print(found.table[["actor", "part", "coreness"]].head(5).round(2).to_string(index=False))
      actor      part  coreness
    Schools      core       1.0
       YMCA      core       1.0
    Chamber      core       0.6
      Mayor      core       0.6
     Church periphery       0.0
    """
    if pattern not in PATTERNS:
        raise ArgumentError(f"pattern must be one of {', '.join(PATTERNS)}; got {pattern!r}")
    ties = in_name_order(arrays.simple(n))
    size = len(ties)
    cells = size * (size - 1)
    entries = len(ties.indices)
    reason = ""
    if size < 3:
        reason = "it takes three actors or more"
    elif entries in (0, cells):
        reason = "no two actors are tied" if not entries else "everybody is tied to everybody"
    exact = size <= EXACT and pattern != "continuous"
    nowhere = partial(
        CorePeriphery, (), (), NAN, NAN, NAN, exact, (), pattern, draws, unplaced=ties.labels
    )
    if reason:
        return nowhere(reason=reason)
    matrix, random = _matrix(ties), np.random.default_rng(seed)
    margin, floor, others, coreness = NAN, NAN, [], np.zeros(0)
    if pattern == "continuous":
        best, floor, coreness = continuous_core.best_fit(matrix, random)
        inside = continuous_core.highest(coreness)
    else:
        best, second, cores = _best(matrix, pattern, random)
        if best == -np.inf:
            return nowhere(reason="with so few actors no core differs from its periphery")
        inside = np.isin(np.arange(size), cores[0])
        others = [tuple(ties.labels[i] for i in core) for core in cores[1:21]]
        margin = 0.0 if others else (NAN if second == -np.inf else best - second)
    drawn = inference.simulate(
        partial(_chance, size, ties.n_ties, pattern, directed=ties.directed),
        draws=draws,
        seed=seed,
        executor=executor,
    )
    equal = continuous_core.NEAR if pattern == "continuous" else SAME
    # The core first; the higher coreness first, then by name.
    order = (
        np.lexsort((-coreness.round(6), ~inside))
        if len(coreness)
        else np.argsort(~inside, kind="stable")
    )
    named = tuple(ties.labels[i] for i in order)
    core_size = int(inside.sum())
    return CorePeriphery(
        core=named[:core_size],
        periphery=named[core_size:],
        r=best,
        margin=margin,
        p=(1 + int((drawn >= best - equal).sum())) / (1 + draws),
        exact=exact,
        alternatives=tuple(others),
        pattern=pattern,
        draws=draws,
        coreness=tuple(coreness[order].tolist()) if len(coreness) else (),
        floor=floor,
    )


# The best r, the second best, and the cores that reach the best, fewest actors first.
Found = tuple[float, float, list[tuple[int, ...]]]
# A count of one core, or of many.
Value = TypeVar("Value", float, Floats)
# From ties within the core, ties within the periphery, actors in the core, to r.
Fit = Callable[[Floats, Floats, Floats], Floats]


def _best(matrix: csr_array, pattern: str, random: np.random.Generator) -> Found:
    """Find the best core; `matrix` holds ties, symmetric, a tie one way only as two halves."""
    size = matrix.shape[0]
    fit = partial(_fit, pattern, size, matrix.sum())
    if size <= EXACT:
        best, second, found = _every_core(matrix, fit)
    else:
        best, second, found = _search(matrix, pattern, fit, random)
    return best, second, sorted(found, key=lambda core: (len(core), core))


def _chance(
    size: int, n_ties: int, pattern: str, random: np.random.Generator, *, directed: bool
) -> float:
    """Draw a network with as many ties, and give the r of its own best core."""
    cells = size * (size - 1) if directed else size * (size - 1) // 2
    chosen = random.choice(cells, n_ties, replace=False, shuffle=False)
    if directed:
        rows, others = chosen // (size - 1), chosen % (size - 1)
        others = others + (others >= rows)
    else:
        # Pair number c of i < j, counted row by row: the row is where the running count reaches c.
        before = np.concatenate([[0], np.cumsum(np.arange(size - 1, 0, -1))])
        rows = np.searchsorted(before, chosen, side="right") - 1
        others = chosen - before[rows] + rows + 1
    strength = 0.5 if directed else 1.0
    one_way = csr_array((np.full(n_ties, strength), (rows, others)), shape=(size, size))
    matrix = csr_array(one_way + one_way.T)
    if pattern == "continuous":
        return continuous_core.best_fit(matrix, random).r
    return _best(matrix, pattern, random)[0]


def _matrix(ties: arrays.Arrays) -> csr_array:
    size = len(ties)
    one_way = csr_array((np.ones(len(ties.indices)), ties.indices, ties.indptr), shape=(size, size))
    return csr_array((one_way + one_way.T) / 2) if ties.directed else one_way


def _fit(pattern: str, size: int, total: float, core: Floats, rest: Floats, k: Floats) -> Floats:
    """
    Correlate ties with the pattern: phi of two yes-or-no variables over the cells that count.

    `core` and `rest` are the ties within core and periphery, `total` all of them, `k` the actors
    in the core. -inf where either variable does not vary.
    """
    yes, no = _cells(pattern, size, k)
    tied_yes, tied_no = _tied(pattern, total, core, rest)
    tied = tied_yes + tied_no
    spread = tied * (yes + no - tied) * yes * no
    with np.errstate(divide="ignore", invalid="ignore"):
        r = (tied_yes * no - tied_no * yes) / np.sqrt(spread)
    return np.where(spread > 0, r, -np.inf)


def _cells(pattern: str, size: int, k: Value) -> tuple[Value, Value]:
    """Count the ordered pairs that are tied in the pattern, and those that are not."""
    pairs, others = k * (k - 1.0), size - k
    apart, cells = others * (others - 1.0), size * (size - 1.0)
    if pattern == "ignore-mixed":
        return pairs, apart
    return (cells - apart, apart) if pattern == "either" else (pairs, cells - pairs)


def _tied(pattern: str, total: float, core: Value, rest: Value) -> tuple[Value, Value]:
    """Count the ties in those two kinds of pairs."""
    return (
        total - rest if pattern == "either" else core,
        total - core if pattern == "both" else rest,
    )


def _every_core(matrix: csr_array, fit: Fit) -> Found:
    """Try all of them: bit i of a number says whether actor i is in the core."""
    dense = matrix.toarray()
    size = len(dense)
    core, k = np.zeros(1), np.zeros(1)
    for i in range(size):
        to = np.zeros(1)
        for j in range(i):
            to = np.concatenate([to, to + dense[i, j]])
        core = np.concatenate([core, core + 2 * to])
        k = np.concatenate([k, k + 1])
    # Backwards the numbers are the complements.
    r = fit(core, core[::-1], k)
    best = float(r.max())
    if best == -np.inf:
        return best, best, []
    good = r >= best - SAME
    cores = [
        tuple(i for i in range(size) if number >> i & 1) for number in np.flatnonzero(good).tolist()
    ]
    return best, float(r[~good].max(initial=-np.inf)), cores


def _search(matrix: csr_array, pattern: str, fit: Fit, random: np.random.Generator) -> Found:
    """Start from the best-linked actors, changes of them, any; move one while that helps."""
    degree = np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
    first = _best_linked(matrix, degree, fit)
    starts = [first]
    for i in range(1, STARTS if len(first) <= LARGE else STARTS_IF_LARGE):
        changed = first ^ (random.random(len(first)) < 0.1)
        starts.append(
            changed if i % 2 or len(first) > LARGE else random.random(len(first)) < random.random()
        )
    ends = [_climbed(matrix, pattern, start) for start in starts]
    best = max(r for r, _, _ in ends)
    cores = {tuple(np.flatnonzero(core).tolist()) for r, _, core in ends if r >= best - SAME}
    below = [x for r, near, _ in ends for x in (r, near) if x < best - SAME]
    return best, max(below, default=-np.inf), sorted(cores)


def _best_linked(matrix: csr_array, degree: Floats, fit: Fit) -> NDArray[np.bool_]:
    """Give the best core among those made of the actors with the most ties."""
    size = len(degree)
    order = np.argsort(-degree, kind="stable")
    place = np.argsort(order)
    ties = matrix.tocoo()
    rows, others = ties.coords if hasattr(ties, "coords") else (ties.row, ties.col)
    core = np.cumsum(np.bincount(np.maximum(place[rows], place[others]), ties.data, size))
    rest = degree.sum() - 2 * np.cumsum(degree[order]) + core
    r = fit(core.astype(np.float64), rest.astype(np.float64), np.arange(1.0, size + 1))
    return np.asarray(place <= np.argmax(r))


def _climbed(
    matrix: csr_array, pattern: str, inside: NDArray[np.bool_]
) -> tuple[float, float, NDArray[np.bool_]]:
    """Move the actor whose move helps most, until none helps; also give the best move then."""
    size, total = matrix.shape[0], float(matrix.sum())
    # In the core a move is one out of it.
    way = np.where(inside, -1.0, 1.0)
    to_core = matrix @ inside.astype(np.float64)
    to_rest = matrix @ (~inside).astype(np.float64)
    core, rest, k = float(to_core[inside].sum()), float(to_rest[~inside].sum()), float(inside.sum())
    # What a move brings to the pairs that are tied in the pattern, and takes from the others.
    brings = to_rest if pattern == "either" else to_core
    takes = to_core if pattern == "both" else to_rest
    tied = _tied(pattern, total, core, rest)
    r = _phi(*tied, *_cells(pattern, size, k))
    while True:
        fewer, more = (_cells(pattern, size, k + sign) for sign in (-1.0, 1.0))
        i = _kernels.best_move(way, brings, takes, tied, fewer, more)
        sign = float(way[i])
        core += 2 * sign * float(to_core[i])
        rest -= 2 * sign * float(to_rest[i])
        k += sign
        tied = _tied(pattern, total, core, rest)
        moved = _phi(*tied, *(fewer if sign < 0 else more))
        if not moved > r + SAME:
            return r, moved, way < 0
        r = moved
        way[i] = -sign
        entries = slice(matrix.indptr[i], matrix.indptr[i + 1])
        contacts, change = matrix.indices[entries], sign * matrix.data[entries]
        to_core[contacts] += change
        to_rest[contacts] -= change


def _phi(tied_yes: float, tied_no: float, yes: float, no: float) -> float:
    """Give the r of one core; see _fit."""
    tied = tied_yes + tied_no
    spread = tied * (yes + no - tied) * yes * no
    return (tied_yes * no - tied_no * yes) / math.sqrt(spread) if spread > 0 else -math.inf
