"""The rules of the model: what a tie rests on, whose it is, who holds what, who is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from civicnet import vocabulary as words
from civicnet.cells import fold
from civicnet.moments import Moment, running
from civicnet.names import office_label

Frames = Mapping[str, pd.DataFrame]
# One term of a person: its first day, its last, and the label of its office.
Spell = tuple[np.datetime64, np.datetime64, str]
_WEEK = np.timedelta64(7, "D")


# --- rule 1: what a tie rests on ----------------------------------------------------------------


def tables(frames: Frames) -> set[str]:
    """Name every governance body."""
    organizations = frames["organizations"]
    return set(organizations.loc[organizations["kind"] == "table", "organization"])


def basis(frames: Frames) -> tuple[pd.Series, pd.Series]:
    """
    Tell what each tie rests on, "personal" or "institutional", and whether that was inferred.

    The form gives it; a named agreement without a form counts as written. With neither form nor
    basis a tie is personal, whatever its ends, except between two tables.
    """
    ties = frames["ties"]
    written = ties["form"].isna() & ties["agreement"].notna()
    said = form_bases(ties["form"].mask(written, "mou"))
    said = said.where(said.notna(), ties["basis"])
    inferred = said.isna()
    rests = said.mask(inferred, "personal")
    among = tables(frames)
    if among:
        both = inferred & ties["source"].isin(among) & ties["target"].isin(among)
        rests = rests.mask(both, "institutional")
    return rests, inferred


def form_bases(forms: pd.Series) -> pd.Series:
    """Tell what the form of each agreement makes a tie rest on; None where there is no form."""
    which, known = pd.factorize(forms)
    rests = np.array([*map(form_basis, known), None], dtype=object)[which]
    return pd.Series(rests, index=forms.index, dtype=object)


def form_basis(form: str) -> str:
    """Tell what a form of agreement makes a tie rest on."""
    return "institutional" if form in words.INSTITUTIONAL_FORMS else "personal"


# --- rule 5: offices ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Office:
    """An office as the rules see it, with what was inferred filled in."""

    label: str
    office: str
    organization: str
    kind: str
    kind_inferred: bool
    heads: bool
    holders: int
    serves_with: str


def offices(frames: Frames) -> dict[str, Office]:
    """Describe every office by its label; a blank kind is read from the office's name."""
    found = {}
    rows = frames["offices"]
    columns = ("office", "organization", "kind", "heads", "holders", "serves_with")
    for post, body, kind, heads, holders, serves in zip(*(rows[c] for c in columns), strict=True):
        read = kind or office_kind(post)
        label = office_label(post, body)
        found[label] = Office(
            label=label,
            office=post,
            organization=body,
            kind=read,
            kind_inferred=not kind and bool(read),
            heads=heads if isinstance(heads, bool) else read in words.HEADING_KINDS,
            holders=1 if pd.isna(holders) else int(holders),
            serves_with=serves or "",
        )
    return found


def office_kind(post: str) -> str:
    """Read the kind of an office from its name; "" where the name does not tell."""
    text = fold(post)
    return next((kind for part, kind in words.OFFICE_NAME_KINDS if part in text), "")


def term_offices(frames: Frames) -> pd.Series:
    """Give the label of the office of every term."""
    terms = frames["terms"]
    labels = [
        office_label(o, b) for o, b in zip(terms["office"], terms["organization"], strict=True)
    ]
    return pd.Series(labels, index=terms.index, dtype=object)


def terms_with_starts(frames: Frames) -> pd.DataFrame:
    """
    Give the terms with the start of successors filled in (rule 3), and a column `label`.

    Where an office has one holder and a term's start is blank, it starts when the predecessor's
    ends: the latest other term of the office that ends before this one does.
    """
    terms = frames["terms"].assign(label=term_offices(frames))
    blank = terms["start"].isna()
    if not blank.any():
        return terms
    known = offices(frames)
    starts = terms["start"].to_numpy(copy=True)
    ends = terms["end"].to_numpy()
    for label, rows in terms.groupby("label", sort=False).indices.items():
        if label in known and known[label].holders > 1:
            continue
        for row in rows:
            if not blank.iat[row]:
                continue
            own = ends[row]
            others = [
                ends[other]
                for other in rows
                if other != row
                and not np.isnat(ends[other])
                and (np.isnat(own) or ends[other] < own)
            ]
            if others:
                starts[row] = max(others)
    return terms.assign(start=starts)


def terms_held(frames: Frames, at: Moment) -> pd.DataFrame:
    """Give the terms that run at the moment, with their office's `label`."""
    terms = terms_with_starts(frames)
    return terms[running(terms, at)]


def holders(frames: Frames, at: Moment) -> dict[str, list[str]]:
    """Name who holds each office at the moment; an office nobody holds has an empty list."""
    found: dict[str, list[str]] = {label: [] for label in offices(frames)}
    held = terms_held(frames, at)
    for label, person in zip(held["label"], held["person"], strict=True):
        if person not in found.setdefault(label, []):
            found[label].append(person)
    return found


def vacancies(frames: Frames, at: Moment) -> list[str]:
    """Name the offices nobody holds; a gap of up to seven days between holders is none."""
    terms = terms_with_starts(frames)
    day = at.date.to_datetime64()
    empty = []
    for label, people in holders(frames, at).items():
        if people:
            continue
        own = terms[terms["label"] == label]
        ended, begins = own["end"].to_numpy(), own["start"].to_numpy()
        before = ended[~np.isnat(ended) & (ended < day)]
        after = begins[~np.isnat(begins) & (begins > day)]
        if len(before) and len(after) and after.min() - before.max() <= _WEEK:
            continue
        empty.append(label)
    return sorted(empty)


def leaves_along(frames: Frames) -> dict[str, set[str]]:
    """Name, for each office, every office whose holder leaves with its holder (transitive)."""
    direct: dict[str, set[str]] = defaultdict(set)
    for office in offices(frames).values():
        if office.serves_with:
            direct[office.serves_with].add(office.label)
    along: dict[str, set[str]] = {}
    for label in offices(frames):
        reached: set[str] = set()
        stack = list(direct.get(label, ()))
        while stack:
            each = stack.pop()
            if each not in reached and each != label:
                reached.add(each)
                stack += direct.get(each, ())
        along[label] = reached
    return along


# --- rule 4: who is there -----------------------------------------------------------------------


def present(frames: Frames, at: Moment, known: Posts | None = None) -> set[str]:
    """
    Name the people who are in the network at the moment.

    A person is there while a term, seat or tie runs, or `people.start` to `end` does. One whose
    terms are all over is gone, unless something of theirs starts later or `people.end` says
    otherwise; so is one without a home or term whose ties and seats are all over, or of another
    wave. One whose terms all lie ahead is not there yet, unless a tie, a seat or dates of their
    own run. A person of whom nothing is known but the name is there.

    `known` are the `posts` of these frames, where they have been collected before.
    """
    people, day = frames["people"], at.date.to_datetime64()
    dated = people[people["start"].notna() | people["end"].notna()]
    own = dict(zip(dated["person"], running(dated, at), strict=True))
    until = set(people.loc[people["end"].notna(), "person"])
    terms = (known or posts(frames)).by_person
    gone_since = {
        person: max(end for _, end, _ in spells)
        for person, spells in terms.items()
        if all(not np.isnat(end) and end < day for _, end, _ in spells)
    }
    returned = _began_after(frames, gone_since, day)
    active, once_active = _active(frames, at)
    at_home = set(people.loc[people["organization"].notna(), "person"])
    ahead = to_come(people, terms, at)
    here = set()
    for person in people["person"]:
        if person in gone_since:
            # Having come once is no reason to stay; a last day given for the person is.
            stays = person in returned or (person in until and own[person])
        elif person in ahead:
            stays = person in active or own.get(person, False)
        elif person in terms or person in at_home or person in own:
            stays = own.get(person, True) or person in terms
        else:
            stays = person in active or person not in once_active
        if stays:
            here.add(person)
    return here


def to_come(people: pd.DataFrame, terms: Mapping[str, list[Spell]], at: Moment) -> set[str]:
    """Name the people whose every term, or whose time in their organization, lies ahead."""
    day = at.date.to_datetime64()
    found = {person for person, spells in terms.items() if all(start > day for start, *_ in spells)}
    later = set(people.loc[people["start"] > day, "person"])
    return found | (later - terms.keys())


def _active(frames: Frames, at: Moment) -> tuple[set[str], set[str]]:
    """Name whoever has a tie or seat at the moment, and whoever has one at any time."""
    now: set[str] = set()
    ever: set[str] = set()
    for name, columns in (("ties", ["source", "target"]), ("seats", ["actor"])):
        rows = frames[name]
        held = running(rows, at)
        for column in columns:
            now |= set(rows.loc[held, column])
            ever |= set(rows[column])
    return now, ever


def _began_after(
    frames: Frames, since: Mapping[str, np.datetime64], day: np.datetime64
) -> set[str]:
    """Name those of whom a tie or seat began after their last term, and runs or lies ahead."""
    found = set()
    for name, columns in (("ties", ("source", "target")), ("seats", ("actor",))):
        rows = frames[name]
        ahead = rows[rows["start"].notna() & ~(rows["end"] < day)]
        for column in columns:
            known = ahead[ahead[column].isin(since)]
            for person, start in zip(known[column], known["start"].to_numpy(), strict=True):
                if start >= since[person]:
                    found.add(person)
    return found


# --- rule 2: whose tie --------------------------------------------------------------------------


@dataclass(frozen=True)
class Posts:
    """Who held which office when, for looking up the institution behind a person."""

    by_person: Mapping[str, list[Spell]]
    offices: Mapping[str, Office]
    homes: Mapping[str, str]

    def held(self, person: str, day: np.datetime64) -> list[str]:
        """Name the offices a person held on a day."""
        return [
            label
            for start, end, label in self.by_person.get(person, ())
            if (np.isnat(start) or start <= day) and (np.isnat(end) or end >= day)
        ]

    def office_of(self, person: str, day: np.datetime64) -> str:
        """Name the office through which a person acted on a day: the one that heads, if several."""
        held = self.held(person, day)
        return min(held, key=lambda x: (not self.offices[x].heads, x)) if held else ""


def posts(frames: Frames) -> Posts:
    """Collect terms and homes by person."""
    terms = terms_with_starts(frames)
    by_person: dict[str, list[Spell]] = defaultdict(list)
    columns = (terms["person"], terms["start"].to_numpy(), terms["end"].to_numpy(), terms["label"])
    for person, start, end, label in zip(*columns, strict=True):
        by_person[person].append((start, end, label))
    return Posts(by_person, offices(frames), homes(frames))


def homes(frames: Frames) -> dict[str, str]:
    """Name the organization of every person who has one."""
    people = frames["people"]
    named = zip(people["person"], people["organization"], strict=True)
    return {person: body for person, body in named if body}


def kinds(frames: Frames) -> dict[str, str]:
    """Tell of every actor whether it is a "person", "organization" or "office"."""
    found = dict.fromkeys(frames["people"]["person"], "person")
    found |= dict.fromkeys(frames["organizations"]["organization"], "organization")
    return found | dict.fromkeys(offices(frames), "office")
