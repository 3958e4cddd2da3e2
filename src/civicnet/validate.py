"""The rules that rows must keep among themselves, checked once, on reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from civicnet import rules
from civicnet import vocabulary as words
from civicnet.cells import Fault, fold, quoted

Frames = Mapping[str, pd.DataFrame]
Report = Callable[[str, int, str, Fault], None]  # frame, row, column, what is wrong


def check_rules(
    frames: Mapping[str, pd.DataFrame], report: Report, *, names_settled: bool = True
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """
    Check every rule that more than one cell takes part in.

    `names_settled` tells that every name was found: where one was not, nothing is said of people
    who seem to lack an institution, because the missing name may be it.

    Returns the frames without the rows that say nothing (a tie of an actor to itself, a row that
    stands twice), and sentences on what was inferred.
    """
    _ends_before_starts(frames, report)
    _basis_conflicts(frames, report)
    _slips_of_form(frames, report)
    # The rules below follow names and offices: a name still unsettled is a problem already.
    whole = {
        "offices": frames["offices"].dropna(subset=["office", "organization"]),
        "terms": frames["terms"].dropna(subset=["person", "office", "organization"]),
    }
    sound = {**frames, **whole}
    _circles(sound, report)
    _overlapping_terms(sound, report)
    if names_settled:
        _ties_without_institution(sound, report)
    settled = dict(frames)
    settled["ties"] = _without_self_ties(frames["ties"], report)
    settled["seats"] = _seats_once(frames["seats"], report)
    for name in ("terms", "roles"):
        settled[name] = _rows_once(name, frames[name], report)
    return settled, _inferred({**settled, **whole})


def _ends_before_starts(frames: Frames, report: Report) -> None:
    for name, rows in frames.items():
        if "start" not in rows or "end" not in rows:
            continue
        for row in np.flatnonzero((rows["end"] < rows["start"]).to_numpy(dtype=bool)):
            start, end = (rows[c].iat[row].date().isoformat() for c in ("start", "end"))
            fault = Fault(
                "end-before-start",
                f"it ends on {end}, before it starts on {start}.",
                "Swap or correct the two dates.",
            )
            report(name, int(row), "end", fault)


def _without_self_ties(ties: pd.DataFrame, report: Report) -> pd.DataFrame:
    own = (ties["source"].notna() & (ties["source"] == ties["target"])).to_numpy(dtype=bool)
    count = int(own.sum())
    if not count:
        return ties
    for row in np.flatnonzero(own)[:20]:
        more = f" ({count} such rows in all)" if count > 1 else ""
        fault = Fault(
            "self-tie",
            f"a tie of {quoted(ties['source'].iat[row])} to itself was left out{more}.",
            "Correct one of the two names, or delete the row.",
        )
        report("ties", int(row), "target", fault)
    return ties[~own].reset_index(drop=True)


def _places_apart(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[[c for c in rows.columns if not c.startswith("__")]]


def _rows_once(name: str, rows: pd.DataFrame, report: Report) -> pd.DataFrame:
    if len(rows) < 2:
        return rows
    twice = _places_apart(rows).astype(str).duplicated().to_numpy(dtype=bool)
    for row in np.flatnonzero(twice):
        fault = Fault(
            "duplicate-row", "the row stands twice; it counts once.", "Delete one of the two."
        )
        report(name, int(row), rows.columns[0], fault)
    return rows[~twice].reset_index(drop=True)


def _seats_once(seats: pd.DataFrame, report: Report) -> pd.DataFrame:
    """Report people seated twice at a table at one time; drop only rows that are quite the same."""
    if len(seats) < 2:
        return seats
    same = _places_apart(seats).astype(str).duplicated().to_numpy(dtype=bool)
    named = seats["table"].notna() & seats["actor"].notna()
    key = ["table", "actor", "on_behalf_of", "start", "end", "wave"]
    again = (named & seats[key].astype(str).duplicated()).to_numpy(dtype=bool)
    for row in np.flatnonzero(again):
        table, actor = seats["table"].iat[row], seats["actor"].iat[row]
        counts = "it counts once" if same[row] else "both rows are kept"
        fault = Fault(
            "duplicate-row",
            f"{quoted(actor)} already has a seat at {quoted(table)}; {counts}.",
            "Delete one of the rows; if two tables share the name, give them different names "
            "or a table id.",
        )
        report("seats", int(row), "actor", fault)
    return seats[~same].reset_index(drop=True)


# --- rule 1 ------------------------------------------------------------------------------------


def _basis_conflicts(frames: Frames, report: Report) -> None:
    ties = frames["ties"]
    rests = rules.form_bases(ties["form"])
    conflict = rests.notna() & ties["basis"].notna() & (rests != ties["basis"])
    for row in np.flatnonzero(conflict):
        form, said, other = (c.iat[row] for c in (ties["form"], ties["basis"], rests))
        fault = Fault(
            "basis-conflict",
            f"a tie with the form {quoted(form)} is {other}, but the basis says {quoted(said)}.",
            "Leave basis blank, or correct the form.",
        )
        report("ties", int(row), "basis", fault)


def _slips_of_form(frames: Frames, report: Report) -> None:
    """Find names of agreements that look like misspelled forms: they decide what a tie rests on."""
    ties = frames["ties"]
    forms = {**{form: form for form in words.FORMS}, **words.WORD_SYNONYMS["form"]}
    named = ties["agreement"].where(ties["form"].isna(), None)
    meant: dict[str, str] = {}
    for name in named.dropna().unique():
        near = max(forms, key=lambda word: (fuzz.ratio(fold(name), word), word))
        if len(name) <= 20 and fuzz.ratio(fold(name), near) >= 75:
            meant[name] = near
    for row in np.flatnonzero(named.isin(meant)):
        name = named.iat[row]
        fault = Fault(
            "agreement-or-form",
            f"{quoted(name)} was taken for the name of a written agreement.",
            f"If {quoted(meant[name])} is meant, correct the cell; else give the form as well.",
        )
        report("ties", int(row), "agreement", fault)


# --- rule 2 ------------------------------------------------------------------------------------


def _ties_without_institution(frames: Frames, report: Report) -> None:
    """Look for agreements written for people behind whom no institution stands, or two do."""
    ties = frames["ties"]
    rests, _ = rules.basis(frames)
    rows = np.flatnonzero((rests == "institutional") & ties["via"].isna())
    if not len(rows):
        return
    known, kinds = rules.posts(frames), rules.kinds(frames)
    starts = ties["start"].to_numpy()
    for column in ("source", "target"):
        ends = ties[column].to_numpy(dtype=object)
        which, names = pd.factorize(ends[rows])
        offices = [len({x for *_, x in known.by_person.get(name, ())}) for name in names]
        # Behind most stands one institution whatever the date: nothing to look up by the row.
        sure = [
            kinds.get(name) != "person" or (count < 2 and name in known.homes)
            for name, count in zip(names, offices, strict=True)
        ]
        undated = (np.array([*offices, 0]) == 1)[which] & np.isnat(starts[rows])
        for row in rows[~np.array([*sure, True])[which] & ~undated]:
            fault = _institution_fault(ends[row], starts[row], known)
            if fault:
                report("ties", int(row), column, fault)


def _institution_fault(person: str, start: np.datetime64, known: rules.Posts) -> Fault | None:
    """Say why the institution behind a person at a date is not certain, if it is not."""
    # A blank start means the date asked for; any office ever held shows an institution.
    held = (
        {label for *_, label in known.by_person.get(person, ())}
        if np.isnat(start)
        else set(known.held(person, start))
    )
    if len(held) > 1:
        chosen = min(held, key=lambda x: (not known.offices[x].heads, x))
        return Fault(
            "ambiguous-office",
            f"{quoted(person)} holds {' and '.join(quoted(x) for x in sorted(held))}; "
            f"the agreement was given to {quoted(chosen)}.",
            "Name the office in the column via.",
        )
    if not held and not known.homes.get(person):
        return Fault(
            "no-institution",
            f"the agreement is written for {quoted(person)}, who has no office and no "
            "organization; it counts as personal.",
            "Write the organization in the tie, or give the person one.",
        )
    return None


# --- rules 4 and 5 -----------------------------------------------------------------------------


def _circles(frames: Frames, report: Report) -> None:
    along = {office.label: office.serves_with for office in rules.offices(frames).values()}
    rows = frames["offices"]
    for position, label in enumerate(rules.offices(frames)):
        seen, each = [label], along.get(label, "")
        while each and each not in seen:
            seen.append(each)
            each = along.get(each, "")
        if each == label:
            fault = Fault(
                "serves-with-cycle",
                f"{' serves with '.join(quoted(x) for x in [*seen, label])}.",
                "Leave serves with blank for the one whose departure takes the others along.",
            )
            report("offices", min(position, len(rows) - 1), "serves_with", fault)


def _overlapping_terms(frames: Frames, report: Report) -> None:
    """
    Find offices held by more people at once than they have holders.

    A successor may start on the predecessor's last day. One warning an office, at the term
    with which it became too many.
    """
    offices = rules.offices(frames)
    terms = rules.terms_with_starts(frames)
    spells: dict[str, list[tuple[np.datetime64, np.datetime64, str, int]]] = defaultdict(list)
    columns = (terms["label"], terms["start"].to_numpy(), terms["end"].to_numpy(), terms["person"])
    for row, (label, start, end, person) in enumerate(zip(*columns, strict=True)):
        first = np.datetime64("0001-01-01", "us") if np.isnat(start) else start
        last = np.datetime64("9999-12-31", "us") if np.isnat(end) else end
        spells[label].append((first, last, person, row))
    for label, held in spells.items():
        allowed = offices[label].holders if label in offices else 1
        found = _too_many(sorted(held), allowed)
        if found is None:
            continue
        row, people, day = found
        at_once = "at once" if str(day).startswith("0001") else f"on {str(day)[:10]}"
        fault = Fault(
            "overlapping-terms",
            f"{quoted(label)} is held by {' and '.join(quoted(p) for p in people[:4])} {at_once}.",
            f"Correct the dates, or set holders to {len(people)} in Offices.",
        )
        report("terms", row, "person", fault)


def _too_many(
    spells: list[tuple[np.datetime64, np.datetime64, str, int]], allowed: int
) -> tuple[int, list[str], np.datetime64] | None:
    running: list[tuple[np.datetime64, np.datetime64, str]] = []
    for start, end, person, row in spells:
        # Ending and starting on one day is a handover, not an overlap.
        running = [spell for spell in running if spell[1] > start]
        running.append((start, end, person))
        people = sorted({name for _, _, name in running})
        if len(people) > allowed:
            return row, people, start
    return None


def _inferred(frames: Frames) -> list[str]:
    """Say in sentences what was read into the rows."""
    said = []
    rests, inferred = rules.basis(frames)
    count, total = int(inferred.sum()), len(rests)
    if count:
        personal = int((rests[inferred] == "personal").sum())
        taken = [f"{personal} taken for personal"] if personal else []
        taken += [f"{count - personal} for institutional"] if count > personal else []
        of = "The tie says" if total == 1 else f"{count:,} of {total:,} ties say"
        said.append(f"{of} neither agreement nor basis: {', '.join(taken)}.")
    ties = frames["ties"]
    named = int((ties["agreement"].notna() & ties["form"].isna()).sum())
    if named:
        said.append(f"{named} ties name an agreement without its form: taken for written (mou).")
    read = [office for office in rules.offices(frames).values() if office.kind_inferred]
    if read:
        shown = ", ".join(list(dict.fromkeys(f"{o.office} ({o.kind})" for o in read))[:3])
        said.append(f"The kind of {len(read)} offices was read from their names: {shown}.")
    unknown = sorted(
        {k for k in frames["organizations"]["kind"] if k} - set(words.ORGANIZATION_KINDS)
    )
    if unknown:
        said.append(f"Kinds of organizations kept as written: {', '.join(unknown[:6])}.")
    return said
