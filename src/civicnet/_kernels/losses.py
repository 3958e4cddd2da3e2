"""What the removal of each actor costs the others in distance, for any worth of a distance."""
# mypy: ignore-errors
# Cython checks the types here; to Python they are annotations.

from __future__ import annotations

try:
    import cython
except ImportError:
    from civicnet._kernels import shim as cython

from civicnet._kernels.memory import floats, ints


def losses(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.longlong][::1],
    worth: cython.const[cython.double][::1],
    count: cython.const[cython.double][::1],
    sources: cython.const[cython.longlong][::1],
    first: cython.longlong,
    last: cython.longlong,
) -> object:
    """
    Sum, for every actor v, what pairs (s, t) of others lose in worth[distance] when v goes.

    From sources[first:last] one search each. A distance grows only where v is on every shortest
    way, that is where v dominates t in the network of shortest ways; those t hang below v in its
    tree of dominators. Their new distances follow from their contacts outside the branch, whose
    distances stay. `worth` reaches to n; out of reach is worth nothing.
    """
    n: cython.longlong = len(indptr) - 1
    lost: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    order: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    distance: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    # The tree of dominators: parent, depth, first child, next child of the same parent.
    parent: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    depth: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    child: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    sibling: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    # The branch at hand; who of it is settled; those to settle at a distance, as linked lists.
    branch: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    state: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    waiting: cython.longlong[::1] = ints(n + 1, -1, compiled=cython.compiled)
    following: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    now: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    i: cython.longlong
    k: cython.longlong
    s: cython.longlong
    t: cython.longlong
    v: cython.longlong
    w: cython.longlong
    x: cython.longlong
    d: cython.longlong
    head: cython.longlong
    tail: cython.longlong
    end: cython.longlong
    size: cython.longlong
    settled: cython.longlong
    lists: cython.longlong
    number: cython.longlong
    after: cython.longlong
    sum: cython.double
    with cython.nogil:
        for i in range(first, last):
            s = sources[i]
            order[0] = s
            distance[s] = 0
            depth[s] = 0
            parent[s] = -1
            child[s] = -1
            head = 0
            tail = 1
            while head < tail:
                v = order[head]
                head += 1
                d = distance[v] + 1
                # All who come before v on a shortest way have been taken up: its parent is sure.
                if v != s:
                    depth[v] = depth[parent[v]] + 1
                for k in range(indptr[v], indptr[v + 1]):
                    w = indices[k]
                    if distance[w] < 0:
                        distance[w] = d
                        order[tail] = w
                        tail += 1
                        parent[w] = v
                        child[w] = -1
                    elif distance[w] == d:
                        # The nearest that v and those found before it have in common.
                        x = parent[w]
                        t = v
                        while x != t:
                            if depth[x] >= depth[t]:
                                x = parent[x]
                            else:
                                t = parent[t]
                        parent[w] = x
            for k in range(tail - 1, 0, -1):
                t = order[k]
                sibling[t] = child[parent[t]]
                child[parent[t]] = t
            for head in range(1, tail):
                v = order[head]
                if child[v] < 0 or count[s] == 0.0:
                    continue
                # The branch below v, then its members' least distance from outside it.
                size = 0
                t = child[v]
                while t >= 0:
                    branch[size] = t
                    size += 1
                    state[t] = 1
                    t = sibling[t]
                k = 0
                while k < size:
                    t = child[branch[k]]
                    k += 1
                    while t >= 0:
                        branch[size] = t
                        size += 1
                        state[t] = 1
                        t = sibling[t]
                state[v] = 1
                sum = 0.0
                lists = 0
                d = n
                for k in range(size):
                    t = branch[k]
                    sum += count[t] * worth[distance[t]]
                    after = n
                    for x in range(indptr[t], indptr[t + 1]):
                        w = indices[x]
                        if state[w] == 0 and distance[w] + 1 < after:
                            after = distance[w] + 1
                    if after < n:
                        following[t] = waiting[after]
                        waiting[after] = t
                        lists += 1
                        d = min(d, after)
                number = 0
                settled = 0
                while lists > 0 or settled < number:
                    # Everybody at distance d: those reached from d - 1, then those from outside.
                    t = waiting[d]
                    waiting[d] = -1
                    while t >= 0:
                        lists -= 1
                        if state[t] == 1:
                            state[t] = 2
                            now[number] = t
                            number += 1
                        t = following[t]
                    end = number
                    while settled < end:
                        t = now[settled]
                        settled += 1
                        sum -= count[t] * worth[d]
                        for x in range(indptr[t], indptr[t + 1]):
                            w = indices[x]
                            if state[w] == 1 and w != v:
                                state[w] = 2
                                now[number] = w
                                number += 1
                    d += 1
                for k in range(size):
                    state[branch[k]] = 0
                state[v] = 0
                lost[v] += count[s] * sum
            while tail > 0:
                tail -= 1
                distance[order[tail]] = -1
    return lost
