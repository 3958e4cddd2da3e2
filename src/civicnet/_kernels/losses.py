"""What the loss of each actor, or of each tie, costs in distance, for any worth of a distance."""
# mypy: ignore-errors
# Cython checks the types here; to Python they are annotations.

from __future__ import annotations

try:
    import cython
except ImportError:
    from civicnet._kernels import shim as cython

from civicnet._kernels.memory import floats, ints, small


def losses(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.int][::1],
    back_ptr: cython.const[cython.longlong][::1],
    back: cython.const[cython.int][::1],
    worth: cython.const[cython.double][::1],
    count: cython.const[cython.double][::1],
    sources: cython.const[cython.longlong][::1],
    of_ties: cython.longlong,
    first: cython.longlong,
    last: cython.longlong,
) -> object:
    """
    Sum, for every actor or entry, what pairs (s, t) of others lose in worth[distance] without it.

    From sources[first:last] one search each; `back` are the same ties seen from their targets.
    The last `worth` is 0: that of all who are as far, or farther, or out of reach. A distance
    grows only where what goes is on every shortest way: an actor v, if v dominates t in the
    network of shortest ways, so that t hangs below v in its tree of dominators; a tie u → v, if no
    other tie leads to v on such a way, and then for v and all below it. That branch's new
    distances follow from the contacts outside it, whose distances stay.
    """
    n: cython.longlong = len(indptr) - 1
    far: cython.int = len(worth) - 1
    lost: cython.double[::1] = floats(len(indices) if of_ties else n, 0.0, compiled=cython.compiled)
    order: cython.int[::1] = small(n, 0, compiled=cython.compiled)
    distance: cython.int[::1] = small(n, -1, compiled=cython.compiled)
    # The tree of dominators: parent, depth, first child, next child of the same parent.
    parent: cython.int[::1] = small(n, -1, compiled=cython.compiled)
    depth: cython.int[::1] = small(n, 0, compiled=cython.compiled)
    child: cython.int[::1] = small(n, -1, compiled=cython.compiled)
    sibling: cython.int[::1] = small(n, -1, compiled=cython.compiled)
    # The one entry that leads to an actor on shortest ways; -1 where there are several.
    entry: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    # The branch at hand; who is outside it (0), in it (1), in it and settled (2), or away (3);
    # those to settle at a distance, as linked lists; those settled.
    branch: cython.int[::1] = small(n, 0, compiled=cython.compiled)
    state: cython.int[::1] = small(n, 0, compiled=cython.compiled)
    waiting: cython.int[::1] = small(far + 1, -1, compiled=cython.compiled)
    following: cython.int[::1] = small(n, -1, compiled=cython.compiled)
    now: cython.int[::1] = small(n, 0, compiled=cython.compiled)
    i: cython.longlong
    k: cython.longlong
    x: cython.longlong
    s: cython.longlong
    t: cython.longlong
    v: cython.longlong
    w: cython.longlong
    away: cython.longlong
    place: cython.longlong
    d: cython.int
    after: cython.int
    soonest: cython.int
    head: cython.longlong
    tail: cython.longlong
    end: cython.longlong
    size: cython.longlong
    settled: cython.longlong
    lists: cython.longlong
    number: cython.longlong
    sum: cython.double
    with cython.nogil:
        for i in range(first, last):
            s = sources[i]
            if count[s] == 0.0:
                continue
            order[0] = s
            distance[s] = 0
            depth[s] = 0
            parent[s] = -1
            child[s] = -1
            tail = 1
            head = 0
            while head < tail:
                v = order[head]
                d = distance[v] + 1
                # All who come before v on a shortest way have been taken up: its parent is sure.
                if head > 0:
                    depth[v] = depth[parent[v]] + 1
                head += 1
                if d == far:
                    continue
                for k in range(indptr[v], indptr[v + 1]):
                    w = indices[k]
                    if distance[w] < 0:
                        distance[w] = d
                        order[tail] = w
                        tail += 1
                        parent[w] = v
                        child[w] = -1
                        entry[w] = k
                    elif distance[w] == d:
                        entry[w] = -1
                        # The nearest that v and those found before it have in common.
                        x = parent[w]
                        t = s if x == s else v
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
                if of_ties:
                    place = entry[v]
                    if place < 0:
                        continue
                    away = parent[v]
                else:
                    if child[v] < 0:
                        continue
                    place = away = v
                if child[v] < 0:
                    # The branch is v alone.
                    soonest = distance[v] + 1
                    d = far
                    for x in range(back_ptr[v], back_ptr[v + 1]):
                        w = back[x]
                        if distance[w] >= 0 and distance[w] + 1 < d and w != away:
                            d = distance[w] + 1
                            if d == soonest:
                                break
                    lost[place] += count[s] * count[v] * (worth[distance[v]] - worth[d])
                    continue
                branch[0] = v
                state[v] = 1
                size = 1
                k = 0
                while k < size:
                    t = child[branch[k]]
                    k += 1
                    while t >= 0:
                        branch[size] = t
                        size += 1
                        state[t] = 1
                        t = sibling[t]
                state[away] = 3
                sum = 0.0
                lists = 0
                d = far
                for k in range(away == v, size):
                    t = branch[k]
                    sum += count[t] * worth[distance[t]]
                    # No contact outside is so near that the distance would not grow.
                    soonest = distance[t] + 1
                    after = far
                    for x in range(back_ptr[t], back_ptr[t + 1]):
                        w = back[x]
                        if state[w] == 0 and distance[w] >= 0 and distance[w] + 1 < after:
                            after = distance[w] + 1
                            if after == soonest:
                                break
                    if after < far:
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
                        if d + 1 == far:
                            continue
                        for x in range(indptr[t], indptr[t + 1]):
                            w = indices[x]
                            if state[w] == 1:
                                state[w] = 2
                                now[number] = w
                                number += 1
                    d += 1
                for k in range(size):
                    state[branch[k]] = 0
                state[away] = 0
                lost[place] += count[s] * sum
            while tail > 0:
                tail -= 1
                distance[order[tail]] = -1
    return lost
