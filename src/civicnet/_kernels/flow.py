"""By how many ways that share nobody two sides are linked, and who would have to leave."""
# mypy: ignore-errors
# Cython checks the types here; to Python they are annotations.

from __future__ import annotations

try:
    import cython
except ImportError:
    from civicnet._kernels import shim as cython

from civicnet._kernels.memory import ints


def independent(
    indptr: cython.const[cython.longlong][::1],
    indices: cython.const[cython.longlong][::1],
    side: cython.const[cython.longlong][::1],
    enough: cython.longlong,
) -> object:
    """
    Find ways from the actors of side 1 to those of side 2 that share nobody between (Menger).

    Each actor between is an entrance (state 2v) and an exit (2v + 1), and lets one way through. A
    search finds the shortest change by which there is one way more, turning ways already there
    where that helps, until there is none or there are `enough`. Gives the number, which entries
    carry a way, and the states that the last search reached.
    """
    n: cython.longlong = len(indptr) - 1
    used: cython.longlong[::1] = ints(len(indices), 0, compiled=cython.compiled)
    giver: cython.longlong[::1] = ints(len(indices), 0, compiled=cython.compiled)
    # The entry by which a way comes to an actor; -1: none does.
    via: cython.longlong[::1] = ints(n, -1, compiled=cython.compiled)
    # How a state was reached: by an entry, -2 from the actor's other state, -3 from nowhere.
    by: cython.longlong[::1] = ints(2 * n, 0, compiled=cython.compiled)
    seen: cython.longlong[::1] = ints(2 * n, -1, compiled=cython.compiled)
    queue: cython.longlong[::1] = ints(2 * n, 0, compiled=cython.compiled)
    number: cython.longlong = 0
    final: cython.longlong
    state: cython.longlong
    head: cython.longlong
    tail: cython.longlong
    v: cython.longlong
    w: cython.longlong
    k: cython.longlong
    with cython.nogil:
        for v in range(n):
            for k in range(indptr[v], indptr[v + 1]):
                giver[k] = v
        while number < enough:
            head = 0
            tail = 0
            final = -1
            for v in range(n):
                if side[v] == 1:
                    seen[2 * v + 1] = number
                    by[2 * v + 1] = -3
                    queue[tail] = 2 * v + 1
                    tail += 1
            while head < tail and final < 0:
                state = queue[head]
                head += 1
                v = state >> 1
                if state & 1:
                    if via[v] >= 0 and seen[2 * v] != number:
                        seen[2 * v] = number
                        by[2 * v] = -2
                        queue[tail] = 2 * v
                        tail += 1
                    for k in range(indptr[v], indptr[v + 1]):
                        w = indices[k]
                        if side[w] == 1 or (side[w] == 2 and used[k]):
                            continue
                        if side[w] == 2:
                            final = k
                            break
                        if seen[2 * w] != number:
                            seen[2 * w] = number
                            by[2 * w] = k
                            queue[tail] = 2 * w
                            tail += 1
                elif via[v] < 0:
                    if seen[state + 1] != number:
                        seen[state + 1] = number
                        by[state + 1] = -2
                        queue[tail] = state + 1
                        tail += 1
                else:
                    w = giver[via[v]]
                    if side[w] == 0 and seen[2 * w + 1] != number:
                        seen[2 * w + 1] = number
                        by[2 * w + 1] = via[v]
                        queue[tail] = 2 * w + 1
                        tail += 1
            if final < 0:
                break
            number += 1
            used[final] = 1
            state = 2 * giver[final] + 1
            while by[state] != -3:
                k = by[state]
                if state & 1:
                    if k == -2:
                        state -= 1
                    else:
                        used[k] = 0
                        state = 2 * indices[k]
                elif k == -2:
                    via[state >> 1] = -1
                    state += 1
                else:
                    used[k] = 1
                    via[state >> 1] = k
                    state = 2 * giver[k] + 1
    return number, used, seen
