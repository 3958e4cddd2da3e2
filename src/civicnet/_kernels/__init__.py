"""
Algorithms over flat arrays: the only place that loops over ties.

A network is `indptr` and `indices` (int64, the contacts of actor v are
`indices[indptr[v]:indptr[v + 1]]`), without ties to oneself and with each contact once, in rising
order, as `civicnet.arrays.simple` gives it. Undirected, a tie stands in both rows. Everything is
checked here once; the kernels themselves, compiled or not, check nothing. Both builds find the
same, up to the rounding of sums. The number of threads changes nothing at all: work is cut into
the same pieces, and these are summed in order.
"""

from civicnet._kernels.breaks import (
    Cut,
    Removals,
    cut,
    independent_paths,
    node_cut,
    pairs_connected,
    pairs_lost,
    pairs_without,
    removals,
)
from civicnet._kernels.builds import chosen as backend
from civicnet._kernels.builds import stale
from civicnet._kernels.contacts import Holes, best_move, coreness, holes, roles, triangles
from civicnet._kernels.ways import (
    Distances,
    betweenness,
    distance_losses,
    distance_matrix,
    distances,
)

__all__ = [
    "Cut",
    "Distances",
    "Holes",
    "Removals",
    "backend",
    "best_move",
    "betweenness",
    "coreness",
    "cut",
    "distance_losses",
    "distance_matrix",
    "distances",
    "holes",
    "independent_paths",
    "node_cut",
    "pairs_connected",
    "pairs_lost",
    "pairs_without",
    "removals",
    "roles",
    "stale",
    "triangles",
]
