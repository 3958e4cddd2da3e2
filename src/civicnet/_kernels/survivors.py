"""What stays in reach when links go: pairs within some steps, and pairs with any way; many sets."""
# mypy: ignore-errors
# Cython checks the types here; to Python they are annotations.

from __future__ import annotations

try:
    import cython
except ImportError:
    from civicnet._kernels import shim as cython

from civicnet._kernels.memory import floats, ints, words


def lost_in_words(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.longlong][::1],
    pair: cython.const[cython.longlong][::1],
    count: cython.const[cython.double][::1],
    ends: cython.const[cython.longlong][::1],
    gone_ptr: cython.const[cython.longlong][::1],
    gone: cython.const[cython.longlong][::1],
    own_ptr: cython.const[cython.longlong][::1],
    own: cython.const[cython.longlong][::1],
    steps: cython.longlong,
    first: cython.longlong,
    last: cython.longlong,
) -> object:
    """
    Weigh the pairs within `steps` steps that no longer are, for the sets first … last - 1.

    Entry k of `indices` is link `pair[k]`, which joins `ends[2 * pair]` and the one after it. Set s
    takes out the links `gone[gone_ptr[s]:gone_ptr[s + 1]]`. Pairs that touch the actors
    `own[own_ptr[s]:own_ptr[s + 1]]` are counted apart. A pair weighs the product of its counts.

    A way that is lost leads through a link that goes, and one of its ends is no more than
    (steps - 1) / 2 steps from that link: only from there is anything searched anew. Only compiled;
    see lost_in_bits.
    """
    n: cython.longlong = len(indptr) - 1
    width: cython.longlong = (n + 63) >> 6
    others: cython.double[::1] = floats(last - first, 0.0, compiled=cython.compiled)
    touching: cython.double[::1] = floats(last - first, 0.0, compiled=cython.compiled)
    whole: cython.ulonglong[::1] = words(n * width)
    seen: cython.ulonglong[::1] = words(width)
    order: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    near: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    is_near: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    is_own: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    is_gone: cython.longlong[::1] = ints(len(ends) // 2, -1, compiled=cython.compiled)
    one: cython.ulonglong = 1
    left: cython.ulonglong
    weight: cython.double
    s: cython.longlong
    i: cython.longlong
    k: cython.longlong
    j: cython.longlong
    v: cython.longlong
    w: cython.longlong
    _step: cython.longlong
    head: cython.longlong
    tail: cython.longlong
    end: cython.longlong
    size: cython.longlong
    with cython.nogil:
        for v in range(n):
            order[0] = v
            whole[v * width + (v >> 6)] |= one << (v & 63)
            head = 0
            tail = 1
            for _step in range(steps):
                end = tail
                while head < end:
                    w = order[head]
                    head += 1
                    for k in range(indptr[w], indptr[w + 1]):
                        j = indices[k]
                        if not (whole[v * width + (j >> 6)] >> (j & 63)) & one:
                            whole[v * width + (j >> 6)] |= one << (j & 63)
                            order[tail] = j
                            tail += 1
        for s in range(first, last):
            if gone_ptr[s] == gone_ptr[s + 1]:
                continue
            for k in range(own_ptr[s], own_ptr[s + 1]):
                is_own[own[k]] = s
            size = 0
            for k in range(gone_ptr[s], gone_ptr[s + 1]):
                is_gone[gone[k]] = s
                for j in range(2):
                    v = ends[2 * gone[k] + j]
                    if is_near[v] != s:
                        is_near[v] = s
                        near[size] = v
                        size += 1
            head = 0
            for _step in range((steps - 1) // 2):
                end = size
                while head < end:
                    v = near[head]
                    head += 1
                    for k in range(indptr[v], indptr[v + 1]):
                        w = indices[k]
                        if is_near[w] != s:
                            is_near[w] = s
                            near[size] = w
                            size += 1
            for i in range(size):
                v = near[i]
                if count[v] == 0:
                    continue
                for j in range(width):
                    seen[j] = 0
                seen[v >> 6] |= one << (v & 63)
                order[0] = v
                head = 0
                tail = 1
                for _step in range(steps):
                    end = tail
                    while head < end:
                        w = order[head]
                        head += 1
                        for k in range(indptr[w], indptr[w + 1]):
                            if is_gone[pair[k]] == s:
                                continue
                            j = indices[k]
                            if not (seen[j >> 6] >> (j & 63)) & one:
                                seen[j >> 6] |= one << (j & 63)
                                order[tail] = j
                                tail += 1
                for j in range(width):
                    left = whole[v * width + j] & ~seen[j]
                    w = 64 * j
                    while left:
                        if left & one:
                            # A pair of two that are searched from is met from both.
                            weight = count[v] * count[w]
                            if is_near[w] == s:
                                weight = weight / 2
                            if is_own[v] == s or is_own[w] == s:
                                touching[s - first] += weight
                            else:
                                others[s - first] += weight
                        left = left >> 1
                        w += 1
    return others, touching


def lost_in_bits(
    indptr: list,
    indices: list,
    pair: list,  # noqa: ARG001 - the compiled twin needs it
    count: list,
    ends: list,
    gone_ptr: list,
    gone: list,
    own_ptr: list,
    own: list,
    steps: int,
    first: int,
    last: int,
) -> object:
    """Weigh the same with sets that are whole numbers of Python, a bit for each actor."""
    n = len(indptr) - 1
    rows = [indices[indptr[v] : indptr[v + 1]] for v in range(n)]
    direct = [sum(1 << w for w in row) for row in rows]
    whole = _reached(direct, rows, range(n), steps)
    # Whoever counts the same is counted together.
    worths = [
        (worth, sum(1 << v for v in range(n) if count[v] == worth))
        for worth in sorted(set(count))
        if worth
    ]
    others, touching = [0.0] * (last - first), [0.0] * (last - first)
    for s in range(first, last):
        left, changed = direct[:], set()
        for link in gone[gone_ptr[s] : gone_ptr[s + 1]]:
            one, two = ends[2 * link], ends[2 * link + 1]
            left[one] &= ~(1 << two)
            left[two] &= ~(1 << one)
            changed.update((one, two))
        near = set(changed)
        for _ in range((steps - 1) // 2):
            near |= {w for v in near for w in rows[v]}
        both = sum(1 << v for v in near)
        mine = sum(1 << v for v in set(own[own_ptr[s] : own_ptr[s + 1]]))
        starts = [v for v in near if count[v]]
        for v, reached in zip(starts, _reached(left, rows, starts, steps), strict=True):
            lost = whole[v] & ~reached
            if not lost:
                continue
            apart = 0 if mine >> v & 1 else lost & ~mine
            for members, total in ((apart, others), (lost & ~apart, touching)):
                for worth, who in worths if members else ():
                    found = members & who
                    # A pair of two that are searched from is met from both.
                    twice = (found & both).bit_count()
                    total[s - first] += count[v] * worth * (found.bit_count() - twice / 2)
    return others, touching


def _reached(direct: list, rows: list, starts: object, steps: int) -> list:
    """Give the set that each start reaches within so many steps, itself included."""
    found = []
    for v in starts:
        seen = 1 << v
        latest = [v] if steps else []
        for d in range(1, steps + 1):
            union = 0
            for w in latest:
                union |= direct[w]
            union &= ~seen
            seen |= union
            if d == steps or not union:
                break
            some = rows[v] if d == 1 else range(len(rows))
            latest = [w for w in some if union >> w & 1]
        found.append(seen)
    return found


def connected(
    ends: cython.const[cython.longlong][::1],
    count: cython.const[cython.double][::1],
    gone_ptr: cython.const[cython.longlong][::1],
    gone: cython.const[cython.longlong][::1],
    first: cython.longlong,
    last: cython.longlong,
) -> object:
    """Weigh the pairs with some way between them when the links of the sets first … have gone."""
    n: cython.longlong = len(count)
    m: cython.longlong = len(ends) // 2
    pairs: cython.double[::1] = floats(last - first, 0.0, compiled=cython.compiled)
    root: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    weight: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    is_gone: cython.longlong[::1] = ints(m, -1, compiled=cython.compiled)
    total: cython.double
    s: cython.longlong
    k: cython.longlong
    v: cython.longlong
    w: cython.longlong
    with cython.nogil:
        for s in range(first, last):
            for k in range(gone_ptr[s], gone_ptr[s + 1]):
                is_gone[gone[k]] = s
            for v in range(n):
                root[v] = v
                weight[v] = count[v]
            total = 0
            for k in range(m):
                if is_gone[k] == s:
                    continue
                v = ends[2 * k]
                while root[v] != v:
                    root[v] = root[root[v]]
                    v = root[v]
                w = ends[2 * k + 1]
                while root[w] != w:
                    root[w] = root[root[w]]
                    w = root[w]
                if v != w:
                    total += weight[v] * weight[w]
                    if v > w:
                        v, w = w, v
                    root[w] = v
                    weight[v] += weight[w]
            pairs[s - first] = total
    return pairs
