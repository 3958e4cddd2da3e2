"""Who links two others who are not linked themselves, and for which groups (Gould, Fernandez)."""
# mypy: ignore-errors
# Cython checks the types here; to Python they are annotations.

from __future__ import annotations

try:
    import cython
except ImportError:
    from civicnet._kernels import shim as cython

from civicnet._kernels.memory import floats, ints


def roles(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.longlong][::1],
    group: cython.const[cython.longlong][::1],
    partial: cython.longlong,
) -> object:
    """
    Credit every broker v for the pairs a → v → b without a tie a → b.

    Six numbers an actor: coordinator, consultant, representative, gatekeeper, liaison, total.
    Actors of group -1 are left out as a, v and b. With `partial` each pair gives 1/k to each of
    its k brokers, those of group -1 among the k.
    """
    n: cython.longlong = len(indptr) - 1
    credit: cython.double[::1] = floats(6 * n, 0.0, compiled=cython.compiled)
    mark: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    brokers: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    a: cython.longlong
    b: cython.longlong
    v: cython.longlong
    k: cython.longlong
    x: cython.longlong
    role: cython.longlong
    part: cython.double
    with cython.nogil:
        for a in range(n):
            if group[a] < 0:
                continue
            mark[a] = a
            for k in range(indptr[a], indptr[a + 1]):
                mark[indices[k]] = a
            if partial:
                for k in range(indptr[a], indptr[a + 1]):
                    v = indices[k]
                    for x in range(indptr[v], indptr[v + 1]):
                        brokers[indices[x]] = 0
                for k in range(indptr[a], indptr[a + 1]):
                    v = indices[k]
                    for x in range(indptr[v], indptr[v + 1]):
                        brokers[indices[x]] += 1
            part = 1.0
            for k in range(indptr[a], indptr[a + 1]):
                v = indices[k]
                if group[v] < 0:
                    continue
                for x in range(indptr[v], indptr[v + 1]):
                    b = indices[x]
                    if mark[b] == a or group[b] < 0:
                        continue
                    if group[a] == group[b]:
                        role = 0 if group[v] == group[a] else 1
                    elif group[v] == group[a]:
                        role = 2
                    else:
                        role = 3 if group[v] == group[b] else 4
                    if partial:
                        part = 1.0 / brokers[b]
                    credit[6 * v + role] += part
                    credit[6 * v + 5] += part
    return credit
