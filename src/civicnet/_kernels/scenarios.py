"""How many pairs stay connected when a set of actors leaves: local searches, many sets at once."""
# mypy: ignore-errors
# Cython checks the types here; to Python they are annotations.

from __future__ import annotations

try:
    import cython
except ImportError:
    from civicnet._kernels import shim as cython

from civicnet._kernels.memory import floats, ints, small


def local_search(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.int][::1],
    leave_ptr: cython.const[cython.longlong][::1],
    leave: cython.const[cython.longlong][::1],
    count: cython.const[cython.double][::1],
    component: cython.const[cython.longlong][::1],
    weight: cython.const[cython.double][::1],
    square: cython.const[cython.double][::1],
    heaviest: cython.const[cython.longlong][::1],
    first: cython.longlong,
    last: cython.longlong,
) -> object:
    """
    Count connected pairs and weigh the largest piece after each of the sets first … last - 1 left.

    `weight` and `square` sum `count` and its square over each component, `heaviest` orders the
    components by weight. Searches start at the contacts of those who left and take turns; two
    that meet go on as one; one that ends has found a piece; and when one is left in a component
    it has the rest, which need not be walked. So the work is that of the pieces cut off and of
    the ways round, not that of the network.
    """
    n: cython.longlong = len(indptr) - 1
    n_components: cython.longlong = len(weight)
    pairs: cython.double[::1] = floats(last - first, 0.0, compiled=cython.compiled)
    largest: cython.double[::1] = floats(last - first, 0.0, compiled=cython.compiled)
    # Four places an actor, side by side so that they are fetched together. The first is its mark:
    # who has left (2s + 1) and who was found (2s) in scenario s, so that nothing has to be wiped
    # between two. Then the search that found it, and who follows it in that search's queue.
    note: cython.int[::1] = small(4 * n, -1, compiled=cython.compiled)
    # Of each search: whom it joined, its queue, its weight.
    joined: cython.int[::1] = small(n, 0, compiled=cython.compiled)
    head: cython.int[::1] = small(n, 0, compiled=cython.compiled)
    tail: cython.int[::1] = small(n, 0, compiled=cython.compiled)
    sum: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    squares: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    turns: cython.int[::1] = small(n, 0, compiled=cython.compiled)
    # Of each component somebody leaves: how many searches are on, and what no search has ended in.
    touched: cython.longlong[::1] = ints(n_components, -1, compiled=cython.compiled)
    list: cython.longlong[::1] = ints(n_components, 0, compiled=cython.compiled)
    running: cython.longlong[::1] = ints(n_components, 0, compiled=cython.compiled)
    rest: cython.double[::1] = floats(n_components, 0.0, compiled=cython.compiled)
    rest_square: cython.double[::1] = floats(n_components, 0.0, compiled=cython.compiled)
    total: cython.double = 0.0
    whole: cython.double
    kept: cython.double
    most: cython.double
    s: cython.longlong
    i: cython.longlong
    k: cython.longlong
    v: cython.longlong
    w: cython.longlong
    c: cython.longlong
    g: cython.longlong
    h: cython.longlong
    n_touched: cython.longlong
    n_searches: cython.longlong
    n_turns: cython.longlong
    n_left: cython.longlong
    gone: cython.longlong
    seen: cython.longlong
    with cython.nogil:
        for c in range(n_components):
            total += weight[c] * weight[c] - square[c]
        for s in range(first, last):
            seen = 2 * s
            gone = seen + 1
            n_touched = 0
            whole = total
            kept = 0.0
            most = 0.0
            for i in range(leave_ptr[s], leave_ptr[s + 1]):
                v = leave[i]
                if note[4 * v] == gone:
                    continue
                note[4 * v] = gone
                c = component[v]
                if touched[c] != s:
                    touched[c] = s
                    list[n_touched] = c
                    n_touched += 1
                    running[c] = 0
                    rest[c] = weight[c]
                    rest_square[c] = square[c]
                    whole -= weight[c] * weight[c] - square[c]
                rest[c] -= count[v]
                rest_square[c] -= count[v] * count[v]
            n_searches = 0
            for i in range(leave_ptr[s], leave_ptr[s + 1]):
                v = leave[i]
                for k in range(indptr[v], indptr[v + 1]):
                    w = indices[k]
                    if note[4 * w] < seen:
                        note[4 * w] = seen
                        g = n_searches
                        n_searches += 1
                        note[4 * w + 1] = joined[g] = turns[g] = g
                        head[g] = tail[g] = w
                        note[4 * w + 2] = -1
                        sum[g] = squares[g] = 0.0
                        running[component[v]] += 1
            n_turns = n_searches
            while n_turns > 0:
                n_left = 0
                for i in range(n_turns):
                    g = turns[i]
                    if joined[g] != g:
                        continue
                    v = head[g]
                    if v < 0:
                        # A search with nobody left to visit has found a whole piece.
                        c = component[tail[g]]
                        if running[c] == 1:
                            continue
                        running[c] -= 1
                        kept += sum[g] * sum[g] - squares[g]
                        most = max(most, sum[g])
                        rest[c] -= sum[g]
                        rest_square[c] -= squares[g]
                        continue
                    c = component[v]
                    if running[c] == 1:
                        continue
                    # Only a search that ends is weighed, and by then all it found had their turn.
                    head[g] = note[4 * v + 2]
                    sum[g] += count[v]
                    squares[g] += count[v] * count[v]
                    for k in range(indptr[v], indptr[v + 1]):
                        w = indices[k]
                        if note[4 * w] == gone:
                            continue
                        if note[4 * w] < seen:
                            note[4 * w] = seen
                            note[4 * w + 1] = g
                            note[4 * w + 2] = -1
                            if head[g] < 0:
                                head[g] = w
                            else:
                                note[4 * tail[g] + 2] = w
                            tail[g] = w
                            continue
                        h = note[4 * w + 1]
                        while joined[h] != h:
                            joined[h] = joined[joined[h]]
                            h = joined[h]
                        if h == g:
                            continue
                        joined[h] = g
                        sum[g] += sum[h]
                        squares[g] += squares[h]
                        if head[h] >= 0:
                            if head[g] < 0:
                                head[g] = head[h]
                            else:
                                note[4 * tail[g] + 2] = head[h]
                            tail[g] = tail[h]
                        running[c] -= 1
                        if running[c] == 1:
                            break
                    if running[c] > 1:
                        turns[n_left] = g
                        n_left += 1
                n_turns = n_left
            for i in range(n_touched):
                c = list[i]
                if running[c] > 0:
                    kept += rest[c] * rest[c] - rest_square[c]
                    most = max(most, rest[c])
            for i in range(n_components):
                if touched[heaviest[i]] != s:
                    most = max(most, weight[heaviest[i]])
                    break
            pairs[s - first] = (whole + kept) / 2.0
            largest[s - first] = most
    return pairs, largest


def all_ties(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.longlong][::1],
    leave_ptr: cython.const[cython.longlong][::1],
    leave: cython.const[cython.longlong][::1],
    count: cython.const[cython.double][::1],
    first: cython.longlong,
    last: cython.longlong,
) -> object:
    """
    Count the same by joining the ends of every tie that is left (union-find).

    Plainer, and slower where few leave: what `local_search` is checked against.
    """
    n: cython.longlong = len(indptr) - 1
    pairs: cython.double[::1] = floats(last - first, 0.0, compiled=cython.compiled)
    largest: cython.double[::1] = floats(last - first, 0.0, compiled=cython.compiled)
    gone: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    joined: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    sum: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    squares: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    s: cython.longlong
    i: cython.longlong
    k: cython.longlong
    v: cython.longlong
    w: cython.longlong
    kept: cython.double
    most: cython.double
    with cython.nogil:
        for s in range(first, last):
            for i in range(leave_ptr[s], leave_ptr[s + 1]):
                gone[leave[i]] = s
            for v in range(n):
                joined[v] = v
                sum[v] = squares[v] = 0.0
            for i in range(n):
                if gone[i] == s:
                    continue
                v = i
                while joined[v] != v:
                    joined[v] = joined[joined[v]]
                    v = joined[v]
                for k in range(indptr[i], indptr[i + 1]):
                    w = indices[k]
                    if w >= i:
                        break
                    if gone[w] == s:
                        continue
                    while joined[w] != w:
                        joined[w] = joined[joined[w]]
                        w = joined[w]
                    if w < v:
                        joined[v] = w
                        v = w
                    else:
                        joined[w] = v
            kept = 0.0
            most = 0.0
            for i in range(n):
                if gone[i] == s:
                    continue
                v = i
                while joined[v] != v:
                    joined[v] = joined[joined[v]]
                    v = joined[v]
                sum[v] += count[i]
                squares[v] += count[i] * count[i]
            for i in range(n):
                if gone[i] != s and joined[i] == i:
                    kept += sum[i] * sum[i] - squares[i]
                    most = max(most, sum[i])
            pairs[s - first] = kept / 2.0
            largest[s - first] = most
    return pairs, largest
