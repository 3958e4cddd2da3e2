"""Who brokers between whom: coordinators, consultants, representatives, gatekeepers, liaisons."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import _kernels
from civicnet.arrays import Arrays, Groups, groups, simple
from civicnet.inference import permutation
from civicnet.ranking import because, framed, ranked

if TYPE_CHECKING:
    import networkx as nx

    from civicnet.network import Network

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ROLES = ("coordinator", "consultant", "representative", "gatekeeper", "liaison", "total")
# Without direction nobody can tell a representative from a gatekeeper: who stands at the boundary
# of a group brings out what he brings in.
UNDIRECTED_ROLES = ("coordinator", "consultant", "boundary", "liaison", "total")
# The rows of `roles_expected` and `roles_permuted` that are of no single actor.
WHOLE = "(whole network)"
NO_GROUP = "no group"


def roles(network: Network | nx.Graph, group: str | Mapping[Any, Any] = "sector") -> pd.DataFrame:
    """
    Count for whom each actor is a go-between, by the groups of those in between.

    An actor brokers a pair of others when a tie leads from one to it, a tie from it to the other,
    and none from the one to the other. What it is for them depends on the three groups:

    * `coordinator`: all three are of one group.
    * `consultant`: the two are of one group, the broker is of another.
    * `representative`: carries what comes from its own group to another.
    * `gatekeeper`: carries what comes from another group to its own.
    * `liaison`: all three are of different groups.

    High: many pairs that meet only through this actor (or through others like it: use
    `roles_partial` to share the credit). Low: its contacts are tied, or it has few. A count grows
    with the size of the groups; `roles_expected` tells what chance alone would give.

    In an undirected network each pair counts once, and `boundary` takes the place of
    `representative` and `gatekeeper`, which nobody can tell apart there. (Other tools count each
    such pair twice.)

    Parameters
    ----------
    group : an attribute of the actors, or a mapping from actors to groups. Pairs with somebody
        who has no group are left out; `attrs["left_out"]` says how many actors that are.

    Returns
    -------
    One row per actor, highest total first: `actor`; `group` (None where there is none); the roles
    and `total`, their sum (float, counts of ordered pairs, undirected of pairs; 0 for an
    isolate); `reason`. NaN for actors without a group.

    Raises
    ------
    ArgumentError
        where no actor has the attribute, with the name that comes nearest.

    References
    ----------
    Gould, R. V. & Fernandez, R. M. (1989). Structures of mediation: a formal approach to
    brokerage in transaction networks. Sociological Methodology 19, 89-126.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import brokerage
    >>> graph = nx.DiGraph([("YMCA", "Backbone"), ("Backbone", "Mayor"), ("Mayor", "Schools")])
    >>> sector = {"YMCA": "np", "Backbone": "np", "Mayor": "gov", "Schools": "gov"}
    >>> nx.set_node_attributes(graph, sector, "sector")
    >>> frame = brokerage.roles(graph)
    >>> print(frame[["actor", "group", "representative", "gatekeeper", "total"]])
          actor group  representative  gatekeeper  total
    0  Backbone    np             1.0         0.0    1.0
    1     Mayor   gov             0.0         1.0    1.0
    2   Schools   gov             0.0         0.0    0.0
    3      YMCA    np             0.0         0.0    0.0
    """
    return _counted(network, group, credit=False)


def roles_partial(
    network: Network | nx.Graph, group: str | Mapping[Any, Any] = "sector"
) -> pd.DataFrame:
    """
    Count brokered pairs as `roles`, sharing the credit for a pair among all who broker it.

    High: pairs that depend on this actor. An actor that is one of five go-betweens for a pair gets
    a fifth for it; one that is the only one gets 1. Where `roles` is high and this is low, others
    do the same.

    Returns
    -------
    The columns of `roles`, with shares 1/k in place of counts, where k is the number of all who
    broker the pair, with a group or without.

    References
    ----------
    Gould & Fernandez (1989), as in `roles`; partial credit as in UCINET's "weighted" option.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import brokerage
    >>> ties = [("YMCA", "Backbone"), ("Backbone", "Schools"), ("YMCA", "PTA"), ("PTA", "Schools")]
    >>> graph = nx.Graph(ties)
    >>> nx.set_node_attributes(graph, dict.fromkeys(graph, "local"), "sector")
    >>> print(brokerage.roles_partial(graph)[["actor", "coordinator", "total"]])
          actor  coordinator  total
    0  Backbone          0.5    0.5
    1       PTA          0.5    0.5
    2   Schools          0.5    0.5
    3      YMCA          0.5    0.5
    """
    return _counted(network, group, credit=True)


def roles_expected(
    network: Network | nx.Graph,
    group: str | Mapping[Any, Any] = "sector",
    *,
    draws: int = 1000,
    seed: int = 0,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """
    Compare the roles of each actor, and of the whole network, with what chance would give.

    A large z (say above 2) marks a role that is played more than by chance, a small one (below
    -2) a role that is played less. With few actors per group counts are far from a normal
    distribution; look at `roles_permuted` before saying much about a z.

    Directed: chance is a network of the same size, groups and density whose ties fall anywhere,
    independently; mean and variance are exact. Undirected: no formulas are known; chance is then
    the same network with the groups dealt out anew (`draws`, `seed` and `executor` are for that).

    Returns
    -------
    First the rows of `(whole network)`, the sums over all actors, then one row per actor and role,
    by name: `actor`; `role`; `observed`; `expected`; `sd`; `z` (floats); `reason`. NaN where the
    groups are too small for the role ever to occur (a coordinator needs two others of her group),
    and for actors without a group. Without them the network's density is still that of all.

    References
    ----------
    Gould & Fernandez (1989), as in `roles`, for the model. The variances of the whole network are
    not those of the R package sna 2.7, which leave out pairs of two-paths that contradict each
    other.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import brokerage
    >>> graph = nx.DiGraph([("A", "B"), ("B", "C"), ("C", "D"), ("D", "E"), ("E", "F"), ("B", "E")])
    >>> sector = {"A": "np", "B": "np", "C": "np", "D": "gov", "E": "gov", "F": "gov"}
    >>> nx.set_node_attributes(graph, sector, "sector")
    >>> frame = brokerage.roles_expected(graph)
    >>> print(frame[frame["actor"] == "B"].drop(columns=["actor", "reason"]).round(3))
                  role  observed  expected     sd      z
    12     coordinator       1.0     0.064  0.249  3.761
    13      consultant       0.0     0.192  0.485 -0.396
    14  representative       1.0     0.192  0.509  1.586
    15      gatekeeper       0.0     0.192  0.509 -0.377
    16         liaison       0.0     0.000  0.000    NaN
    17           total       2.0     0.640  1.054  1.290
    """
    arrays = simple(network)
    if not arrays.directed:
        found = roles_permuted(network, group, draws=draws, seed=seed, executor=executor)
        return found[["actor", "role", "observed", "expected", "sd", "z", "reason"]].copy()
    of = groups(network, group)
    observed = _with_sums(_roles(arrays, of.codes, credit=False), of.codes)
    sizes = np.bincount(of.codes[of.codes >= 0], minlength=len(of.names))
    n = len(arrays)
    density = arrays.n_ties / (n * (n - 1)) if n > 1 else 0.0
    means, variances = expected_of_actors(sizes, density)
    mean_all, variance_all = expected_of_network(sizes, density)
    rows = np.where(of.codes >= 0, of.codes, len(sizes))
    absent = np.full((1, len(ROLES)), np.nan)
    expected = np.vstack([mean_all, np.vstack([means, absent])[rows]])
    sd = np.sqrt(np.vstack([variance_all, np.vstack([variances, absent])[rows]]))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(sd > 0, (observed - expected) / sd, np.nan)
    still = "there are no ties" if density == 0 else "everybody is tied to everybody"
    small = "group too small" if 0 < density < 1 else still
    return _long(arrays, of, ROLES, {"observed": observed, "expected": expected, "sd": sd, "z": z},
                 small)  # fmt: skip


def roles_permuted(
    network: Network | nx.Graph,
    group: str | Mapping[Any, Any] = "sector",
    *,
    draws: int = 1000,
    seed: int = 0,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """
    Compare the roles with those in the same network when the groups are dealt out anew.

    The ties stay, so an actor's `total` never changes; the question is whether its pairs fall into
    a role more often than they would for any split of the actors into groups of these sizes. A
    small `p_high` says that so many are rare, a small `p_low` that so few are.

    Returns
    -------
    The rows of `roles_expected`, with `actor`, `role`, `observed`, `expected`, `sd`, `z`; `low` and
    `high` (95 % of the draws lie between them); `p_low` and `p_high` (shares of the draws as low,
    as high, as observed, which counts as one more draw; never 0); `reason`.

    References
    ----------
    Gould & Fernandez (1989), as in `roles`; `inference.permutation` for the test.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import brokerage
    >>> graph = nx.Graph([("A", "B"), ("B", "C"), ("C", "D"), ("D", "E"), ("E", "F"), ("B", "E")])
    >>> sector = {"A": "np", "B": "np", "C": "np", "D": "gov", "E": "gov", "F": "gov"}
    >>> nx.set_node_attributes(graph, sector, "sector")
    >>> frame = brokerage.roles_permuted(graph, draws=200)
    >>> print(frame.loc[frame["actor"] == "B", ["role", "observed", "p_low", "p_high"]].round(1))
               role  observed  p_low  p_high
    10  coordinator       1.0    1.0     0.3
    11   consultant       0.0    0.3     1.0
    12     boundary       2.0    1.0     0.9
    13      liaison       0.0    1.0     1.0
    14        total       3.0    1.0     1.0
    """
    arrays = simple(network)
    of = groups(network, group)
    names = ROLES if arrays.directed else UNDIRECTED_ROLES
    # By name, so that the order of the actors decides no draw.
    by_name = np.argsort(np.array(arrays.labels, dtype=object), kind="stable")
    has = by_name[of.codes[by_name] >= 0]
    found = permutation(
        partial(_roles_if, arrays, has), of.codes[has], draws=draws, seed=seed, executor=executor
    )
    kept = ("expected", "sd", "z", "low", "high", "p_low", "p_high")
    values = {"observed": np.asarray(found.estimate)}
    values |= {name: np.asarray(getattr(found, name)) for name in kept}
    return _long(arrays, of, names, values, "the same in every draw")


def expected_of_actors(sizes: Ints, density: float) -> tuple[Floats, Floats]:
    """
    Give mean and variance of the roles of a member of each group when ties fall at random.

    Ties are independent and each is there with probability `density`. Rows are groups of the given
    sizes, columns the six ROLES. Exact.
    """
    n = sizes.astype(np.float64)
    others = n.sum() - n
    # Sums over the other groups of the first, second and third powers of their sizes.
    second, third = (n**2).sum() - n**2, (n**3).sum() - n**3
    everybody = np.full(len(n), n.sum())
    pairs = (
        (n - 1) * (n - 2),
        second - others,
        others * (n - 1),
        others * (n - 1),
        others**2 - second,
        (everybody - 1) * (everybody - 2),
    )
    # Two pairs of one broker hang together where they share an end; as many share the first as
    # share the last.
    across = ((n - 1) * others * (others - 1) + others * (n - 1) * (n - 2)) / 2
    sharing = (
        (n - 1) * (n - 2) * (n - 3),
        third - 3 * second + 2 * others,
        across,
        across,
        others**2 * (others - 1) - (2 * others - 1) * second + third,
        (everybody - 1) * (everybody - 2) * (everybody - 3),
    )
    d, q = density, 1 - density
    p = d * d * q
    mean = p * np.column_stack(pairs)
    return mean, mean * (1 - p) + 2 * np.column_stack(sharing) * d**3 * q**3


def expected_of_network(sizes: Ints, density: float) -> tuple[Floats, Floats]:
    """
    Give mean and variance of the sums of the six ROLES over all actors, as expected_of_actors.

    Exact: of the pairs of two-paths that hang together all count, those that share ties as well as
    those of which one needs the tie that the other must not have.
    """
    n = sizes.astype(np.float64)
    total, second, third, fourth = (float((n**power).sum()) for power in (1, 2, 3, 4))
    others = total - n
    d, q = density, 1 - density
    p, shared, contrary, through = d * d * q, d**3 * q**3, d**4 * q**2, d**5 * q

    def all_among(m: float) -> tuple[float, float]:
        """Count the two-paths among m actors, and what their dependence adds to the variance."""
        paths = m * (m - 1) * (m - 2)
        return paths, paths * ((4 * m - 10) * (shared - contrary) + (m - 3) * through)

    own = [all_among(m) for m in n.tolist()]
    inside = n * (n - 1)
    consultant = inside * (
        ((2 * n - 6) * others + 2 * (second - n**2)) * shared + others * (others - 1) * through
    )
    across = inside * others
    boundary = across * ((total - 3) * shared - (2 * n - 3) * contrary + (n - 2) * through)
    # Sums of n_i n_j n_k, and of the same with one of them squared, over three different groups.
    three = total**3 - 3 * total * second + 2 * third
    squared = second * total**2 - second**2 - 2 * third * total + 2 * fourth
    liaison = ((4 * total - 2) * three - 8 * squared) * (shared - contrary) + (
        (total - 1) * three - 2 * squared
    ) * through
    everybody, dependent = all_among(total)
    crossing, dependent_crossing = float(across.sum()), float(boundary.sum())
    pairs = (sum(x for x, _ in own), float((inside * others).sum()), crossing, crossing, three)
    added = (
        sum(x for _, x in own),
        float(consultant.sum()),
        dependent_crossing,
        dependent_crossing,
        liaison,
    )
    mean = p * np.array([*pairs, everybody])
    return mean, mean * (1 - p) + np.array([*added, dependent])


def _roles(arrays: Arrays, codes: Ints, *, credit: bool) -> Floats:
    """Count the roles, a row an actor; undirected, each pair once and `boundary` merged."""
    found: Floats = _kernels.roles(arrays.indptr, arrays.indices, codes, partial=credit)
    if arrays.directed:
        return found
    # Each pair was met in both directions: coordinator, consultant, liaison and total are the
    # double, and a representative one way is a gatekeeper the other.
    once: Floats = found[:, [0, 1, 3, 4, 5]] * np.array([0.5, 0.5, 1.0, 0.5, 0.5])
    return once


def _with_sums(found: Floats, codes: Ints) -> Floats:
    """Put the sums over all actors first, and NaN where an actor has no group."""
    return np.vstack([found.sum(axis=0), np.where(codes[:, None] >= 0, found, np.nan)])


def _roles_if(arrays: Arrays, has: Ints, labels: Ints) -> Floats:
    """Count the roles with other groups for those who have one."""
    codes = np.full(len(arrays), -1, dtype=np.int64)
    codes[has] = labels
    return _with_sums(_roles(arrays, codes, credit=False), codes)


def _counted(
    network: Network | nx.Graph, group: str | Mapping[Any, Any], *, credit: bool
) -> pd.DataFrame:
    arrays = simple(network)
    of = groups(network, group)
    without = of.codes < 0
    found = np.where(without[:, None], np.nan, _roles(arrays, of.codes, credit=credit))
    names = ROLES if arrays.directed else UNDIRECTED_ROLES
    named = np.array([*of.names, None], dtype=object)[of.codes]
    frame = ranked(
        arrays.labels,
        {"group": named, **dict(zip(names, found.T, strict=True))},
        because(len(arrays), (without, NO_GROUP)),
        by="total",
    )
    frame.attrs["left_out"] = int(without.sum())
    return frame


def _long(
    arrays: Arrays, of: Groups, names: tuple[str, ...], values: dict[str, Floats], still: str
) -> pd.DataFrame:
    """Give one row per actor and role, the whole network first, then actors by name."""
    order = np.concatenate([[0], 1 + np.argsort(np.array(arrays.labels, dtype=object))])
    order = order.astype(np.int64)
    without = np.concatenate([[False], of.codes < 0])[order].repeat(len(names))
    labels = np.array([WHOLE, *arrays.labels], dtype=object)[order]
    columns = {name: value[order].ravel() for name, value in values.items()}
    reasons = because(len(without), (without, NO_GROUP), (np.isnan(columns["z"]), still))
    frame = framed(
        {
            "actor": labels.repeat(len(names)),
            "role": np.tile(np.array(names, dtype=object), len(labels)),
            **columns,
            "reason": reasons,
        }
    )
    frame.attrs["left_out"] = int((of.codes < 0).sum())
    return frame
