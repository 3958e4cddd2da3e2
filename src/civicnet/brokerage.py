"""Who links others: structural holes, bridging, and roles between groups (gould_fernandez)."""

from __future__ import annotations

from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import _kernels
from civicnet.arrays import Arrays, simple
from civicnet.gould_fernandez import roles, roles_expected, roles_partial, roles_permuted
from civicnet.ranking import because, ranked
from civicnet.shortest_ways import dependencies, summed_over

if TYPE_CHECKING:
    import networkx as nx

    from civicnet.network import Network

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

__all__ = [
    "bridging",
    "constraint",
    "constraint_ego",
    "effective_size",
    "hierarchy",
    "roles",
    "roles_expected",
    "roles_partial",
    "roles_permuted",
]

NO_TIES = "no ties"
# Bridging looks at every tie from every actor: above so many (10,000 actors with 50,000 ties) that
# takes minutes.
MOST_BRIDGING = 500_000_000


def constraint(network: Network | nx.Graph, *, weight: str | None = None) -> pd.DataFrame:
    """
    Measure how much each actor's contacts are tied to one another.

    Low values mark brokers: their contacts do not reach each other without them. High values mark
    actors all of whose contacts know each other, or who have hardly any contacts: everything
    reaches them along the same few ways. An actor with a single contact has exactly 1.

    The shares of the contacts' time are of all their ties in the network (as in igraph and
    networkx); `constraint_ego` looks at the ties among the contacts only (as UCINET by default).

    Parameters
    ----------
    weight : what holds the strength of ties; by default every tie counts the same. In a directed
        network both ways are added, so a mutual tie counts twice.

    Returns
    -------
    One row per actor, lowest first: `actor`; `constraint` (float, above 0; it may exceed 1 where
    there are few contacts, closely tied); `reason`. NaN for an isolate.

    Raises
    ------
    ArgumentError
        where a strength is not a number above zero.

    References
    ----------
    Burt, R. S. (1992). Structural Holes. Harvard University Press, chapter 2.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import brokerage
    >>> ties = [("Backbone", "Mayor"), ("Backbone", "YMCA"), ("Backbone", "Schools")]
    >>> graph = nx.Graph([*ties, ("Mayor", "Schools")])
    >>> graph.add_node("Chamber")
    >>> print(brokerage.constraint(graph).round(3))
          actor  constraint   reason
    0  Backbone       0.611
    1      YMCA       1.000
    2     Mayor       1.007
    3   Schools       1.007
    4   Chamber         NaN  no ties
    """
    arrays = simple(network, weight=weight).summed
    found = _kernels.holes(arrays.indptr, arrays.indices, arrays.weights)
    return _of_ties(arrays, {"constraint": found.constraint}, lowest_first=True)


def constraint_ego(network: Network | nx.Graph, *, weight: str | None = None) -> pd.DataFrame:
    """
    Measure constraint looking only at each actor, its contacts, and the ties among them.

    Read it as `constraint`. It is the convention of interviews in which people are asked about
    their contacts, since what else the contacts do is not known then; it is mostly larger.

    Returns
    -------
    One row per actor, lowest first: `actor`; `constraint_ego` (float, above 0, may exceed 1);
    `reason`. NaN for an isolate.

    References
    ----------
    Burt (1992), as in `constraint`. Everett, M. G. & Borgatti, S. P. (2020). Unpacking Burt's
    constraint measure. Social Networks 62, 50-57.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import brokerage
    >>> ties = [("Backbone", "Mayor"), ("Backbone", "YMCA"), ("Mayor", "Schools")]
    >>> print(brokerage.constraint_ego(nx.Graph(ties)))
          actor  constraint_ego reason
    0  Backbone             0.5
    1     Mayor             0.5
    2   Schools             1.0
    3      YMCA             1.0
    """
    arrays = simple(network, weight=weight).summed
    found = _kernels.holes(arrays.indptr, arrays.indices, arrays.weights, ego=True)
    return _of_ties(arrays, {"constraint_ego": found.constraint}, lowest_first=True)


def effective_size(network: Network | nx.Graph, *, weight: str | None = None) -> pd.DataFrame:
    """
    Count each actor's contacts, less those that are redundant because they are tied to others.

    High: many contacts who do not know each other; with them comes news that does not come twice.
    Low against the number of contacts (a `burt_efficiency` far below 1): most of these ties lead
    to the same circle.

    Without weights and direction it is n - 2t/n, for n contacts with t ties among them. It holds
    in directed and weighted networks as well (networkx 3.6.1 gives other values there, which do
    not follow the definition).

    Parameters
    ----------
    weight : what holds the strength of ties; by default every tie counts the same. In a directed
        network both ways are added, so a mutual tie counts twice.

    Returns
    -------
    One row per actor, highest first: `actor`; `effective_size` (float, from 1 up to the number of
    contacts); `burt_efficiency` (float, above 0, at most 1: effective size as a share of the
    contacts); `reason`. NaN for an isolate.

    References
    ----------
    Burt (1992), as in `constraint`, chapter 1. Borgatti, S. P. (1997). Structural holes: unpacking
    Burt's redundancy measures. Connections 20(1), 35-38.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import brokerage
    >>> ties = [("Backbone", "Mayor"), ("Backbone", "YMCA"), ("Backbone", "Schools")]
    >>> graph = nx.Graph([*ties, ("Mayor", "Schools")])
    >>> print(brokerage.effective_size(graph).round(3))
          actor  effective_size  burt_efficiency reason
    0  Backbone           2.333            0.778
    1     Mayor           1.000            0.500
    2   Schools           1.000            0.500
    3      YMCA           1.000            1.000
    """
    arrays = simple(network, weight=weight).summed
    size = _kernels.holes(arrays.indptr, arrays.indices, arrays.weights).effective_size
    efficiency = size / np.where(arrays.degree, arrays.degree, 1)
    return _of_ties(arrays, {"effective_size": size, "burt_efficiency": efficiency})


def hierarchy(network: Network | nx.Graph, *, weight: str | None = None) -> pd.DataFrame:
    """
    Measure how far each actor's constraint comes from a single contact.

    High: one contact stands behind most of what holds the actor back; that contact is the one to
    get around, or to go through. 0: all contacts constrain alike. It has nothing to do with rank
    in an organization.

    Parameters
    ----------
    weight : as in `constraint`.

    Returns
    -------
    One row per actor, highest first: `actor`; `burt_hierarchy` (float, 0-1; 1 for an actor with
    one contact); `reason`. NaN for an isolate.

    References
    ----------
    Burt (1992), as in `constraint`, chapter 2, the Coleman-Theil index of inequality.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import brokerage
    >>> ties = [("Backbone", "Mayor"), ("Backbone", "YMCA"), ("Backbone", "Schools")]
    >>> graph = nx.Graph([*ties, ("Mayor", "Schools")])
    >>> print(brokerage.hierarchy(graph).round(3))
          actor  burt_hierarchy reason
    0      YMCA           1.000
    1  Backbone           0.052
    2     Mayor           0.010
    3   Schools           0.010
    """
    arrays = simple(network, weight=weight).summed
    found = _kernels.holes(arrays.indptr, arrays.indices, arrays.weights).hierarchy
    return _of_ties(arrays, {"burt_hierarchy": found})


def bridging(network: Network | nx.Graph, *, executor: Executor | None = None) -> pd.DataFrame:
    """
    Measure in two ways how far each actor is a bridge between parts of the network.

    `bridging_centrality` is betweenness times the bridging coefficient, which is high for actors
    whose contacts have more contacts than they: high for a small actor on the way between hubs.
    `bridging` asks what the network loses with one of the actor's ties: high where the loss of a
    tie makes ways long or cuts them. They answer different questions and may disagree. Direction
    is not looked at.

    Parameters
    ----------
    executor : any `concurrent.futures.Executor` to share the work; the result is the same.

    Returns
    -------
    One row per actor, highest bridging centrality first: `actor`; `bridging_centrality` (float, 0
    or more: raw betweenness, a count of pairs, times the coefficient); `bridging` (float, 0 or
    more: the mean, over the actor's ties, of the drop in the sum of 1/distance over all pairs when
    the tie is taken out; Valente and Fujimoto's own scale is this divided by the number of pairs);
    `reason`. NaN for an isolate; `bridging` also in networks where ties times actors are more than
    500 million, since every tie is looked at from every actor.

    References
    ----------
    Hwang, W., Kim, T., Ramanathan, M. & Zhang, A. (2008). Bridging centrality: graph mining from
    element level to group level. KDD '08, 336-344. Valente, T. W. & Fujimoto, K. (2010). Bridging:
    locating critical connectors in a network. Social Networks 32(3), 212-220.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import brokerage
    >>> ties = [("Mayor", "Backbone"), ("Backbone", "YMCA"), ("YMCA", "PTA")]
    >>> print(brokerage.bridging(nx.Graph(ties)).round(3))
          actor  bridging_centrality  bridging reason
    0  Backbone                0.667     2.083
    1      YMCA                0.667     2.083
    2     Mayor                0.000     1.833
    3       PTA                0.000     1.833
    """
    arrays = simple(network).undirected
    n, degree = len(arrays), arrays.degree
    contacts = np.maximum(degree, 1)
    nearby = np.bincount(arrays.rows, 1.0 / contacts[arrays.indices], minlength=n)
    alone = degree == 0
    raw = dependencies(arrays, np.arange(n), executor) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        centrality = np.where(alone, np.nan, raw * (1.0 / contacts) / nearby)
    large = arrays.n_ties * n > MOST_BRIDGING
    drops = np.full(n, np.nan) if large else _drops(arrays, executor)
    return ranked(
        arrays.labels,
        {"bridging_centrality": centrality, "bridging": drops},
        because(n, (alone, NO_TIES), (large, "bridging: too many ties times actors")),
        by="bridging_centrality",
    )


def _of_ties(
    arrays: Arrays, columns: dict[str, Floats], *, lowest_first: bool = False
) -> pd.DataFrame:
    """Make a frame of measures that isolates do not have."""
    reasons = because(len(arrays), (arrays.degree == 0, NO_TIES))
    by = next(iter(columns))
    return ranked(arrays.labels, columns, reasons, by=by, lowest_first=lowest_first)


def _drops(arrays: Arrays, executor: Executor | None) -> Floats:
    """Average over each actor's ties how much the sum of 1/distance drops without the tie."""
    n = len(arrays)
    task = partial(_lost, arrays.indptr, arrays.indices)
    lost = summed_over(np.arange(n), task, executor)
    # From everybody each pair is looked at twice, and what a tie loses stands half in the row of
    # each of its ends.
    total = np.bincount(arrays.rows, lost, n) + np.bincount(arrays.indices, lost, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(total / 2 / arrays.degree, dtype=np.float64)


def _lost(indptr: Ints, indices: Ints, sources: Ints) -> Floats:
    nearness = np.concatenate([[0.0], 1 / np.arange(1, len(indptr))])
    return _kernels.distance_losses(indptr, indices, nearness, sources, of="ties")
