"""How deep in the network everybody is: coreness, and moves into and out of a core."""
# mypy: ignore-errors
# Cython checks the types here; to Python they are annotations.

from __future__ import annotations

try:
    import cython
except ImportError:
    from civicnet._kernels import shim as cython

from civicnet._kernels.memory import ints


def coreness(
    indptr: cython.const[cython.longlong][::1], indices: cython.const[cython.longlong][::1]
) -> object:
    """
    Give the largest k such that the actor is in a part where everybody has k contacts there.

    Batagelj and Zaversnik 2003: actors in order of degree, in one array with a start a degree.
    """
    n: cython.longlong = len(indptr) - 1
    degree: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    start: cython.longlong[::1] = ints(n + 1, 0, compiled=cython.compiled)
    order: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    place: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    i: cython.longlong
    k: cython.longlong
    v: cython.longlong
    w: cython.longlong
    u: cython.longlong
    d: cython.longlong
    with cython.nogil:
        for v in range(n):
            degree[v] = indptr[v + 1] - indptr[v]
            start[degree[v] + 1 if degree[v] < n else n] += 1
        for i in range(n):
            start[i + 1] += start[i]
        for v in range(n):
            place[v] = start[degree[v]]
            order[place[v]] = v
            start[degree[v]] += 1
        for i in range(n):
            d = n - i
            start[d] = start[d - 1]
        start[0] = 0
        for i in range(n):
            v = order[i]
            d = degree[v]
            for k in range(indptr[v], indptr[v + 1]):
                w = indices[k]
                if degree[w] <= d:
                    continue
                # Swap w with the first of its degree, and let that degree begin one later.
                u = order[start[degree[w]]]
                if u != w:
                    order[place[w]] = u
                    place[u] = place[w]
                    place[w] = start[degree[w]]
                    order[place[w]] = w
                start[degree[w]] += 1
                degree[w] -= 1
    return degree


def best_move(
    way: cython.const[cython.double][::1],
    brings: cython.const[cython.double][::1],
    takes: cython.const[cython.double][::1],
    tied_yes: cython.double,
    tied_no: cython.double,
    yes_of_fewer: cython.double,
    no_of_fewer: cython.double,
    yes_of_more: cython.double,
    no_of_more: cython.double,
) -> object:
    """
    Find the first actor whose move makes ties and a pattern of pairs correlate most.

    Two kinds of pairs, of which the pattern says yes and no, with so many ties. A move into the
    core (way 1) brings twice `brings` ties to the first kind, takes twice `takes` from the second,
    and leaves as many pairs of each as with one actor more; out of it (-1) the other way round.
    Compares the square of phi with its sign.
    """
    n: cython.longlong = len(way)
    first: cython.longlong = 0
    most: cython.double = -1e308
    v: cython.longlong
    one: cython.double
    other: cython.double
    yes: cython.double
    no: cython.double
    tied: cython.double
    spread: cython.double
    skew: cython.double
    square: cython.double
    with cython.nogil:
        for v in range(n):
            one = tied_yes + 2.0 * way[v] * brings[v]
            other = tied_no - 2.0 * way[v] * takes[v]
            yes = yes_of_fewer if way[v] < 0.0 else yes_of_more
            no = no_of_fewer if way[v] < 0.0 else no_of_more
            tied = one + other
            spread = tied * (yes + no - tied) * yes * no
            if spread > 0.0:
                skew = one * no - other * yes
                square = skew * abs(skew) / spread
                if square > most:
                    most = square
                    first = v
    return first
