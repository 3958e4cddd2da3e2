"""The five ways to look at a partnership as a network."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import bodies
from civicnet.cells import fold, nearest
from civicnet.errors import ArgumentError
from civicnet.network import Network
from civicnet.typed import series

if TYPE_CHECKING:
    from civicnet.model import Partnership

VIEWS = ("bodies", "people", "tables", "ties", "split")
# The least strength that counts as contact; what a blank strength weighs.
CONTACT = 2.0


def network(
    partnership: Partnership,
    view: str = "bodies",
    *,
    at: object = None,
    relation: str | Sequence[str] | None = None,
    strength: float | None = None,
    directed: bool = False,
    weight: str | None = None,
    tables: Literal["shared"] | None = None,
) -> Network:
    """
    Give a partnership as a network of actors.

    Parameters
    ----------
    view : what is an actor and what a link:
        "bodies": bodies; any live tie or seat between them; the weight is the strongest, and
        `n_ties` counts the ties and seats behind a link.
        "people": people, unnamed holders too; a personal tie, or with `tables="shared"` also a
        table at which both sit.
        "tables": tables and those seated there (two-mode, column `mode`).
        "ties": every actor; every tie as it was typed, parallel ones kept apart.
        "split": bodies and people between them; for what a departure cuts off.
    at : the date or wave; see moments.moment.
    relation : only ties of this relation, or of these ("seat" for seats); default all.
    strength : ties weaker than this are not contact (1 awareness … 4 integration; a blank
        strength counts): 2 unless said. Adverse ties never are. "ties" shows every tie, adverse
        ones too, and leaves out the weaker ones only where a strength is given.
    directed : keep the direction of ties; seats go both ways.
    weight : a column of ties to take as weight, or "n_ties"; default the strength.

    Raises
    ------
    ArgumentError
        for an unknown view, relation or weight.
    """
    if view not in VIEWS:
        near = nearest(view, VIEWS, limit=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ArgumentError(f"view must be one of {', '.join(VIEWS)}; got {view!r}{hint}")
    wanted = _relations(partnership, relation)
    if weight not in (None, "n_ties") and weight not in partnership.ties:
        raise ArgumentError(f"ties have no column {weight!r} to take as weight")
    if view == "ties":
        return _ties(partnership, at, wanted, strength, directed=directed, weight=weight)
    if view == "tables":
        return _tables(partnership, at)
    found = bodies.links(partnership, at)
    found = found[_counted(found, wanted, CONTACT if strength is None else strength)]
    everyone = bodies.actors(partnership, at)
    everyone = everyone[everyone["present"]].reset_index(drop=True)
    found = found.assign(weight=_weights(partnership, found, weight))
    if view == "people":
        return _people(partnership, at, everyone, found, directed=directed, tables=tables)
    members = everyone[everyone["body"] == everyone["actor"]]
    if view == "split":
        return _split(members, everyone, found)
    between = found[found["source"] != found["target"]]
    joined = _joined(between, directed=directed, count=weight == "n_ties")
    return Network.from_links(members, joined, directed=directed)


def _relations(partnership: Partnership, relation: str | Sequence[str] | None) -> set[str] | None:
    if relation is None:
        return None
    asked = [relation] if isinstance(relation, str) else list(relation)
    known = {fold(r): r for r in partnership.ties["relation"] if r} | {"seat": "seat"}
    for each in asked:
        if fold(each) not in known:
            near = nearest(each, sorted(known.values()))
            hint = (
                f"did you mean {near[0]!r}?" if near else f"there is {', '.join(sorted(known)[:8])}"
            )
            raise ArgumentError(f"no tie has the relation {each!r}; {hint}")
    return {fold(each) for each in asked}


def _counted(found: pd.DataFrame, wanted: set[str] | None, strength: float) -> NDArray[Any]:
    counts = ~found["adverse"] & ~(found["strength"] < strength)
    if wanted is not None:
        said = found["relation"].map(lambda r: fold(r) if isinstance(r, str) else "")
        counts &= (said.isin(wanted) & (found["what"] == "tie")) | (
            (found["what"] == "seat") & ("seat" in wanted)
        )
    return np.asarray(counts, dtype=bool)


def _weights(partnership: Partnership, found: pd.DataFrame, weight: str | None) -> NDArray[Any]:
    if weight in (None, "n_ties"):
        return np.asarray(found["strength"].fillna(CONTACT))
    column = pd.to_numeric(partnership.ties[weight], errors="coerce").to_numpy(dtype=float)
    rows = found["row"].to_numpy()
    tied = (found["what"] == "tie").to_numpy()
    return np.where(tied, column[np.where(tied, rows, 0)] if len(column) else np.nan, np.nan)


def _joined(found: pd.DataFrame, *, directed: bool, count: bool = False) -> pd.DataFrame:
    """Join parallel links: the strongest is the weight, and they are counted."""
    # Names are numbered in their order, and the numbers joined.
    ends = pd.concat([found["source"], found["target"]], ignore_index=True)
    which, names = pd.factorize(ends, sort=True)
    source, target = np.split(which, 2)
    weight = found["weight"].to_numpy(dtype=float)
    if directed:
        back = found["mutual"].to_numpy(dtype=bool)
        source, target = (
            np.concatenate([source, target[back]]),
            np.concatenate([target, source[back]]),
        )
        weight = np.concatenate([weight, weight[back]])
    else:
        source, target = np.minimum(source, target), np.maximum(source, target)
    joined = (
        pd.DataFrame({"source": source, "target": target, "weight": weight})
        .groupby(["source", "target"], sort=True)["weight"]
        .agg(weight="max", n_ties="size")
        .reset_index()
    )
    if count:
        joined["weight"] = joined["n_ties"].astype(float)
    named = {end: series(names.to_numpy()[joined[end]], "text") for end in ("source", "target")}
    return joined.assign(**named)


def _people(
    partnership: Partnership,
    at: object,
    everyone: pd.DataFrame,
    found: pd.DataFrame,
    *,
    directed: bool,
    tables: str | None,
) -> Network:
    """
    Link people by their personal ties.

    A personal tie between organizations of which several people are known names none of them,
    and links nobody here.
    """
    people = everyone[everyone["kind"] == "person"].reset_index(drop=True)
    personal = found[(found["basis"] == "personal") & (found["what"] == "tie")]
    one_each = [
        len(a) == 1 and len(b) == 1 and a != b
        for a, b in zip(personal["source_people"], personal["target_people"], strict=True)
    ]
    personal = personal[np.array(one_each, dtype=bool)]
    linked = personal.assign(
        source=[a[0] for a in personal["source_people"]],
        target=[b[0] for b in personal["target_people"]],
    )[["source", "target", "weight", "mutual"]]
    if tables is not None:
        if tables != "shared":
            raise ArgumentError(f"tables must be 'shared' or None; got {tables!r}")
        shared = _sharing(partnership, at, set(people["actor"]))
        linked = pd.concat([linked, shared], ignore_index=True) if len(linked) else shared
    return Network.from_links(people, _joined(linked, directed=directed), directed=directed)


def _sharing(partnership: Partnership, at: object, people: set[str]) -> pd.DataFrame:
    seats = _seats(partnership, at)
    pairs = [
        {"source": one, "target": two, "weight": CONTACT, "mutual": True}
        for _, members in seats[seats["source"].isin(people)].groupby("target", sort=True)["source"]
        for one, two in combinations(sorted(set(members)), 2)
    ]
    frame = pd.DataFrame(pairs, columns=["source", "target", "weight", "mutual"])
    return frame.astype({"weight": float, "mutual": bool})


def _seats(partnership: Partnership, at: object) -> pd.DataFrame:
    typed = bodies.ties_as_typed(partnership, at)
    return typed[typed["what"] == "seat"]


def _tables(partnership: Partnership, at: object) -> Network:
    """Link tables with those seated there."""
    everyone = bodies.actors(partnership, at)
    seats = _seats(partnership, at).assign(weight=1.0, mutual=False)
    boards = set(seats["target"]) | set(everyone.loc[everyone["kind"] == "table", "actor"])
    chosen = everyone[everyone["actor"].isin(boards | set(seats["source"]))]
    chosen = chosen.assign(
        mode=["table" if actor in boards else "seated" for actor in chosen["actor"]]
    )
    # Joined as arcs, so that whoever is seated stays the source.
    return Network.from_links(chosen, _joined(seats, directed=True))


def _ties(
    partnership: Partnership,
    at: object,
    wanted: set[str] | None,
    strength: float | None,
    *,
    directed: bool,
    weight: str | None,
) -> Network:
    """Give every actor and every tie as typed, adverse and weak ones too unless asked."""
    everyone = bodies.actors(partnership, at)
    everyone = everyone[everyone["present"]].reset_index(drop=True)
    typed = bodies.ties_as_typed(partnership, at)
    typed = typed[typed["what"] == "tie"].drop(columns=["role", "engagement"])
    if wanted is not None:
        asked = [isinstance(r, str) and fold(r) in wanted for r in typed["relation"]]
        typed = typed[np.array(asked, dtype=bool)]
    if strength is not None:
        typed = typed[~(typed["strength"] < strength)]
    if weight is None:
        typed = typed.assign(weight=typed["strength"].fillna(CONTACT))
    elif weight != "n_ties":
        column = pd.to_numeric(partnership.ties[weight], errors="coerce").to_numpy(dtype=float)
        typed = typed.assign(weight=column[typed["row"].to_numpy(dtype=np.int64)])
    undirected = partnership.ties["directed"].isin([False]).to_numpy()
    typed["mutual"] = undirected[typed["row"].to_numpy(dtype=np.int64)]
    return Network.from_links(everyone, typed, directed=directed, parallel=True)


def _split(members: pd.DataFrame, everyone: pd.DataFrame, found: pd.DataFrame) -> Network:
    """
    Put people as actors of their own between the bodies they link.

    Each person hangs on the home body, which stays when the person leaves; a tie that rests on
    people runs through them, one that several could carry through a joint (`tie 12`) that any
    of them holds. Who also acts for a body that is no home of theirs stands there once more
    (`Ana (for Schools)`), since acting for two bodies does not tie them. Taking a person out,
    wherever they stand (column `person`), then cuts just what a departure cuts.
    """
    people = everyone[everyone["kind"] == "person"]
    own = dict(zip(people["actor"], people["body"], strict=True))
    used = {*members["actor"], *own}
    # Where each person stands, by the bodies acted for; a second home is tied to the first.
    places = {
        (person, body): _unused(f"{person} (in person)", used) if body == person else person
        for person, body in own.items()
    }
    rows = [
        {"actor": places[p, b], "kind": "person", "body": b, "person": p} for p, b in own.items()
    ]
    linked = [(places[person, body], body, np.nan) for person, body in own.items()]
    homes = found[found["what"] == "home"]
    for body, carriers in zip(homes["target"], homes["source_people"], strict=True):
        for person in carriers:
            places[person, body] = places[person, own[person]]
            linked.append((places[person, body], body, CONTACT))

    def standing_for(person: str, body: str) -> str:
        place = places.get((person, body))
        if place is None:
            place = places[person, body] = _unused(f"{person} (for {body})", used)
            rows.append({"actor": place, "kind": "person", "body": body, "person": person})
            linked.append((place, body, np.nan))
        return place

    columns = ("source", "target", "source_people", "target_people", "weight")
    between = found[found["what"] != "home"]
    for number, (one, two, left, right, weight) in enumerate(
        zip(*(between[c] for c in columns), strict=True)
    ):
        ends = [[standing_for(p, one) for p in left], [standing_for(p, two) for p in right]]
        if len(left) > 1 and len(right) > 1:
            joint = _unused(f"tie {number}", used)
            rows.append({"actor": joint, "kind": "joint", "body": "", "person": None})
            linked += [(place, joint, weight) for side in ends for place in side]
        else:
            # A side that needs nobody is its body itself.
            starts, stops = ends[0] or [one], ends[1] or [two]
            linked += [(a, b, weight) for a in starts for b in stops]
    frame = pd.DataFrame(linked, columns=["source", "target", "weight"])
    frame = frame[frame["source"] != frame["target"]].assign(mutual=True)
    frame["weight"] = frame["weight"].fillna(CONTACT)
    rows = [
        {"actor": body, "kind": kind, "body": body, "person": None}
        for body, kind in zip(members["actor"], members["kind"], strict=True)
    ] + rows
    actors = pd.DataFrame(
        {c: series([row[c] for row in rows], "text") for c in ("actor", "kind", "body", "person")}
    )
    return Network.from_links(actors.sort_values("actor"), _joined(frame, directed=False))


def _unused(name: str, used: set[str]) -> str:
    """Take a name that nobody has yet: with a stroke where somebody has it."""
    while name in used:
        name += "'"
    used.add(name)
    return name
