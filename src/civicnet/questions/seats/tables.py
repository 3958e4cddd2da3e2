"""Each table in one row: its seats, its chairs, who decides, who was told to come, whose it is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civicnet.questions.framing import Kind, framed, no, yes
from civicnet.questions.ground import Ground
from civicnet.questions.seats.overlap import tied_share
from civicnet.questions.seats.recruiters import Tree, whose
from civicnet.questions.seats.seated import CHAIRS, DECIDES, at_tables

PUBLIC, SHARED, OUTSIDE = "public offices only", "public and outside", "outside only"

_COLUMNS: dict[str, Kind] = {
    "table": "text", "n_seats": "count", "n_members": "count", "n_organizations": "count",
    "n_sectors": "count", "sectors": "list", "chairs": "list", "chairs_for": "list",
    "chaired_by": "text", "n_decides": "number", "deciding_sectors": "list",
    "n_decides_cannot_commit": "number", "n_own_name": "count", "n_empty": "count",
    "n_mandated": "count", "n_voluntary": "count", "mandated_low": "number",
    "mandated_high": "number", "most_through": "text", "through_share": "number",
    "n_elsewhere": "count", "n_pairs": "count", "n_tied": "count", "tied_share": "number",
    "reason": "text",
}  # fmt: skip


def tables(on: Ground, seats: pd.DataFrame, found: Tree) -> pd.DataFrame:
    """
    Tell of every table who sits there and how.

    Returns one row per table, by name: `table`; `n_seats`; `n_members` (people, and organizations
    that name nobody); `n_organizations`, `n_sectors`, `sectors` of the seats; `chairs`,
    `chairs_for` (tuples: who, for which organizations); `chaired_by` ("public offices only",
    "public and outside", "outside only"; None where no chair is written down); `n_decides` (seats
    that decide), `deciding_sectors`, `n_decides_cannot_commit` (those of them whose holder cannot
    commit an organization); `n_own_name` (held by people for themselves); `n_empty` (nobody fills
    them today); `n_mandated`, `n_voluntary` (told to come; not told), `mandated_low` and
    `mandated_high` (the share told to come, if all of whom nothing is said were not, or were);
    `most_through`, `through_share` (through whom most members came, and how many of all, 0-1);
    `n_elsewhere` (members who sit at another table too); `n_pairs`, `n_tied`, `tied_share` (pairs
    of its organizations, those with a working tie beside the table, and their share, 0-1; high:
    they work together outside the meetings too); `reason` (what is NaN or blank, and why).
    """
    organizations = on.partnership.organizations
    names = set(organizations.loc[organizations["kind"] == "table", "organization"])
    members = at_tables(seats)
    rows = []
    for table in sorted(names | members.keys()):
        here = seats[seats["table"] == table]
        own = members.get(table, {})
        by, came = whose(own, found)
        told = int(yes(here["mandated"]).sum())
        free = int(no(here["mandated"]).sum())
        decides = here[here["engagement"] == DECIDES]
        said = here["engagement"].notna().any()
        firms = set(here["organization"]) - members.keys()
        pairs, tied, share = tied_share(on, firms)
        knows = bool(told or free)
        elsewhere = {m for other, those in members.items() if other != table for m in those}
        chairs = here[here["role"].isin(CHAIRS)]
        rows.append(
            {
                "table": table,
                "n_seats": len(here),
                "n_members": len(own),
                "n_organizations": len(firms),
                "n_sectors": here["sector"].nunique(),
                "sectors": _sorted(here["sector"]),
                "chairs": tuple(chairs["actor"]),
                "chairs_for": tuple(dict.fromkeys(chairs["organization"])),
                "chaired_by": chaired_by(chairs),
                "n_decides": len(decides) if said else np.nan,
                "deciding_sectors": _sorted(decides["sector"]),
                "n_decides_cannot_commit": _cannot(decides) if said else np.nan,
                "n_own_name": int(here["own_name"].sum()),
                "n_empty": int(no(here["filled"]).sum()),
                "n_mandated": told,
                "n_voluntary": free,
                "mandated_low": told / len(here) if knows else np.nan,
                "mandated_high": 1 - free / len(here) if knows else np.nan,
                "most_through": by,
                "through_share": came / len(own) if by else np.nan,
                "n_elsewhere": len(elsewhere & own.keys()),
                "n_pairs": pairs,
                "n_tied": tied,
                "tied_share": share,
                "reason": _reason(here, knows=knows, by=by),
            }
        )
    return framed(rows, _COLUMNS)


def _sorted(values: pd.Series) -> tuple[str, ...]:
    return tuple(sorted(values.dropna().unique()))


def chaired_by(chairs: pd.DataFrame) -> str | None:
    """Say whether public offices alone hold the chairs of a table; None where there is none."""
    if not len(chairs):
        return None
    if chairs["public"].all():
        return PUBLIC
    return SHARED if chairs["public"].any() else OUTSIDE


def _cannot(decides: pd.DataFrame) -> float:
    """Count deciding seats whose holder cannot commit; NaN where of none it is said."""
    if decides["can_commit"].isna().all():
        return float("nan")
    return float(no(decides["can_commit"]).sum())


def _reason(here: pd.DataFrame, *, knows: bool, by: str | None) -> str:
    if not len(here):
        return "nobody is written down at this table"
    lacks = {
        "role chair": not here["role"].isin(CHAIRS).any(),
        "decides": here["engagement"].isna().all(),
        "can_commit": here["can_commit"].isna().all(),
        "mandated": not knows,
        "recruited_by": by is None,
    }
    missing = [name for name, lacking in lacks.items() if lacking]
    return f"needs {', '.join(missing)} in Tables" if missing else ""
