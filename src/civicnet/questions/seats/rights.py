"""Who has which say: decision rights by sector, and delegates who cannot commit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civicnet import vocabulary as words
from civicnet.questions.framing import Kind, framed, no, yes
from civicnet.questions.seats.seated import DECIDES, STAFF

ALL = "all tables"

_RIGHTS: dict[str, Kind] = {
    "table": "text", "sector": "text", "n_seats": "count", "n_organizations": "count",
    "n_decides": "count", "n_advises": "count", "n_consulted": "count", "n_informed": "count",
    "n_unsaid": "count", "seat_share": "number", "decides_share": "number", "reason": "text",
}  # fmt: skip


def rights(seats: pd.DataFrame) -> pd.DataFrame:
    """
    Count the seats of each sector by the say they give, at all tables and at each.

    Returns one row per table and sector, "all tables" first, most deciding seats first: `table`,
    `sector` (None: not known), `n_seats`, `n_organizations`, `n_decides`, `n_advises`,
    `n_consulted`, `n_informed`, `n_unsaid` (the say is not written down), `seat_share` and
    `decides_share` (of the table's seats, and of its deciding seats, 0-1; NaN where none decides),
    `reason`.
    """
    rows = []
    for table in (ALL, *sorted(set(seats["table"]))) if len(seats) else ():
        here = seats if table == ALL else seats[seats["table"] == table]
        deciding = int((here["engagement"] == DECIDES).sum())
        said = here["engagement"].notna().any()
        why = "" if deciding else "no seat here decides" if said else "needs decides in Tables"
        own = []
        for sector, those in here.groupby(here["sector"].fillna(""), sort=True):
            counts = {f"n_{say}": int((those["engagement"] == say).sum()) for say in _SAYS}
            own.append(
                {
                    "table": table,
                    "sector": sector or None,
                    "n_seats": len(those),
                    "n_organizations": those["organization"].nunique(),
                    **counts,
                    "n_unsaid": len(those) - sum(counts.values()),
                    "seat_share": len(those) / len(here),
                    "decides_share": counts["n_decides"] / deciding if deciding else np.nan,
                    "reason": why,
                }
            )
        own.sort(key=lambda r: (-r["n_decides"], -r["n_seats"], r["sector"] or ""))
        rows += own
    return framed(rows, _RIGHTS)


_SAYS = tuple(reversed(words.ENGAGEMENTS))

_DELEGATES: dict[str, Kind] = {
    "organization": "text", "sector": "text", "n_seats": "count", "n_deciding": "count",
    "n_can": "count", "n_cannot": "count", "n_unsaid": "count", "can_commit": "yesno",
    "decides_and_commits": "yesno", "delegates": "list", "tables": "list",
}  # fmt: skip


def delegates(seats: pd.DataFrame) -> pd.DataFrame:
    """
    Tell for each organization whether anybody it sends can commit it.

    Staff of a table are nobody's delegates, nor is a person who belongs to no organization.

    Returns one row per organization, those first of which nobody can commit: `organization`,
    `sector`, `n_seats`, `n_deciding` (seats that decide), `n_can`, `n_cannot`, `n_unsaid` (seats
    by whether their holder can commit), `can_commit` (yes: somebody can; no: of every seat it is
    said that its holder cannot; None: not known), `decides_and_commits` (the same of deciding
    seats; None also where it has none), `delegates` (tuple), `tables`.
    """
    tables = set(seats["table"])
    sent = seats[(seats["role"] != STAFF) & ~seats["organization"].isin(tables)]
    rows = []
    for body, own in sent.groupby("organization", sort=True):
        if own["own_name"].all() and set(own["actor"]) == {body}:
            continue
        deciding = own[own["engagement"] == DECIDES]
        can, cannot = (int(own["can_commit"].eq(said).sum()) for said in (True, False))
        rows.append(
            {
                "organization": body,
                "sector": next(iter(own["sector"].dropna()), None),
                "n_seats": len(own),
                "n_deciding": len(deciding),
                "n_can": can,
                "n_cannot": cannot,
                "n_unsaid": len(own) - can - cannot,
                "can_commit": _somebody(own),
                "decides_and_commits": _somebody(deciding),
                "delegates": tuple(sorted(set(own["actor"]))),
                "tables": tuple(sorted(set(own["table"]))),
            }
        )
    rows.sort(key=lambda r: (_WORST[r["can_commit"]], -r["n_deciding"], r["organization"]))
    return framed(rows, _DELEGATES)


_WORST = {False: 0, None: 1, True: 2}


def _somebody(own: pd.DataFrame) -> bool | None:
    """Tell whether the holder of one of these seats can commit; None where it cannot be known."""
    if yes(own["can_commit"]).any():
        return True
    return False if len(own) and no(own["can_commit"]).all() else None
