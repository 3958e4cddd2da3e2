"""How everybody stands among their contacts: holes, triangles, brokers, cores."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from civicnet._kernels import builds, calls, checks, uncompiled
from civicnet.errors import ArgumentError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Holes(NamedTuple):
    """Burt's measures of each actor (NaN where undefined), and c_ij of each entry."""

    constraint: Floats
    effective_size: Floats
    hierarchy: Floats
    local: Floats


def holes(
    indptr: Ints, indices: Ints, strength: ArrayLike | None = None, *, ego: bool = False
) -> Holes:
    """
    Measure Burt's structural holes. Undirected; `strength` holds z_ij + z_ji of each entry.

    Without `strength` every tie is as strong. With `ego` each actor sees its contacts and the ties
    among them only (UCINET's default); else the shares of its contacts are of all they have.
    """
    n = checks.network(indptr, indices)
    z = np.ones(len(indices)) if strength is None else checks.strengths(strength, indices)
    if len(z) and not z.min() > 0:
        raise ArgumentError("strengths must be above 0")
    name = "holes_of_ego" if ego else "holes"
    constraint, size, local = map(
        calls.floats, calls.call("constraint", name, (indptr, indices, z))
    )
    degree = np.diff(indptr)
    rows = np.repeat(np.arange(n), degree)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = local * (degree / constraint)[rows]
        hierarchy = np.bincount(rows, relative * np.log(relative), minlength=n)
        hierarchy = hierarchy / (degree * np.log(degree))
    hierarchy[degree == 1] = 1.0
    for measure in (constraint, size, hierarchy):
        measure[degree == 0] = np.nan
    return Holes(constraint, size, hierarchy, local)


def triangles(indptr: Ints, indices: Ints) -> Ints:
    """Count the triangles each actor is in. Undirected."""
    checks.network(indptr, indices)
    return calls.ints(calls.call("constraint", "triangles", (indptr, indices)))


def roles(indptr: Ints, indices: Ints, group: ArrayLike, *, partial: bool = False) -> Floats:
    """
    Count for each broker v the pairs a → v → b without a tie a → b, by their groups.

    Columns: coordinator, consultant, representative, gatekeeper, liaison, total. Group -1 is none:
    such actors are neither a, v nor b. With `partial` a pair gives 1/k to each of its k brokers,
    whatever their group. In an undirected network each pair counts in both directions.
    """
    n = checks.network(indptr, indices)
    groups = np.ascontiguousarray(group, dtype=np.int64)
    if groups.shape != (n,):
        raise ArgumentError(f"group must have one number for each of the {n} actors")
    arrays = (indptr, indices, groups, int(partial))
    return calls.floats(calls.call("brokerage", "roles", arrays)).reshape(n, 6)


def coreness(indptr: Ints, indices: Ints) -> Ints:
    """Give the largest k such that the actor is among actors with k contacts there. Undirected."""
    checks.network(indptr, indices)
    return calls.ints(calls.call("cores", "coreness", (indptr, indices)))


def best_move(
    way: Floats,
    brings: Floats,
    takes: Floats,
    tied: tuple[float, float],
    fewer: tuple[float, float],
    more: tuple[float, float],
) -> int:
    """
    Find the first actor whose move makes the ties and a pattern of pairs correlate most.

    The pattern says yes to some pairs and no to others, with `tied` ties. The move of v into the
    core (way 1) adds 2 brings[v] ties to the first, takes 2 takes[v] from the second, and leaves
    `more` pairs of each; its move out of it (way -1) the other way round, and leaves `fewer`.
    """
    if not len(way) == len(brings) == len(takes) > 0:
        raise ArgumentError("way, brings and takes must have one number an actor")
    build = builds.chosen()
    if build == "uncompiled":
        return uncompiled.best_move(way, brings, takes, tied, fewer, more)
    kernel = builds.module("cores", build).best_move
    return int(kernel(way, brings, takes, *tied, *fewer, *more))
