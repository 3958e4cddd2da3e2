"""Give every actor one name: register who is there, then resolve every reference to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from civicnet.cells import Fault, clean, did_you_mean, fold, quoted
from civicnet.columns import FRAMES, Column
from civicnet.draft import KEYS, Draft, append, references, strings
from civicnet.names import commonest, near_duplicates, office_label
from civicnet.registering import (
    apply_aliases,
    register_bare,
    register_by_column,
    register_rows,
    register_unplaced,
)
from civicnet.typed import TABLE, series

_SETTLED = {("offices", "organization"), ("terms", "organization"), ("terms", "office")}


def settle_names(draft: Draft) -> None:
    """Register every actor, rename every key, resolve every reference, add rows that lack."""
    declared = {kind for kind in KEYS if len(draft.frames[kind])}
    has_offices = bool(len(draft.frames["offices"]))
    all_bare = not declared and not has_offices
    apply_aliases(draft)
    register_rows(draft)
    register_by_column(draft, declared)
    _rename_keys(draft)
    _settle_offices(draft, declared=has_offices)
    if all_bare or draft.add_missing:
        register_unplaced(draft, all_bare=all_bare)
    register_bare(draft)
    for frame, column in references():
        if column.name not in draft.frames[frame] or (frame, column.name) in _SETTLED:
            continue
        _resolve_column(draft, frame, column)
    _complete(draft)
    _report_clashes(draft)


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
    numbers: dict[tuple[str, str], str] = {}
    for post, body, number in _columns(offices, "office", "organization", "id"):
        if post and body:
            spelled[fold(post), body][clean(post)] += 1
            numbers.setdefault((fold(post), body), number)
    if not declared or draft.add_missing:
        for post, body in _columns(terms, "office", "organization"):
            if post and body:
                spelled[fold(post), body][clean(post)] += 1
    names = {key: commonest(spelled[key]) for key in sorted(spelled, key=lambda key: key[::-1])}
    for (folded, body), post in names.items():
        draft.register.add_office(post, body, numbers.get((folded, body), ""))
    posts = [
        names.get((fold(post), body), post) or None
        for post, body in _columns(offices, "office", "organization")
    ]
    draft.frames["offices"] = offices.assign(office=series(posts, "text"))
    by_number = {number: key for key, number in numbers.items() if number}
    _settle_terms(draft, names, {number: (names[key], key[1]) for number, key in by_number.items()})
    new: list[dict[str, Any]] = [
        {"office": post, "organization": key[1]}
        for key, post in names.items()
        if key not in numbers
    ]
    append(draft, "offices", new)


def _columns(rows: pd.DataFrame, *names: str) -> Iterator[tuple[str, ...]]:
    """Give several columns of texts row by row, "" for a missing one."""
    yield from zip(*(strings(rows[name]) for name in names), strict=True)


def _settle_terms(
    draft: Draft, names: dict[tuple[str, str], str], by_number: dict[str, tuple[str, str]]
) -> None:
    """Write the settled post and organization into each term; an id wins over the names."""
    by_post: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for (folded, body), post in names.items():
        by_post[folded].append((post, body))
    terms = draft.frames["terms"]
    numbers = strings(terms["office_id"]) if "office_id" in terms else [""] * len(terms)
    settled: list[tuple[str | None, str]] = []
    pairs = _columns(terms, "office", "organization")
    for position, ((post, body), number) in enumerate(zip(pairs, numbers, strict=True)):
        alone = by_post[fold(post)] if post and not body else []
        known = by_number.get(number) or (alone[0] if len(alone) == 1 else None)
        settled.append(known or (names.get((fold(post), body)), body))
        if settled[-1][0] is None and post:
            fault = _unknown_office(draft, post, body, by_post)
            draft.report("terms", position, "office", fault)
    draft.frames["terms"] = terms.drop(columns="office_id", errors="ignore").assign(
        office=series([post for post, _ in settled], "text"),
        organization=series([body or None for _, body in settled], "text"),
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


def _resolve_column(draft: Draft, frame: str, column: Column) -> None:
    """Write settled names into one column; each distinct text is looked up once."""
    rows = draft.frames[frame]
    companion = f"{column.name}_id"
    if companion not in rows and rows[column.name].isna().all():
        return
    if column.type == "list":
        values = [
            tuple(dict.fromkeys(_resolve_items(draft, frame, column, position, cell)))
            for position, cell in enumerate(rows[column.name])
        ]
        draft.frames[frame] = rows.assign(**{column.name: series(values, "list")})
        return
    codes, texts = pd.factorize(rows[column.name])
    answers = [draft.register.resolve(text, column.refers) for text in texts]
    labels = [answer if isinstance(answer, str) else None for answer in answers]
    settled = np.array([*labels, None], dtype=object)[codes]
    if companion in rows:
        for position in np.flatnonzero(rows[companion].notna()).tolist():
            number = rows[companion].iat[position]
            ids = [draft.register.by_id(kind, number) for kind in column.refers]
            settled[position] = next((label for label in ids if label), settled[position])
    told: Counter[int] = Counter()
    for position in np.flatnonzero((codes >= 0) & pd.isna(settled)).tolist():
        code = codes[position]
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


def _complete(draft: Draft) -> None:
    """Give a row to every registered person and organization that has none."""
    tables = set(strings(draft.frames["seats"]["table"]))
    for kind, key in KEYS.items():
        have = set(strings(draft.frames[kind][key]))
        lacking = sorted(x for x, k in draft.register.kinds.items() if k == kind and x not in have)
        append(draft, kind, [{key: label} for label in lacking])
    organizations = draft.frames["organizations"]
    pairs = list(zip(organizations["organization"], organizations["kind"], strict=True))
    # Another row about the same body may say what it is (Who says nothing of kinds).
    said = {name for name, kind in pairs if kind is not None} | draft.bare_labels
    kinds = ["table" if name in tables and name not in said else kind for name, kind in pairs]
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
    """Suggest names that may be one actor, with a place of one; nothing is merged."""
    aliased = {fold(alias) for alias in strings(draft.frames["aliases"]["alias"])}
    for kind, key in KEYS.items():
        rows = draft.frames[kind]
        if kind == "people":
            rows = rows[np.array([flag is not True for flag in rows["unnamed"]], dtype=bool)]
        for one, two in near_duplicates([label for label in strings(rows[key]) if label]):
            if fold(one) in aliased or fold(two) in aliased:
                continue
            fault = Fault(
                "near-duplicate",
                f"{quoted(two)} and {quoted(one)} may be the same.",
                "If they are, write one name everywhere, or list the other under Aliases.",
            )
            draft.report(*_where_named(draft, kind, key, two), fault)


def _where_named(draft: Draft, kind: str, key: str, name: str) -> tuple[str, int, str]:
    """Find a cell that names an actor: in a row of its own, else wherever it is mentioned."""
    own = [(kind, key), *((f, c.name) for f, c in references() if c.type != "list")]
    for frame, column in own:
        rows = draft.frames[frame]
        typed = ((rows[column] == name) & (rows[TABLE] >= 0)).to_numpy(dtype=bool)
        if typed.any():
            return frame, int(np.flatnonzero(typed)[0]), column
    return kind, int(np.flatnonzero((draft.frames[kind][key] == name).to_numpy(dtype=bool))[0]), key
