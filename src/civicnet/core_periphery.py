"""Whether there is a core that everybody is tied to, and who is in it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from civicnet import arrays, inference
from civicnet.errors import ArgumentError
from civicnet.pieces import in_name_order

if TYPE_CHECKING:
    import networkx as nx

    from civicnet.network import Network

Pattern = Literal["ignore-mixed", "either", "both"]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

PATTERNS = ("ignore-mixed", "either", "both")
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


@dataclass(frozen=True)
class CorePeriphery:
    """
    The core that fits a network best, and how well.

    Attributes
    ----------
    core, periphery : the actors of each, by name; () where undefined.
    r : correlation between the ties and the ideal pattern, -1 to 1; NaN where undefined.
    margin : how much better `r` is than that of the second best core (exact), or of the best core
        found beside it; 0 where another core is as good; NaN where there is no other.
    p : share of random networks with as many ties whose own best core fits as well, the network
        itself counted as one; NaN where undefined.
    clear : whether `r` is at least 0.5 and `p` at most 0.05.
    verdict : "clear core", "no clear core" or "undefined".
    exact : whether every core was tried.
    alternatives : other cores that fit as well, at most 20.
    pattern, draws : as asked for.
    reason : why `r` is NaN, else "".
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
        """Give one row per actor, the core first: `actor`, `part`, `reason`."""
        rows = [(actor, "core", "") for actor in self.core]
        rows += [(actor, "periphery", "") for actor in self.periphery]
        return pd.DataFrame(rows, columns=["actor", "part", "reason"], dtype=object)

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
        second = (
            "Another core fits as well."
            if self.margin <= SAME
            else f"The second best core fits {_how_much(self.margin)}."
        )
        how = "" if self.exact else " It is the best found; not every core was tried."
        return (said, second + how)


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
        between the two are tied. "both": none between the two are.
    draws, seed, executor : how many random networks, drawn from what, shared by whom.

    Returns
    -------
    `CorePeriphery`. Every core is tried up to 18 actors; above, members are moved in and out while
    that helps, from several starts. NaN with fewer than three actors, or where no pair, or every
    pair, is tied. Where several cores fit as well, the one of fewest actors, then first by name.

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
    exact = size <= EXACT
    nan = float("nan")
    if reason:
        return CorePeriphery((), (), nan, nan, nan, exact, (), pattern, draws, reason)
    best, second, cores = _best(_matrix(ties), pattern, np.random.default_rng(seed))
    if best == -np.inf:
        reason = "with so few actors no core differs from its periphery"
        return CorePeriphery((), (), nan, nan, nan, exact, (), pattern, draws, reason)
    drawn = inference.simulate(
        partial(_chance, size, ties.n_ties, pattern, directed=ties.directed),
        draws=draws,
        seed=seed,
        executor=executor,
    )
    as_good = int((drawn >= best - SAME).sum())
    named = [tuple(ties.labels[i] for i in core) for core in cores]
    inside = set(named[0])
    return CorePeriphery(
        core=named[0],
        periphery=tuple(label for label in ties.labels if label not in inside),
        r=best,
        margin=0.0 if len(named) > 1 else (nan if second == -np.inf else best - second),
        p=(1 + as_good) / (1 + draws),
        exact=exact,
        alternatives=tuple(named[1:21]),
        pattern=pattern,
        draws=draws,
    )


# The best r, the second best, and the cores that reach the best, fewest actors first.
Found = tuple[float, float, list[tuple[int, ...]]]
# From ties within the core, ties within the periphery, actors in the core, to r.
Fit = Callable[[Floats, Floats, Floats], Floats]


def _best(matrix: csr_array, pattern: str, random: np.random.Generator) -> Found:
    """Find the best core; `matrix` holds ties, symmetric, a tie one way only as two halves."""
    size = matrix.shape[0]
    search = _every_core if size <= EXACT else _search
    best, second, found = search(matrix, partial(_fit, pattern, size, matrix.sum()), random)
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
    matrix = csr_array((np.full(n_ties, strength), (rows, others)), shape=(size, size))
    return _best(csr_array(matrix + matrix.T), pattern, random)[0]


def _matrix(ties: arrays.Arrays) -> csr_array:
    size = len(ties)
    one_way = csr_array((np.ones(len(ties.indices)), ties.indices, ties.indptr), shape=(size, size))
    return csr_array((one_way + one_way.T) / 2) if ties.directed else one_way


def _fit(pattern: str, size: int, total: float, core: Floats, rest: Floats, k: Floats) -> Floats:
    """
    Correlate ties with the pattern: phi of two yes-or-no variables over the cells that count.

    `core` and `rest` are the ties within core and periphery, `total` all of them, `k` the actors
    in the core; a cell is an ordered pair. -inf where either variable does not vary.
    """
    pairs = np.asarray(k * (k - 1.0))
    others = size - k
    apart = np.asarray(others * (others - 1.0))
    cells = size * (size - 1.0)
    if pattern == "ignore-mixed":
        yes, no, tied_yes, tied_no = pairs, apart, core, rest
    elif pattern == "either":
        yes, no, tied_yes, tied_no = cells - apart, apart, total - rest, rest
    else:
        yes, no, tied_yes, tied_no = pairs, cells - pairs, core, total - core
    tied = tied_yes + tied_no
    spread = tied * (yes + no - tied) * yes * no
    with np.errstate(divide="ignore", invalid="ignore"):
        r = (tied_yes * no - tied_no * yes) / np.sqrt(spread)
    return np.where(spread > 0, r, -np.inf)


def _every_core(matrix: csr_array, fit: Fit, random: np.random.Generator) -> Found:  # noqa: ARG001
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


def _search(matrix: csr_array, fit: Fit, random: np.random.Generator) -> Found:
    """Start from the best-linked actors, changes of them, any; move one while that helps."""
    degree = np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
    first = _best_linked(matrix, degree, fit)
    starts = [first]
    for i in range(1, STARTS if len(first) <= LARGE else STARTS_IF_LARGE):
        changed = first ^ (random.random(len(first)) < 0.1)
        starts.append(
            changed if i % 2 or len(first) > LARGE else random.random(len(first)) < random.random()
        )
    ends = [_climbed(matrix, degree, fit, start) for start in starts]
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
    matrix: csr_array, degree: Floats, fit: Fit, inside: NDArray[np.bool_]
) -> tuple[float, float, NDArray[np.bool_]]:
    """Move the actor whose move helps most, until none helps; also give the best move then."""
    inside = inside.copy()
    to_core = matrix @ inside.astype(np.float64)
    core = float(to_core[inside].sum())
    rest = float(degree.sum() - 2 * degree[inside].sum() + core)
    k = float(inside.sum())
    r = float(fit(np.array([core]), np.array([rest]), np.array([k]))[0])
    while True:
        way = np.where(inside, -1.0, 1.0)
        moves = fit(core + 2 * way * to_core, rest - 2 * way * (degree - to_core), k + way)
        i = int(np.argmax(moves))
        if not moves[i] > r + SAME:
            return r, float(moves[i]), inside
        sign = float(way[i])
        core += 2 * sign * float(to_core[i])
        rest -= 2 * sign * float(degree[i] - to_core[i])
        k += sign
        r = float(moves[i])
        inside[i] = not inside[i]
        entries = slice(matrix.indptr[i], matrix.indptr[i + 1])
        to_core[matrix.indices[entries]] += sign * matrix.data[entries]
