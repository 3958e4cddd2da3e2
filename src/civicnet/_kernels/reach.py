"""How far everybody is: numbers reached, sums of distances, of their inverses, and the largest."""
# mypy: ignore-errors
# Cython checks the types here; to Python they are annotations.

from __future__ import annotations

try:
    import cython
except ImportError:
    from civicnet._kernels import shim as cython

from civicnet._kernels.memory import floats, ints, words


def by_steps(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.longlong][::1],
    sources: cython.const[cython.longlong][::1],
    first: cython.longlong,
    last: cython.longlong,
) -> object:
    """Sum up the distances from sources[first:last], one search each, every tie one step."""
    n: cython.longlong = len(indptr) - 1
    size: cython.longlong = last - first
    reached: cython.longlong[::1] = ints(size, 0, compiled=cython.compiled)
    total: cython.longlong[::1] = ints(size, 0, compiled=cython.compiled)
    harmonic: cython.double[::1] = floats(size, 0.0, compiled=cython.compiled)
    largest: cython.longlong[::1] = ints(size, 0, compiled=cython.compiled)
    order: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    seen: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    i: cython.longlong
    k: cython.longlong
    v: cython.longlong
    w: cython.longlong
    head: cython.longlong
    tail: cython.longlong
    end: cython.longlong
    d: cython.longlong
    inverse: cython.double
    with cython.nogil:
        for i in range(size):
            v = sources[first + i]
            order[0] = v
            seen[v] = i
            head = 0
            tail = 1
            d = 0
            inverse = 0.0
            while head < tail:
                end = tail
                while head < end:
                    v = order[head]
                    head += 1
                    for k in range(indptr[v], indptr[v + 1]):
                        w = indices[k]
                        if seen[w] != i:
                            seen[w] = i
                            order[tail] = w
                            tail += 1
                if tail > end:
                    d += 1
                    total[i] += d * (tail - end)
                    inverse += float(tail - end) / d
            reached[i] = tail - 1
            harmonic[i] = inverse
            largest[i] = d
    return reached, total, harmonic, largest


def by_lengths(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.longlong][::1],
    lengths: cython.const[cython.longlong][::1],
    sources: cython.const[cython.longlong][::1],
    first: cython.longlong,
    last: cython.longlong,
) -> object:
    """Sum up the distances from sources[first:last]; ties have whole lengths above 0."""
    n: cython.longlong = len(indptr) - 1
    size: cython.longlong = last - first
    reached: cython.longlong[::1] = ints(size, 0, compiled=cython.compiled)
    total: cython.longlong[::1] = ints(size, 0, compiled=cython.compiled)
    harmonic: cython.double[::1] = floats(size, 0.0, compiled=cython.compiled)
    largest: cython.longlong[::1] = ints(size, 0, compiled=cython.compiled)
    order: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    distance: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    heap: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    place: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    i: cython.longlong
    k: cython.longlong
    v: cython.longlong
    w: cython.longlong
    left: cython.longlong
    tail: cython.longlong
    d: cython.longlong
    at: cython.longlong
    up: cython.longlong
    other: cython.longlong
    inverse: cython.double
    with cython.nogil:
        for i in range(size):
            v = sources[first + i]
            distance[v] = 0
            heap[0] = v
            left = 1
            tail = 0
            inverse = 0.0
            while left > 0:
                v = heap[0]
                order[tail] = v
                tail += 1
                left -= 1
                w = heap[left]
                at = 0
                while 2 * at + 1 < left:
                    up = 2 * at + 1
                    if up + 1 < left and distance[heap[up + 1]] < distance[heap[up]]:
                        up += 1
                    if distance[heap[up]] >= distance[w]:
                        break
                    heap[at] = heap[up]
                    place[heap[at]] = at
                    at = up
                heap[at] = w
                place[w] = at
                if tail > 1:
                    total[i] += distance[v]
                    inverse += 1.0 / distance[v]
                for k in range(indptr[v], indptr[v + 1]):
                    w = indices[k]
                    d = distance[v] + lengths[k]
                    if distance[w] < 0:
                        at = left
                        left += 1
                    elif d < distance[w]:
                        at = place[w]
                    else:
                        continue
                    distance[w] = d
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
            reached[i] = tail - 1
            harmonic[i] = inverse
            largest[i] = distance[v]
            while tail > 0:
                tail -= 1
                distance[order[tail]] = -1
    return reached, total, harmonic, largest


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def _members(
    word: cython.ulonglong,
    fives: cython.ulonglong,
    threes: cython.ulonglong,
    nibbles: cython.ulonglong,
    bytes: cython.ulonglong,
) -> cython.longlong:
    """Count the ones of a word; the masks come from outside, as long literals are no C numbers."""
    word = word - ((word >> 1) & fives)
    word = (word & threes) + ((word >> 2) & threes)
    word = (word + (word >> 4)) & nibbles
    return (word * bytes) >> 56


def everybody_in_words(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.longlong][::1],
    first: cython.longlong,
    last: cython.longlong,
    steps: cython.longlong,
) -> object:
    """
    Sum up, for every actor, the distances to the actors first … last - 1, at most 512 of them.

    The set of those whom an actor reaches is 512 bits; a step further is the union over the
    contacts. None where `steps` steps were not enough. Only compiled; see uncompiled.
    """
    n: cython.longlong = len(indptr) - 1
    reached: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    total: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    harmonic: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    largest: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    seen: cython.ulonglong[::1] = words(8 * n)
    # Those found in the last step and in this one, two planes that change places.
    found: cython.ulonglong[::1] = words(16 * n)
    missing: cython.longlong[::1] = ints(n, last - first, compiled=cython.compiled)
    union = cython.declare(cython.ulonglong[8])
    ones: cython.ulonglong = ~cython.cast(cython.ulonglong, 0)
    fives: cython.ulonglong = ones // 3
    threes: cython.ulonglong = ones // 5
    nibbles: cython.ulonglong = ones // 17
    bytes: cython.ulonglong = ones // 255
    one: cython.ulonglong = 1
    latest: cython.longlong = 0
    here: cython.longlong = 8 * n
    number: cython.longlong
    changed: cython.longlong = 1
    d: cython.longlong = 0
    v: cython.longlong
    k: cython.longlong
    j: cython.longlong
    w: cython.longlong
    with cython.nogil:
        for v in range(first, last):
            j = v - first
            seen[8 * v + (j >> 6)] = found[8 * v + (j >> 6)] = one << (j & 63)
            missing[v] -= 1
        while changed and d < steps:
            d += 1
            changed = 0
            for v in range(n):
                if missing[v] == 0:
                    for j in range(8):
                        found[here + 8 * v + j] = 0
                    continue
                for j in range(8):
                    union[j] = 0
                for k in range(indptr[v], indptr[v + 1]):
                    w = latest + 8 * indices[k]
                    for j in range(8):
                        union[j] |= found[w + j]
                number = 0
                for j in range(8):
                    union[j] &= ~seen[8 * v + j]
                    found[here + 8 * v + j] = union[j]
                    seen[8 * v + j] |= union[j]
                    number += _members(union[j], fives, threes, nibbles, bytes)
                if number > 0:
                    changed = 1
                    missing[v] -= number
                    reached[v] += number
                    total[v] += d * number
                    harmonic[v] += float(number) / d
                    largest[v] = d
            latest, here = here, latest
    if changed:
        return None
    return reached, total, harmonic, largest


def matrix(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.longlong][::1],
    sources: cython.const[cython.longlong][::1],
    first: cython.longlong,
    last: cython.longlong,
) -> object:
    """Give the steps from sources[first:last] to everybody, row after row; -1 is out of reach."""
    n: cython.longlong = len(indptr) - 1
    distance: cython.longlong[::1] = ints((last - first) * n, -1, compiled=cython.compiled)
    order: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    row: cython.longlong
    i: cython.longlong
    k: cython.longlong
    v: cython.longlong
    w: cython.longlong
    head: cython.longlong
    tail: cython.longlong
    d: cython.longlong
    with cython.nogil:
        for i in range(last - first):
            row = i * n
            v = sources[first + i]
            order[0] = v
            distance[row + v] = 0
            head = 0
            tail = 1
            while head < tail:
                v = order[head]
                head += 1
                d = distance[row + v] + 1
                for k in range(indptr[v], indptr[v + 1]):
                    w = indices[k]
                    if distance[row + w] < 0:
                        distance[row + w] = d
                        order[tail] = w
                        tail += 1
    return distance
