"""Sheets that mix kinds of actors, split into frames: `Who`, and the actors of other tools."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civicnet import vocabulary as words
from civicnet.cells import fold
from civicnet.columns import ACTORS_SHEET, FRAMES, WHO
from civicnet.typed import ROW, TABLE, series

PERSON, ORGANIZATION, BARE = "person", "organization", "bare"
_PLACE = [TABLE, ROW]


def who(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """
    Split the sheet `Who` into people, organizations, offices and terms.

    A person in a post lives in the network by that term, so the post's organization is not
    written as a home: when the term ends the person is gone. A person without a post has the
    organization as home, and since/until tell the time in it.
    """
    post, person = rows["post"].notna(), rows["person"].notna()
    # A post without an organization is its own: that is what outlives the holder.
    home = rows["organization"].where(rows["organization"].notna(), rows["post"])
    # A column of one's own may be called as one of People: its cells were not checked as such.
    own = {c: f"{c} (own)" for c in rows if c in FRAMES["people"].names and c not in WHO.names}
    rows = rows.rename(columns=own)
    extras = [c for c in rows.columns if c not in WHO.names and c not in _PLACE]
    no_post, in_organization = person & ~post, rows["organization"].notna()
    people = _part(rows, person, {"person": "person", "voices": "voices"}, extras)
    people["organization"] = rows["organization"].where(no_post, None)[person]
    people["sector"] = rows["sector"].where(~in_organization & ~post, None)[person]
    people["start"] = rows["start"].where(no_post)[person]
    people["end"] = rows["end"].where(no_post)[person]
    organizations = _part(rows, home.notna(), {"sector": "sector"}, [])
    organizations["organization"] = home[home.notna()]
    offices = _part(
        rows,
        post,
        {
            "office": "post",
            "kind": "kind of post",
            "selection": "elected/appointed/hired",
            "serves_with": "serves with",
        },
        [],
    )
    offices["organization"] = home[post]
    terms = _part(
        rows,
        post & person,
        {
            "person": "person",
            "office": "post",
            "start": "start",
            "end": "end",
            "can_stay": "can stay",
        },
        [],
    )
    terms["organization"] = home[post & person]
    return {"people": people, "organizations": organizations, "offices": offices, "terms": terms}


def ties(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """
    Read the column `agreement` of ties: a form of agreement, or the name of one.

    The short workbook has one column for both: "verbal" is a form, "Data pact 2025" a name. A
    word that says a form is taken for one wherever the row gives no other.
    """
    synonyms = words.WORD_SYNONYMS["form"]
    meant = {name: fold(name) for name in rows["agreement"].dropna().unique()}
    forms = {name: synonyms.get(word, word) for name, word in meant.items()}
    said = rows["agreement"].map({n: form for n, form in forms.items() if form in words.FORMS})
    moved = rows["form"].isna() & said.notna()
    if not moved.any():
        return {"ties": rows}
    form = series(np.where(moved, said, rows["form"]), "choice")
    agreement = series(np.where(moved, None, rows["agreement"]), "text")
    return {"ties": rows.assign(form=form, agreement=agreement)}


def _part(
    rows: pd.DataFrame, mask: pd.Series, names: dict[str, str], extras: list[str]
) -> pd.DataFrame:
    chosen = rows.loc[mask, [*names.values(), *extras, *_PLACE]]
    return chosen.rename(columns={old: new for new, old in names.items()})


def actors(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """
    Split a list of actors by their kind into people, organizations and bare names.

    "person" and its like are people; every other word is a kind of organization ("committee" a
    table); a blank kind, or the true/false with which two-mode files mark their sides, is bare:
    the list does not say.
    """
    kinds = [_kind(text) for text in rows["kind"]]
    sort = pd.Series([kind[0] for kind in kinds], index=rows.index)
    rows = rows.assign(kind=pd.Series([kind[1] for kind in kinds], index=rows.index, dtype=object))
    extras = [c for c in rows.columns if c not in ACTORS_SHEET.names and c not in _PLACE]
    common = ["id", "sector", "voices", "notes", *extras, *_PLACE]
    people = rows.loc[sort == PERSON, ["actor", "organization", *common]]
    bodies = rows.loc[sort == ORGANIZATION, ["actor", "kind", *common]]
    return {
        "people": people.rename(columns={"actor": "person"}),
        "organizations": bodies.rename(columns={"actor": "organization"}),
        BARE: rows.loc[sort == BARE, ["actor", *common]],
    }


def _kind(text: str | None) -> tuple[str, str | None]:
    word = fold(text or "")
    if word in {"", "true", "false", "0", "1"}:
        return BARE, None
    if word in words.PERSON_WORDS:
        return PERSON, None
    if word in words.TABLE_WORDS:
        return ORGANIZATION, "table"
    return ORGANIZATION, word if word in words.ORGANIZATION_KINDS else text
