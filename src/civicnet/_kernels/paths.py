"""Who lies on the shortest ways between others: Brandes' dependencies, from many sources."""
# mypy: ignore-errors
# Cython checks the types here; to Python they are annotations.

from __future__ import annotations

try:
    import cython
except ImportError:
    from civicnet._kernels import shim as cython

from civicnet._kernels.memory import floats, ints, small


def by_steps(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.int][::1],
    sources: cython.const[cython.longlong][::1],
    first: cython.longlong,
    last: cython.longlong,
) -> object:
    """
    Sum the dependencies of sources[first:last] on every actor; every tie is one step.

    Going back, each actor gathers from those one step farther, so that only outgoing ties are
    needed, and no list of predecessors. `share` is 0 but for these, so that no distance is asked.
    """
    n: cython.longlong = len(indptr) - 1
    total: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    order: cython.int[::1] = small(n, 0, compiled=cython.compiled)
    distance: cython.int[::1] = small(n, -1, compiled=cython.compiled)
    # Where in `order` each distance begins.
    begin: cython.int[::1] = small(n + 2, 0, compiled=cython.compiled)
    ways: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    share: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    next: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    i: cython.longlong
    k: cython.longlong
    v: cython.longlong
    w: cython.longlong
    at: cython.longlong
    tail: cython.longlong
    d: cython.int
    here: cython.double
    sum: cython.double
    with cython.nogil:
        for i in range(first, last):
            v = sources[i]
            order[0] = v
            distance[v] = 0
            ways[v] = 1.0
            tail = 1
            d = 0
            begin[0] = 0
            begin[1] = 1
            while begin[d] < tail:
                d += 1
                for at in range(begin[d - 1], begin[d]):
                    v = order[at]
                    here = ways[v]
                    for k in range(indptr[v], indptr[v + 1]):
                        w = indices[k]
                        if distance[w] < 0:
                            distance[w] = d
                            ways[w] = here
                            order[tail] = w
                            tail += 1
                        elif distance[w] == d:
                            ways[w] += here
                begin[d + 1] = tail
            # Nobody is at distance d, and nobody at d - 1 passes anything on.
            while d > 1:
                d -= 1
                for at in range(begin[d], begin[d + 1]):
                    v = order[at]
                    sum = 0.0
                    for k in range(indptr[v], indptr[v + 1]):
                        sum += share[indices[k]]
                    here = ways[v]
                    sum *= here
                    total[v] += sum
                    next[at] = (1.0 + sum) / here
                for at in range(begin[d + 1], begin[d + 2]):
                    share[order[at]] = 0.0
                for at in range(begin[d], begin[d + 1]):
                    share[order[at]] = next[at]
            for at in range(tail):
                v = order[at]
                distance[v] = -1
                share[v] = 0.0
    return total


def by_lengths(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.longlong][::1],
    lengths: cython.const[cython.longlong][::1],
    sources: cython.const[cython.longlong][::1],
    first: cython.longlong,
    last: cython.longlong,
) -> object:
    """
    Sum the dependencies of sources[first:last] on every actor; ties have whole lengths above 0.

    Dijkstra with a binary heap. Lengths are whole numbers, so equal ways are found equal.
    """
    n: cython.longlong = len(indptr) - 1
    total: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    order: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    distance: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    ways: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    share: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    heap: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    # Where an actor stands in the heap.
    place: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    i: cython.longlong
    k: cython.longlong
    v: cython.longlong
    w: cython.longlong
    size: cython.longlong
    tail: cython.longlong
    d: cython.longlong
    at: cython.longlong
    up: cython.longlong
    other: cython.longlong
    here: cython.double
    sum: cython.double
    with cython.nogil:
        for i in range(first, last):
            v = sources[i]
            distance[v] = 0
            ways[v] = 1.0
            heap[0] = v
            size = 1
            tail = 0
            while size > 0:
                v = heap[0]
                order[tail] = v
                tail += 1
                size -= 1
                w = heap[size]
                at = 0
                while 2 * at + 1 < size:
                    up = 2 * at + 1
                    if up + 1 < size and distance[heap[up + 1]] < distance[heap[up]]:
                        up += 1
                    if distance[heap[up]] >= distance[w]:
                        break
                    heap[at] = heap[up]
                    place[heap[at]] = at
                    at = up
                heap[at] = w
                place[w] = at
                here = ways[v]
                for k in range(indptr[v], indptr[v + 1]):
                    w = indices[k]
                    d = distance[v] + lengths[k]
                    if distance[w] == d:
                        ways[w] += here
                        continue
                    if distance[w] < 0:
                        at = size
                        size += 1
                    elif d < distance[w]:
                        at = place[w]
                    else:
                        continue
                    distance[w] = d
                    ways[w] = here
                    while at > 0:
                        up = (at - 1) >> 1
                        other = heap[up]
                        if distance[other] <= d:
                            break
                        heap[at] = other
                        place[other] = at
                        at = up
                    heap[at] = w
                    place[w] = at
            size = tail
            while tail > 1:
                tail -= 1
                v = order[tail]
                sum = 0.0
                for k in range(indptr[v], indptr[v + 1]):
                    w = indices[k]
                    if distance[w] == distance[v] + lengths[k]:
                        sum += share[w]
                here = ways[v]
                sum *= here
                total[v] += sum
                share[v] = (1.0 + sum) / here
            while size > 0:
                size -= 1
                distance[order[size]] = -1
    return total
