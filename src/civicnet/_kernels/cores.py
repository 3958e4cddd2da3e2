"""How deep in the network everybody is: coreness."""
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
