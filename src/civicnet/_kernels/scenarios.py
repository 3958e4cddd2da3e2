"""How many pairs stay connected when a set of actors leaves: local searches, many sets at once."""
# mypy: ignore-errors
# Cython checks the types here; to Python they are annotations.

from __future__ import annotations

try:
    import cython
except ImportError:
    from civicnet._kernels import shim as cython

from civicnet._kernels.memory import floats, ints


def local_search(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.int][::1],
    past: cython.const[cython.longlong][::1],
    component: cython.const[cython.longlong][::1],
    begin: cython.const[cython.longlong][::1],
    upto: cython.const[cython.double][::1],
    squares_upto: cython.const[cython.double][::1],
    heaviest: cython.const[cython.longlong][::1],
    leave_ptr: cython.const[cython.longlong][::1],
    leave: cython.const[cython.longlong][::1],
    room: cython.longlong,
    first: cython.longlong,
    last: cython.longlong,
) -> object:
    """
    Count connected pairs and weigh the largest piece after each of the sets first … last - 1 left.

    Actors are numbered as a depth-first search found them: those below v are v + 1 … past[v] - 1,
    component c is begin[c] … begin[c + 1] - 1; `upto` and `squares_upto` sum `count` and its
    square over all before; `heaviest` orders the components by weight. A set is in rising order,
    nobody twice. Those who leave break the tree of the search into parts, each of some stretches
    of numbers. A tie from one part to another joins them: they take turns at looking for one. A
    part all whose ties have been looked at is a piece; and when one part is left in a component it
    has the rest, which need not be looked at. `room` is for the stretches of a set.
    """
    n_components: cython.longlong = len(begin) - 1
    pairs: cython.double[::1] = floats(last - first, 0.0, compiled=cython.compiled)
    largest: cython.double[::1] = floats(last - first, 0.0, compiled=cython.compiled)
    touched: cython.longlong[::1] = ints(n_components, -1, compiled=cython.compiled)
    # Of each stretch: its ends, its part, the next tie to look at; and those that have ties left.
    start: cython.longlong[::1] = ints(room, 0, compiled=cython.compiled)
    stop: cython.longlong[::1] = ints(room, 0, compiled=cython.compiled)
    part: cython.longlong[::1] = ints(room, 0, compiled=cython.compiled)
    cursor: cython.longlong[::1] = ints(room, 0, compiled=cython.compiled)
    turns: cython.longlong[::1] = ints(room, 0, compiled=cython.compiled)
    # Of each part: which it joined, its weight, how many of its stretches have ties left.
    joined: cython.longlong[::1] = ints(room, 0, compiled=cython.compiled)
    sum: cython.double[::1] = floats(room, 0.0, compiled=cython.compiled)
    squares: cython.double[::1] = floats(room, 0.0, compiled=cython.compiled)
    unfinished: cython.longlong[::1] = ints(room, 0, compiled=cython.compiled)
    # The branches around a stretch: where each ends, and its part; -1 below somebody who left.
    until: cython.longlong[::1] = ints(room, 0, compiled=cython.compiled)
    around: cython.longlong[::1] = ints(room, 0, compiled=cython.compiled)
    # Ties that a stretch looks at in a turn.
    at_once: cython.longlong = 8
    total: cython.double = 0.0
    weight: cython.double
    whole: cython.double
    kept: cython.double
    most: cython.double
    s: cython.longlong
    i: cython.longlong
    k: cython.longlong
    c: cython.longlong
    v: cython.longlong
    w: cython.longlong
    g: cython.longlong
    h: cython.longlong
    x: cython.longlong
    turn: cython.longlong
    end: cython.longlong
    leavers: cython.longlong
    depth: cython.longlong
    low: cython.longlong
    high: cython.longlong
    middle: cython.longlong
    n_stretches: cython.longlong
    n_parts: cython.longlong
    running: cython.longlong
    n_turns: cython.longlong
    n_left: cython.longlong
    with cython.nogil:
        for c in range(n_components):
            weight = upto[begin[c + 1]] - upto[begin[c]]
            total += weight * weight - (squares_upto[begin[c + 1]] - squares_upto[begin[c]])
        for s in range(first, last):
            whole = total
            kept = 0.0
            most = 0.0
            i = leave_ptr[s]
            leavers = leave_ptr[s + 1]
            while i < leavers:
                c = component[leave[i]]
                touched[c] = s
                v = begin[c]
                end = begin[c + 1]
                weight = upto[end] - upto[v]
                whole -= weight * weight - (squares_upto[end] - squares_upto[v])
                n_stretches = 0
                n_parts = 0
                depth = 0
                until[0] = end
                around[0] = -1
                while v < end:
                    while until[depth] <= v:
                        depth -= 1
                    if i < leavers and leave[i] == v:
                        i += 1
                        depth += 1
                        until[depth] = past[v]
                        around[depth] = -1
                        v += 1
                        continue
                    if around[depth] < 0:
                        depth += 1
                        until[depth] = past[v]
                        around[depth] = joined[n_parts] = n_parts
                        sum[n_parts] = squares[n_parts] = 0.0
                        unfinished[n_parts] = 0
                        n_parts += 1
                    w = until[depth]
                    if i < leavers and leave[i] < w:
                        w = leave[i]
                    g = around[depth]
                    sum[g] += upto[w] - upto[v]
                    squares[g] += squares_upto[w] - squares_upto[v]
                    unfinished[g] += 1
                    part[n_stretches] = g
                    start[n_stretches] = v
                    stop[n_stretches] = w
                    cursor[n_stretches] = indptr[v]
                    turns[n_stretches] = n_stretches
                    n_stretches += 1
                    v = w
                running = n_parts
                n_turns = n_stretches
                while running > 1:
                    n_left = 0
                    for turn in range(n_turns):
                        x = turns[turn]
                        g = part[x]
                        while joined[g] != g:
                            joined[g] = joined[joined[g]]
                            g = joined[g]
                        end = min(cursor[x] + at_once, indptr[stop[x]])
                        for k in range(cursor[x], end):
                            w = indices[k]
                            if start[x] <= w < stop[x]:
                                continue
                            low = 0
                            high = n_stretches
                            while high - low > 1:
                                middle = (low + high) >> 1
                                if start[middle] <= w:
                                    low = middle
                                else:
                                    high = middle
                            if w < start[low] or w >= stop[low]:
                                continue
                            h = part[low]
                            while joined[h] != h:
                                joined[h] = joined[joined[h]]
                                h = joined[h]
                            if h == g:
                                continue
                            joined[h] = g
                            sum[g] += sum[h]
                            squares[g] += squares[h]
                            unfinished[g] += unfinished[h]
                            running -= 1
                            if running == 1:
                                break
                        if running == 1:
                            break
                        if end < indptr[stop[x]]:
                            cursor[x] = end
                            turns[n_left] = x
                            n_left += 1
                            continue
                        unfinished[g] -= 1
                        if unfinished[g] == 0:
                            kept += sum[g] * sum[g] - squares[g]
                            most = max(most, sum[g])
                            running -= 1
                            if running == 1:
                                break
                    n_turns = n_left
                for g in range(n_parts):
                    if joined[g] == g and unfinished[g] > 0:
                        kept += sum[g] * sum[g] - squares[g]
                        most = max(most, sum[g])
            for k in range(n_components):
                c = heaviest[k]
                if touched[c] != s:
                    most = max(most, upto[begin[c + 1]] - upto[begin[c]])
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
