"""Who is there: register everyone the data name, by row, by column, or as a bare name."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from civicnet.cells import Fault, clean, fold, quoted
from civicnet.columns import ACTORS
from civicnet.draft import KEYS, Draft, append, items, references, strings
from civicnet.typed import series


def register_rows(draft: Draft) -> None:
    """Register whoever has a row, with the ids that stand beside names anywhere."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for kind, key in KEYS.items():
        rows = draft.frames[kind]
        pairs[kind] = list(zip(strings(rows[key]), strings(rows["id"]), strict=True))
        for frame, column in references(kind):
            companion = f"{column.name}_id"
            rows = draft.frames[frame]
            if companion in rows and column.refers == (kind,):
                named = zip(strings(rows[column.name]), strings(rows[companion]), strict=True)
                pairs[kind] += [(name, number) for name, number in named if number]
    numbered = [{fold(name) for name, number in found if number} for found in pairs.values()]
    for kind, found in pairs.items():
        draft.register.add(kind, found, apart=set.intersection(*numbered))


def register_by_column(draft: Draft, declared: set[str]) -> None:
    """Register those named only in a column that can mean but one kind of actor."""
    for kind in KEYS:
        wanted = [(frame, column) for frame, column in references(kind) if column.refers == (kind,)]
        if kind in declared and not draft.add_missing:
            # A table needs no row of its own: its seats say that it is there.
            wanted = [(f, c) for f, c in wanted if (f, c.name) == ("seats", "table")]
        named = Counter(
            name
            for frame, column in wanted
            if f"{column.name}_id" not in draft.frames[frame]
            for name in items(draft.frames[frame][column.name])
        )
        new = {name for name in named if not draft.register.named(name, (kind,))}
        draft.register.add(kind, ((name, "") for name in named.elements() if name in new))


def register_unplaced(draft: Draft, *, all_bare: bool) -> None:
    """Register names that stand in columns for any actor and are described nowhere."""
    for frame, column in references():
        if set(column.refers) != set(ACTORS) or frame == "aliases":
            continue
        companion = f"{column.name}_id"
        rows = draft.frames[frame]
        # One of a kind: a name may stand in a hundred thousand rows.
        own = rows[[c for c in (column.name, companion) if c in rows]].drop_duplicates()
        numbered = strings(own[companion]) if companion in own else [""] * len(own)
        named = dict.fromkeys(
            (name, number)
            for cell, number in zip(own[column.name], numbered, strict=True)
            for name in items((cell,))
        )
        new = [
            (name, number)
            for name, number in named
            if not any(draft.register.by_id(kind, number) for kind in column.refers if number)
            and (number or not draft.register.named(name, column.refers))
        ]
        if not new:
            continue
        if frame == "seats":
            draft.register.add("people", new)
        elif frame == "ties" and all_bare:
            have = {
                (fold(a), i)
                for a, i in zip(*(strings(draft.bare[c]) for c in ("actor", "id")), strict=True)
            }
            fresh = {(fold(n), i): (n, i) for n, i in reversed(new) if (fold(n), i) not in have}
            names, ids = zip(*fresh.values(), strict=True) if fresh else ((), ())
            extra = pd.DataFrame({"actor": names, "id": [i or None for i in ids]}, dtype=object)
            draft.bare = pd.concat([draft.bare, extra], ignore_index=True)
        else:
            draft.register.add("organizations", new)
            if not all_bare:
                shown = ", ".join(sorted({clean(name) for name, _ in new})[:5])
                draft.assumptions.append(
                    f"Names used in {frame} and described nowhere became organizations: {shown}."
                )


def register_bare(draft: Draft) -> None:
    """Register actors of unknown kind as what the caller says they are; posts unless said."""
    rows = draft.bare
    if not len(rows):
        return
    kind = "people" if draft.actors_are == "people" else "organizations"
    other = "organizations" if kind == "people" else "people"
    pairs = list(zip(strings(rows["actor"]), strings(rows["id"]), strict=True))
    # A seat, or another sheet, may have said already what somebody is.
    named = draft.register.named
    said_other = [
        not number and bool(named(name, (other,))) and not named(name, (kind,))
        for name, number in pairs
    ]
    before = set(draft.register.kinds)
    new = [pair for pair, is_other in zip(pairs, said_other, strict=True) if not is_other]
    draft.register.add(kind, new)
    draft.bare_labels = set(draft.register.kinds) - before
    carried = [c for c in rows.columns if c not in ("actor", "id")]
    for one, wanted in ((kind, False), (other, True)):
        mine = [
            place
            for place, (name, number) in enumerate(pairs)
            if (name or number) and said_other[place] is wanted
        ]
        labels = [
            draft.register.by_id(one, number) if number else named(name, (one,))[0]
            for name, number in (pairs[place] for place in mine)
        ]
        ids = [pairs[place][1] or None for place in mine]
        found = rows.iloc[mine][carried].assign(**{KEYS[one]: labels, "id": ids})
        append(draft, one, found.to_dict("records"))
    if draft.actors_are == "posts":
        holders: list[dict[str, Any]] = [
            {"person": f"{label} (holder)", "organization": label, "unnamed": True}
            for label in sorted(draft.bare_labels)
        ]
        draft.register.add("people", [(row["person"], "") for row in holders])
        append(draft, "people", holders)
    count = len(draft.bare_labels)
    actors = "1 actor is" if count == 1 else f"{count} actors are"
    said = {
        "posts": "each was taken for a body with one unnamed holder, its ties for personal",
        "organizations": "each was taken for an organization, its ties for institutional",
        "people": "each was taken for a person, their ties for personal",
    }[draft.actors_are]
    others = " or ".join(x for x in ("posts", "organizations", "people") if x != draft.actors_are)
    draft.assumptions.append(
        f"The data do not say what {actors}: {said}. Say otherwise with actors_are ({others})."
    )


def apply_aliases(draft: Draft) -> None:
    """Write the name for its aliases wherever an actor is named; rows of one name merge later."""
    rows = draft.frames["aliases"]
    names: dict[str, str] = {}
    for position, (alias, name) in enumerate(
        zip(strings(rows["alias"]), strings(rows["name"]), strict=True)
    ):
        if not alias or not name or fold(alias) == fold(name):
            continue
        if fold(names.get(fold(alias), name)) != fold(name):
            draft.report(
                "aliases",
                position,
                "alias",
                Fault(
                    "alias-clash",
                    f"{quoted(alias)} should stand for {quoted(names[fold(alias)])} and for "
                    f"{quoted(name)}.",
                    "Delete one of the two rows.",
                ),
            )
        names[fold(alias)] = name
    if not names:
        return

    def settled(text: str) -> str:
        seen = set()
        while fold(text) in names and fold(text) not in seen:
            seen.add(fold(text))
            text = names[fold(text)]
        return text

    columns = [(f, c.name) for f, c in references() if f != "aliases"]
    for frame, name in [*columns, *((kind, key) for kind, key in KEYS.items())]:
        cells = draft.frames[frame][name]
        values: list[object] = [
            tuple(dict.fromkeys(map(settled, cell)))
            if isinstance(cell, tuple)
            else (settled(cell) if isinstance(cell, str) else cell)
            for cell in cells
        ]
        draft.frames[frame] = draft.frames[frame].assign(**{name: series(values, "text")})
    if len(draft.bare):
        draft.bare["actor"] = [settled(name) for name in strings(draft.bare["actor"])]
