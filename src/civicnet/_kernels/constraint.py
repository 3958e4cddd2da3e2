"""Who is tied to whom among one's contacts: structural holes (Burt 1992) and triangles."""
# mypy: ignore-errors
# Cython checks the types here; to Python they are annotations.

from __future__ import annotations

try:
    import cython
except ImportError:
    from civicnet._kernels import shim as cython

from civicnet._kernels.memory import floats, ints


def holes(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.longlong][::1],
    strength: cython.const[cython.double][::1],
) -> object:
    """
    Give every actor's constraint and effective size, and every entry's local constraint.

    `strength` is z_ij + z_ji. The shares p_ij of an actor's strength, and the strengths m_ij
    relative to the strongest, are taken over the whole network. Ways through a third actor are
    triangles; each is found once, from its corner with the fewest contacts (see `triangles`), and
    gives to all six entries of its sides and to all three corners.
    """
    n: cython.longlong = len(indptr) - 1
    m: cython.longlong = len(indices)
    constraint: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    size: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    local: cython.double[::1] = floats(m, 0.0, compiled=cython.compiled)
    share: cython.double[::1] = floats(m, 0.0, compiled=cython.compiled)
    relative: cython.double[::1] = floats(m, 0.0, compiled=cython.compiled)
    # The entry of the same tie in the other actor's row; rows are sorted, so one sweep finds it.
    other: cython.longlong[::1] = ints(m, 0, compiled=cython.compiled)
    # Of each row only the entries of actors with more contacts (the later of equals).
    begin: cython.longlong[::1] = ints(n + 1, 0, compiled=cython.compiled)
    higher: cython.longlong[::1] = ints(m, 0, compiled=cython.compiled)
    # Where a contact's tie stands in the row at hand; -1 for everybody else.
    entry: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    v: cython.longlong
    w: cython.longlong
    x: cython.longlong
    i: cython.longlong
    k: cython.longlong
    vw: cython.longlong
    vx: cython.longlong
    wx: cython.longlong
    wv: cython.longlong
    xv: cython.longlong
    xw: cython.longlong
    degree: cython.longlong
    more: cython.longlong
    sum: cython.double
    most: cython.double
    with cython.nogil:
        for v in range(n):
            entry[v] = indptr[v]
        i = 0
        for v in range(n):
            begin[v] = i
            degree = indptr[v + 1] - indptr[v]
            sum = 0.0
            most = 0.0
            for k in range(indptr[v], indptr[v + 1]):
                w = indices[k]
                other[k] = entry[w]
                entry[w] += 1
                sum += strength[k]
                most = max(most, strength[k])
                more = indptr[w + 1] - indptr[w]
                if more > degree or (more == degree and w > v):
                    higher[i] = k
                    i += 1
            for k in range(indptr[v], indptr[v + 1]):
                share[k] = local[k] = strength[k] / sum
                relative[k] = strength[k] / most
        begin[n] = i
        for v in range(n):
            entry[v] = -1
        for v in range(n):
            for i in range(begin[v], begin[v + 1]):
                entry[indices[higher[i]]] = higher[i]
            for i in range(begin[v], begin[v + 1]):
                vw = higher[i]
                wv = other[vw]
                w = indices[vw]
                for k in range(begin[w], begin[w + 1]):
                    wx = higher[k]
                    x = indices[wx]
                    vx = entry[x]
                    if vx < 0:
                        continue
                    xw = other[wx]
                    xv = other[vx]
                    local[vw] += share[vx] * share[xw]
                    local[vx] += share[vw] * share[wx]
                    local[wv] += share[wx] * share[xv]
                    local[wx] += share[wv] * share[vx]
                    local[xv] += share[xw] * share[wv]
                    local[xw] += share[xv] * share[vw]
                    size[v] += share[vw] * relative[xw] + share[vx] * relative[wx]
                    size[w] += share[wv] * relative[xv] + share[wx] * relative[vx]
                    size[x] += share[xv] * relative[wv] + share[xw] * relative[vw]
            for i in range(begin[v], begin[v + 1]):
                entry[indices[higher[i]]] = -1
        for v in range(n):
            sum = 0.0
            for k in range(indptr[v], indptr[v + 1]):
                local[k] *= local[k]
                sum += local[k]
            constraint[v] = sum
            size[v] = (indptr[v + 1] - indptr[v]) - size[v]
    return constraint, size, local


def holes_of_ego(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.longlong][::1],
    strength: cython.const[cython.double][::1],
) -> object:
    """Give the same, each actor seeing only itself, its contacts and the ties among them."""
    n: cython.longlong = len(indptr) - 1
    constraint: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    size: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    local: cython.double[::1] = floats(len(indices), 0.0, compiled=cython.compiled)
    sum: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    most: cython.double[::1] = floats(n, 0.0, compiled=cython.compiled)
    entry: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    i: cython.longlong
    j: cython.longlong
    k: cython.longlong
    q: cython.longlong
    x: cython.longlong
    y: cython.longlong
    whole: cython.double
    share: cython.double
    via: cython.double
    part: cython.double
    redundant: cython.double
    with cython.nogil:
        for i in range(n):
            whole = 0.0
            for k in range(indptr[i], indptr[i + 1]):
                entry[indices[k]] = k
                whole += strength[k]
            for k in range(indptr[i], indptr[i + 1]):
                q = indices[k]
                part = 0.0
                via = 0.0
                for x in range(indptr[q], indptr[q + 1]):
                    if entry[indices[x]] >= 0 or indices[x] == i:
                        part += strength[x]
                        via = max(via, strength[x])
                sum[q] = part
                most[q] = via
                local[k] = strength[k] / whole
            redundant = 0.0
            for k in range(indptr[i], indptr[i + 1]):
                q = indices[k]
                share = strength[k] / whole
                via = share / sum[q]
                for x in range(indptr[q], indptr[q + 1]):
                    j = indices[x]
                    y = entry[j]
                    if y >= 0:
                        local[y] += via * strength[x]
                        redundant += share * (strength[x] / most[j])
            part = 0.0
            for k in range(indptr[i], indptr[i + 1]):
                local[k] *= local[k]
                part += local[k]
                entry[indices[k]] = -1
            constraint[i] = part
            size[i] = (indptr[i + 1] - indptr[i]) - redundant
    return constraint, size, local


def triangles(
    indptr: cython.const[cython.longlong][::1], indices: cython.const[cython.longlong][::1]
) -> object:
    """
    Count the triangles each actor is in.

    Each is found once, from its corner with the fewest contacts (the first of equals), looking
    only at those with more: there are never many of them, so that the work is in the worst case m
    to the power 3/2.
    """
    n: cython.longlong = len(indptr) - 1
    number: cython.longlong[::1] = ints(n, 0, compiled=cython.compiled)
    begin: cython.longlong[::1] = ints(n + 1, 0, compiled=cython.compiled)
    higher: cython.longlong[::1] = ints(len(indices), 0, compiled=cython.compiled)
    mark: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    v: cython.longlong
    w: cython.longlong
    x: cython.longlong
    i: cython.longlong
    k: cython.longlong
    degree: cython.longlong
    more: cython.longlong
    with cython.nogil:
        i = 0
        for v in range(n):
            begin[v] = i
            degree = indptr[v + 1] - indptr[v]
            for k in range(indptr[v], indptr[v + 1]):
                w = indices[k]
                more = indptr[w + 1] - indptr[w]
                if more > degree or (more == degree and w > v):
                    higher[i] = w
                    i += 1
        begin[n] = i
        for v in range(n):
            for i in range(begin[v], begin[v + 1]):
                mark[higher[i]] = v
            for i in range(begin[v], begin[v + 1]):
                w = higher[i]
                for k in range(begin[w], begin[w + 1]):
                    x = higher[k]
                    if mark[x] == v:
                        number[v] += 1
                        number[w] += 1
                        number[x] += 1
    return number
