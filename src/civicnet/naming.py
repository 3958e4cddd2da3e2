"""Give every actor one name: register who is there, then resolve every reference to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from civicnet.cells import Fault, clean, did_you_mean, fold, quoted
from civicnet.columns import ACTORS, FRAMES, Column
from civicnet.names import Register, commonest, near_duplicates, office_label
from civicnet.problems import Problem
from civicnet.typed import ROW, TABLE, Source, blank_value, series

KEYS = {"people": "person", "organizations": "organization"}


@dataclass
class Draft:
    """The frames while names are being settled; lives only inside `understand`."""

    frames: dict[str, pd.DataFrame]
    bare: pd.DataFrame  # actors of whom the data do not say what they are: actor, id, …
    sources: list[Source]
    actors_are: str = "posts"
    add_missing: bool = False
    problems: list[Problem] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    register: Register = field(default_factory=Register)
    bare_labels: set[str] = field(default_factory=set)

    def report(self, frame: str, position: int, column: str, fault: Fault) -> None:
        """Add a problem about one cell of a frame's row; a row made by us has no place."""
        rows = self.frames[frame]
        number, row = int(rows[TABLE].iat[position]), int(rows[ROW].iat[position])
        if number >= 0:
            source = self.sources[number]
            self.problems.append(
                source.problem(row, frame, column, fault.code, fault.message, fault.hint)
            )


def settle_names(draft: Draft) -> None:
    """Register every actor, rename every key, resolve every reference, add rows that lack."""
    declared = {kind for kind in KEYS if len(draft.frames[kind])}
    has_offices = bool(len(draft.frames["offices"]))
    all_bare = not declared and not has_offices
    _apply_aliases(draft)
    _register_rows(draft)
    _register_by_column(draft, declared)
    _rename_keys(draft)
    _settle_offices(draft, declared=has_offices)
    if all_bare or draft.add_missing:
        _register_unplaced(draft, all_bare=all_bare)
    _register_bare(draft)
    for frame, column in _references():
        if column.name not in draft.frames[frame] or (frame, column.name) in _SETTLED:
            continue
        _resolve_column(draft, frame, column)
    _complete(draft)
    _report_clashes(draft)


_SETTLED = {("offices", "organization"), ("terms", "organization"), ("terms", "office")}


def _references(kind: str = "") -> Iterator[tuple[str, Column]]:
    """List every column that names actors (of one kind, where given)."""
    for name, frame in FRAMES.items():
        for column in frame.columns:
            if (
                column.refers
                and (not kind or kind in column.refers)
                and "outcomes" not in column.refers
            ):
                yield name, column


def strings(values: Iterable[object]) -> list[str]:
    """Give texts with "" for a missing one."""
    return [value if isinstance(value, str) else "" for value in values]


def _items(values: Iterable[object]) -> Iterator[str]:
    """List the names in a column, whether it holds one or several in a cell."""
    for value in values:
        if isinstance(value, tuple):
            yield from value
        elif isinstance(value, str):
            yield value


# --- who is there ------------------------------------------------------------------------------


def _register_rows(draft: Draft) -> None:
    """Register whoever has a row, with the ids that stand beside names anywhere."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for kind, key in KEYS.items():
        rows = draft.frames[kind]
        pairs[kind] = list(zip(strings(rows[key]), strings(rows["id"]), strict=True))
        for frame, column in _references(kind):
            companion = f"{column.name}_id"
            rows = draft.frames[frame]
            if companion in rows and column.refers == (kind,):
                named = zip(strings(rows[column.name]), strings(rows[companion]), strict=True)
                pairs[kind] += [(name, number) for name, number in named if number]
    numbered = [{fold(name) for name, number in found if number} for found in pairs.values()]
    for kind, found in pairs.items():
        draft.register.add(kind, found, apart=set.intersection(*numbered))


def _register_by_column(draft: Draft, declared: set[str]) -> None:
    """Register those named only in a column that can mean but one kind of actor."""
    for kind in KEYS:
        wanted = [
            (frame, column) for frame, column in _references(kind) if column.refers == (kind,)
        ]
        if kind in declared and not draft.add_missing:
            # A table needs no row of its own: its seats say that it is there.
            wanted = [(f, c) for f, c in wanted if (f, c.name) == ("seats", "table")]
        names = [
            (name, "")
            for frame, column in wanted
            if f"{column.name}_id" not in draft.frames[frame]
            for name in _items(draft.frames[frame][column.name])
            if not draft.register.named(name, (kind,))
        ]
        draft.register.add(kind, names)


def _rename_keys(draft: Draft) -> None:
    """Write the settled name of each person and organization into its own rows."""
    for kind, key in KEYS.items():
        rows = draft.frames[kind]
        labels: list[str | None] = []
        pairs = zip(strings(rows[key]), strings(rows["id"]), strict=True)
        for position, (name, number) in enumerate(pairs):
            found = draft.register.by_id(kind, number) if number else None
            if found is None and name:
                answer = draft.register.resolve(name, (kind,))
                if isinstance(answer, Fault):
                    if name not in draft.register.clashes:
                        draft.report(kind, position, key, answer)
                else:
                    found = answer
            elif found is None:
                blank = Fault(
                    "missing-value", "the row has no name.", "Fill it in, or delete the row."
                )
                draft.report(kind, position, key, blank)
            labels.append(found or clean(name) or None)
        draft.frames[kind] = rows.assign(**{key: series(labels, "text")})


def _settle_offices(draft: Draft, *, declared: bool) -> None:
    """Name each office by its post and organization; terms make offices where none are listed."""
    for frame in ("offices", "terms"):
        _resolve_column(draft, frame, FRAMES[frame].column("organization"))
    offices, terms = draft.frames["offices"], draft.frames["terms"]
    spelled: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    sources = [offices] if declared and not draft.add_missing else [offices, terms]
    for rows in sources:
        for post, body in zip(strings(rows["office"]), strings(rows["organization"]), strict=True):
            if post and body:
                spelled[fold(post), body][clean(post)] += 1
    names = {key: commonest(counter) for key, counter in spelled.items()}
    for (_, body), post in sorted(names.items(), key=lambda item: (item[0][1], item[0][0])):
        draft.register.add_office(post, body)
    draft.frames["offices"] = offices.assign(
        office=series(
            [
                names.get((fold(post), body), post) or None
                for post, body in zip(
                    strings(offices["office"]), strings(offices["organization"]), strict=True
                )
            ],
            "text",
        )
    )
    _settle_terms(draft, names)
    if not declared or draft.add_missing:
        have = set(zip(strings(offices["office"]), strings(offices["organization"]), strict=True))
        new: list[dict[str, Any]] = [
            {"office": post, "organization": body}
            for (_, body), post in sorted(names.items())
            if (post, body) not in have
        ]
        _append(draft, "offices", new)


def _settle_terms(draft: Draft, names: dict[tuple[str, str], str]) -> None:
    by_post: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for (folded, body), post in names.items():
        by_post[folded].append((post, body))
    terms = draft.frames["terms"]
    posts: list[str | None] = []
    bodies: list[str | None] = []
    pairs = zip(strings(terms["office"]), strings(terms["organization"]), strict=True)
    for position, (post, body) in enumerate(pairs):
        found = names.get((fold(post), body))
        settled: tuple[str | None, str]
        if found is None and post and not body and len(by_post[fold(post)]) == 1:
            (settled,) = by_post[fold(post)]
        else:
            settled = (found, body)
        if settled[0] is None and post:
            draft.report("terms", position, "office", _unknown_office(draft, post, body, by_post))
        posts.append(settled[0])
        bodies.append(settled[1] or None)
    draft.frames["terms"] = terms.assign(
        office=series(posts, "text"), organization=series(bodies, "text")
    )


def _unknown_office(
    draft: Draft, post: str, body: str, by_post: dict[str, list[tuple[str, str]]]
) -> Fault:
    if not body and by_post[fold(post)]:
        options = ", ".join(quoted(b) for _, b in sorted(by_post[fold(post)])[:4])
        return Fault(
            "ambiguous-name",
            f"there is a {post} at {options}.",
            "Fill in the organization of the post.",
        )
    if not body:
        return Fault(
            "missing-value",
            f"the post {quoted(post)} has no organization.",
            "Fill in the organization it belongs to.",
        )
    labels = [x for x, kind in draft.register.kinds.items() if kind == "offices"]
    hint = did_you_mean(office_label(post, body), labels)
    return Fault(
        "unknown-actor",
        f"there is no office {quoted(office_label(post, body))}.",
        f"{hint} Correct the cell, or add a row to Offices.".strip(),
    )


def _register_unplaced(draft: Draft, *, all_bare: bool) -> None:
    """Register names that stand in columns for any actor and are described nowhere."""
    for frame, column in _references():
        if set(column.refers) != set(ACTORS) or frame == "aliases":
            continue
        companion = f"{column.name}_id"
        rows = draft.frames[frame]
        numbered = strings(rows[companion]) if companion in rows else [""] * len(rows)
        # One of a kind: a name may stand in a hundred thousand rows.
        named = dict.fromkeys(
            (name, number)
            for cell, number in zip(rows[column.name], numbered, strict=True)
            for name in _items((cell,))
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


def _register_bare(draft: Draft) -> None:
    """Register actors of unknown kind as what the caller says they are; posts unless said."""
    rows = draft.bare
    if not len(rows):
        return
    kind = "people" if draft.actors_are == "people" else "organizations"
    pairs = list(zip(strings(rows["actor"]), strings(rows["id"]), strict=True))
    before = set(draft.register.kinds)
    draft.register.add(kind, pairs)
    draft.bare_labels = set(draft.register.kinds) - before
    labels = [
        draft.register.by_id(kind, number) if number else draft.register.named(name, (kind,))[0]
        for name, number in pairs
        if name or number
    ]
    carried = [c for c in rows.columns if c not in ("actor", "id")]
    named = np.array([bool(n or i) for n, i in pairs], dtype=bool)
    new = rows.loc[named, carried].assign(**{KEYS[kind]: labels})
    new["id"] = [number or None for name, number in pairs if name or number]
    _append(draft, kind, new.to_dict("records"))
    if draft.actors_are == "posts":
        holders: list[dict[str, Any]] = [
            {"person": f"{label} (holder)", "organization": label, "unnamed": True}
            for label in sorted(draft.bare_labels)
        ]
        draft.register.add("people", [(row["person"], "") for row in holders])
        _append(draft, "people", holders)
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


def _apply_aliases(draft: Draft) -> None:
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

    columns = [(f, c.name) for f, c in _references() if f != "aliases"]
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


# --- what is meant -----------------------------------------------------------------------------


def _resolve_column(draft: Draft, frame: str, column: Column) -> None:
    """Write settled names into one column; each distinct text is looked up once."""
    rows = draft.frames[frame]
    companion = f"{column.name}_id"
    if not len(rows):
        return
    if column.type == "list":
        values = [
            tuple(dict.fromkeys(_resolve_items(draft, frame, column, position, cell)))
            for position, cell in enumerate(rows[column.name])
        ]
        draft.frames[frame] = rows.assign(**{column.name: series(values, "list")})
        return
    codes, texts = pd.factorize(rows[column.name], use_na_sentinel=True)
    answers = [draft.register.resolve(text, column.refers) for text in texts]
    labels = [answer if isinstance(answer, str) else None for answer in answers]
    settled = [labels[code] if code >= 0 else None for code in codes]
    if companion in rows:
        for position, number in enumerate(strings(rows[companion])):
            ids = [draft.register.by_id(kind, number) for kind in column.refers if number]
            settled[position] = next((label for label in ids if label), settled[position])
    told: Counter[int] = Counter()
    for position, code in enumerate(codes):
        if code >= 0 and settled[position] is None:
            settled[position] = _narrowed(draft, frame, column, position, texts[code])
            answer = answers[code]
            if settled[position] is None and isinstance(answer, Fault) and told[code] < 20:
                told[code] += 1
                draft.report(frame, position, column.name, answer)
    rows = rows.drop(columns=companion, errors="ignore")
    draft.frames[frame] = rows.assign(**{column.name: series(settled, "text")})


def _narrowed(draft: Draft, frame: str, column: Column, position: int, text: str) -> str | None:
    """Find the one office of that name within the row's own organization, where there is one."""
    if column.name not in ("serves_with", "via"):
        return None
    rows = draft.frames[frame]
    if frame == "offices":
        bodies = [rows["organization"].iat[position]]
    else:
        people = {rows["source"].iat[position], rows["target"].iat[position]}
        terms = draft.frames["terms"]
        bodies = list(terms.loc[terms["person"].isin(people), "organization"])
    labels = {
        label
        for body in bodies
        if body
        for label in draft.register.named(office_label(text, body), ("offices",))
    }
    return labels.pop() if len(labels) == 1 else None


def _resolve_items(
    draft: Draft, frame: str, column: Column, position: int, cell: tuple[str, ...]
) -> Iterator[str]:
    for item in cell:
        answer = draft.register.resolve(item, column.refers)
        if isinstance(answer, str):
            yield answer
            continue
        parts = [clean(part) for part in item.split(",")]
        if len(parts) > 1 and all(draft.register.named(p, column.refers) for p in parts):
            answer = Fault(
                "comma-list",
                f"{quoted(item)} was read as {len(parts)} names.",
                "Separate names with ; because a comma can be part of a name.",
            )
            yield from (draft.register.named(part, column.refers)[0] for part in parts)
        draft.report(frame, position, column.name, answer)


# --- rows for all ------------------------------------------------------------------------------


def _append(draft: Draft, frame: str, new: list[dict[str, Any]]) -> None:
    """Add rows that no table has; they have no place."""
    if not new:
        return
    rows, declared = draft.frames[frame], FRAMES[frame]
    data = {}
    for name in dict.fromkeys((*rows.columns, *(key for row in new for key in row))):
        if name in (TABLE, ROW):
            data[name] = pd.Series([int(row.get(name, -1)) for row in new], dtype=np.int64)
            continue
        type_ = declared.column(name).type if name in declared.names else "text"
        blank = blank_value(type_)
        given = [row.get(name, blank) for row in new]
        # Rows from several files lack one another's columns: what is missing there is blank.
        data[name] = series([blank if isinstance(v, float) and v != v else v for v in given], type_)  # noqa: PLR0124
        if name not in rows:
            rows = rows.assign(**{name: series([None] * len(rows), "text")})
    draft.frames[frame] = pd.concat([rows, pd.DataFrame(data)], ignore_index=True)


def _complete(draft: Draft) -> None:
    """Give a row to every registered person and organization that has none."""
    tables = set(strings(draft.frames["seats"]["table"]))
    for kind, key in KEYS.items():
        have = set(strings(draft.frames[kind][key]))
        lacking = sorted(x for x, k in draft.register.kinds.items() if k == kind and x not in have)
        _append(draft, kind, [{key: label} for label in lacking])
    organizations = draft.frames["organizations"]
    kinds = [
        "table" if kind is None and name in tables and name not in draft.bare_labels else kind
        for name, kind in zip(organizations["organization"], organizations["kind"], strict=True)
    ]
    draft.frames["organizations"] = organizations.assign(kind=series(kinds, "text"))


def _report_clashes(draft: Draft) -> None:
    for name in sorted(draft.register.clashes):
        typed = (
            (frame, key, row)
            for frame, key in KEYS.items()
            for row in np.flatnonzero(
                draft.frames[frame][key].map(lambda x: fold(x or "")) == fold(name)
            )
            if draft.frames[frame][TABLE].iat[row] >= 0
        )
        fault = Fault(
            "same-name",
            f"{quoted(name)} is both a person and an organization or office.",
            "Give one of them a longer name.",
        )
        for frame, key, row in list(typed)[:1]:
            draft.report(frame, int(row), key, fault)


def report_look_alikes(draft: Draft) -> None:
    """Suggest names that may be one actor, with both places; nothing is merged."""
    aliased = {fold(alias) for alias in strings(draft.frames["aliases"]["alias"])}
    for kind, key in KEYS.items():
        rows = draft.frames[kind]
        if kind == "people":
            rows = rows[np.array([flag is not True for flag in rows["unnamed"]], dtype=bool)]
        first = {
            label: i
            for i, label in reversed(list(zip(rows.index, strings(rows[key]), strict=True)))
        }
        for one, two in near_duplicates([label for label in first if label]):
            if fold(one) in aliased or fold(two) in aliased:
                continue
            draft.report(
                kind,
                int(first[two]),
                key,
                Fault(
                    "near-duplicate",
                    f"{quoted(two)} and {quoted(one)} may be the same.",
                    "If they are, write one name everywhere, or list the other under Aliases.",
                ),
            )
