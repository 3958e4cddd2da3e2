"""Small partnerships for tests, built from rows as people type them."""

import pandas as pd

from civicnet import DataError, Partnership


def partnership(**frames):
    """Build a partnership from lists of dictionaries, one list a frame."""
    options = {k: frames.pop(k) for k in ("actors_are", "add_missing", "mapping") if k in frames}
    return Partnership.from_frames(
        **{name: pd.DataFrame(rows) for name, rows in frames.items()}, **options
    )


def ties(*pairs, **columns):
    """Give rows of ties from pairs of names; keyword values stand in every row."""
    return [{"source": a, "target": b, **columns} for a, b in pairs]


def problems(**frames):
    """Give the codes of all problems that rows have, worst first."""
    try:
        return [problem.code for problem in partnership(**frames).problems]
    except DataError as error:
        return [problem.code for problem in error.problems]


def linked(p, at="2026-11-15", **options):
    """Give the pairs of bodies that are linked, as sorted tuples."""
    network = p.network(at=at, **options)
    return {
        tuple(sorted((network.labels[i], other)))
        for i, name in enumerate(network.labels)
        for other in network.contacts(name)
    }
