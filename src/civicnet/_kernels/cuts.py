"""What falls apart when one actor goes: cutpoints, bridges, blocks, and pairs lost, in one pass."""
# mypy: ignore-errors
# Cython checks the types here; to Python they are annotations.

from __future__ import annotations

try:
    import cython
except ImportError:
    from civicnet._kernels import shim as cython

from civicnet._kernels.memory import floats, ints


def removals(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.longlong][::1],
    count: cython.const[cython.double][::1],
    gone: cython.const[cython.longlong][::1],
) -> object:
    """
    Find, for every actor, the pieces its component leaves without it and the pairs they lose.

    One depth-first search (Tarjan 1972). A child that reaches nobody above its parent is a piece
    by itself once the parent goes; what is left of the component is one more. The pairs lost are
    the products of the pieces' weights, summed as each piece is found. Actors with `gone` above 0
    are not there: their component is -1. Also gives the number under which the search found each
    actor, and the first number past all it found from there.
    """
    n: cython.longlong = len(indptr) - 1
    pieces: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    lost: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    component: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    found: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    past: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    low: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    parent: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    cursor: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    order: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    # The weight of the branch below an actor, and of the pieces that hang on it alone.
    branch: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    hanging: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    number: cython.longlong = 0
    components: cython.longlong = 0
    start: cython.longlong
    root: cython.longlong
    v: cython.longlong
    w: cython.longlong
    k: cython.longlong
    above: cython.longlong
    rest: cython.double
    with cython.nogil:
        for root in range(n):
            if found[root] >= 0 or gone[root] > 0:
                continue
            start = number
            v = root
            found[v] = low[v] = number
            order[number] = v
            number += 1
            cursor[v] = indptr[v]
            branch[v] = count[v]
            while v >= 0:
                k = cursor[v]
                if k < indptr[v + 1]:
                    cursor[v] = k + 1
                    w = indices[k]
                    if found[w] >= 0:
                        if found[w] < low[v] and w != parent[v]:
                            low[v] = found[w]
                    elif gone[w] == 0:
                        parent[w] = v
                        found[w] = low[w] = number
                        order[number] = w
                        number += 1
                        cursor[w] = indptr[w]
                        branch[w] = count[w]
                        v = w
                    continue
                past[v] = number
                above = parent[v]
                if above >= 0:
                    if low[v] >= found[above]:
                        pieces[above] += 1
                        lost[above] += branch[v] * hanging[above]
                        hanging[above] += branch[v]
                    elif low[v] < low[above]:
                        low[above] = low[v]
                    branch[above] += branch[v]
                v = above
            for k in range(start, number):
                v = order[k]
                component[v] = components
                if v != root:
                    pieces[v] += 1
                    rest = branch[root] - count[v] - hanging[v]
                    if rest > 0.0:
                        lost[v] += rest * hanging[v]
            components += 1
    return pieces, lost, component, found, past


def blocks(
    indptr: cython.const[cython.longlong][::1], indices: cython.const[cython.longlong][::1]
) -> object:
    """
    Find cutpoints, and for every entry the block (biconnected part) its tie belongs to.

    Hopcroft and Tarjan 1973. Also gives how many ties each block has: one tie is a bridge.
    """
    n: cython.longlong = len(indptr) - 1
    m: cython.longlong = len(indices)
    cutpoint: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    block: cython.longlong[::1] = ints(m, -1, compiled=cython.compiled)
    size: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    # The entry of the same tie in the other actor's row; rows are sorted, so one sweep finds it.
    other: cython.longlong[::1] = ints(m, 0, compiled=cython.compiled)
    found: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    low: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    parent: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    cursor: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    stack: cython.longlong[::1] = ints(m, 0, compiled=cython.compiled)
    children: cython.longlong
    height: cython.longlong = 0
    number: cython.longlong = 0
    n_blocks: cython.longlong = 0
    root: cython.longlong
    v: cython.longlong
    w: cython.longlong
    k: cython.longlong
    above: cython.longlong
    with cython.nogil:
        for v in range(n):
            cursor[v] = indptr[v]
        for v in range(n):
            for k in range(indptr[v], indptr[v + 1]):
                w = indices[k]
                other[k] = cursor[w]
                cursor[w] += 1
        for root in range(n):
            if found[root] >= 0:
                continue
            children = 0
            v = root
            found[v] = low[v] = number
            number += 1
            cursor[v] = indptr[v]
            while v >= 0:
                k = cursor[v]
                if k < indptr[v + 1]:
                    cursor[v] = k + 1
                    w = indices[k]
                    if found[w] < 0:
                        stack[height] = k
                        height += 1
                        parent[w] = v
                        found[w] = low[w] = number
                        number += 1
                        cursor[w] = indptr[w]
                        v = w
                    elif w != parent[v] and found[w] < found[v]:
                        stack[height] = k
                        height += 1
                        low[v] = min(low[v], found[w])
                    continue
                above = parent[v]
                if above >= 0:
                    if low[v] >= found[above]:
                        if above == root:
                            children += 1
                        else:
                            cutpoint[above] = 1
                        # The tie from `above` to v is the one its cursor has just passed.
                        while True:
                            height -= 1
                            k = stack[height]
                            block[k] = block[other[k]] = n_blocks
                            size[n_blocks] += 1
                            if k == cursor[above] - 1:
                                break
                        n_blocks += 1
                    elif low[v] < low[above]:
                        low[above] = low[v]
                v = above
            if children > 1:
                cutpoint[root] = 1
    return cutpoint, block, size, n_blocks
