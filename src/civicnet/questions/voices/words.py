"""What is said about voices: sentences, and notes on what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from civicnet.questions.framing import foremost
from civicnet.questions.partners import MOST_WORDS, brief, listed, n, number, percent
from civicnet.questions.voices import named
from civicnet.questions.voices.absence import Case
from civicnet.questions.voices.successors import NOBODY

Frames = Mapping[str, pd.DataFrame]


def told(case: Case, table: pd.DataFrame, made: Frames) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the sentences, and the notes: those that did not fit come first among them."""
    stuck, introduced = _stuck(case, table, made["absent"])
    said = [
        (1, case.partnership.invented),
        (1, _cannot(case)),
        (1, _expected(case, made["absent"])),
        (2, _unheard(made["without_a_say"])),
        (2, _served(made["served_absent"])),
        (2, _named(made["named_absent"])),
        (2, stuck),
        (3, _only_through(table, made["grassroots"])),
        (3, _introduced(made["absent"], introduced)),
        (2, _chances(table)),
        (4, _under_way(made["grassroots"])),
        (4, _successors(made["successors"])),
        (5, _all_heard(case, table)),
    ]
    first, rest = foremost(said)
    return first, (*rest, *_notes(case, made))


def _cannot(case: Case) -> str:
    return f"Cannot say which groups are absent: needs {case.needs}." if case.needs else ""


def _expected(case: Case, absent: pd.DataFrame) -> str:
    if case.needs or not any(group.expected_at for group in case.groups):
        return ""
    if not len(absent):
        return "Every group has a seat at every table that expects it, as far as is known."
    by = absent.groupby("table", sort=False)["voice"].agg(list)
    first, *others = sorted(by.index, key=lambda name: (-len(by[name]), name))
    begin = f"Expected at the {_bare(first)}, but without a seat: "
    if not others:
        return brief(*(f"{begin}{listed(by[first], k)}." for k in (3, 1)))
    lacks = n(len(others), "more table lacks a group", "more tables lack groups")
    said = [
        f"{begin}{listed(by[first], 3)}; at the {_bare(others[0])}: {listed(by[others[0]], 2)}."
    ]
    said = said if len(others) == 1 else []
    return brief(*said, *(f"{begin}{listed(by[first], k)}; {lacks}." for k in (3, 1)))


def _bare(name: str) -> str:
    return name.removeprefix("The ").removeprefix("the ")


def _served(served: pd.DataFrame) -> str:
    if not len(served):
        return ""
    groups = list(served["voice"])
    providers = {name for cell in served["spoken_for"] for name in cell}
    has = n(
        len(providers), "organization that serves them has a seat",
        "organizations that serve them have seats",
    )  # fmt: skip
    also = f"; {has}, which makes nobody present" if providers else ""
    return brief(
        *(f"Served, but without a seat anywhere: {listed(groups, k)}{also}." for k in (3, 2, 1))
    )


def _unheard(unheard: pd.DataFrame) -> str:
    if not len(unheard):
        return ""
    by = unheard.groupby("engagement", sort=False)["voice"].agg(list)
    rungs = [rung for rung in _RUNG if rung in by.index]
    return brief(
        *(
            "Present, but without a say: "
            + "; ".join(f"{listed(by[rung], k)} ({_RUNG[rung]})" for rung in rungs)
            + "."
            for k in (3, 2, 1)
        )
    )


_RUNG = {"informed": "informed at most", "consulted": "consulted", "advises": "advising"}


def _named(absent: pd.DataFrame) -> str:
    if not len(absent):
        return ""
    many = n(len(absent), "partner")
    if absent["reason"].iat[0] == named.NO_ANSWER:
        named_by = "is named by others and names" if len(absent) == 1 else _OTHERS_NAME
        everybody = list(absent["actor"])
        said = f"{many} {named_by} nobody"
        return brief(*(f"{said}: {listed(everybody, k)}." for k in (3, 2)), f"{said}.")
    has = "has" if len(absent) == 1 else "have"
    said = f"{many} that members name {has} no seat"
    carrying = list(absent.loc[absent["voices"].map(len) > 0, "actor"])
    if carrying:
        speak = "speaks" if len(carrying) == 1 else "speak"
        some = "all of them" if len(carrying) == len(absent) > 1 else f"{len(carrying):,} of them"
        said = f"{said}; {some} {speak} as a group"
    shown = carrying or list(absent["actor"])
    among = (f"{said}, {name} among them." for name in shown)
    return brief(*(f"{said}: {listed(shown, k)}." for k in (3, 2, 1)), *among, f"{said}.")


_OTHERS_NAME = "are named by others and name"


def _stuck(case: Case, table: pd.DataFrame, absent: pd.DataFrame) -> tuple[str, str]:
    """Say which groups no way leads from, and who could introduce the first; and name that one."""
    if not case.found.deciding:
        if not len(table) or not len(case.partnership.seats):
            return "", ""
        return "Cannot say how far groups are from a decision: needs engagement in Seats.", ""
    somebody = {group.voice for group in case.groups if group.bodies}
    stuck = table["steps_to_decision"].isna() & table["voice"].isin(somebody)
    none = list(table.loc[stuck, "voice"])
    if not none:
        return "", ""
    said = f"No way leads from {listed(none, 3)} to a table that decides"
    could = absent[(absent["voice"] == none[0]) & (absent["introducers"].map(len) > 0)]
    if not len(could):
        return f"{said}.", ""
    to, who = could["table"].iat[0], could["introducers"].iat[0]
    whom = "them" if len(none) == 1 else none[0]
    full = f"{said}; {listed(who, 2)} could introduce {whom} to the {_bare(to)}."
    return brief(full, f"{said}."), none[0] if len(full.split()) <= MOST_WORDS else ""


def _only_through(table: pd.DataFrame, grounded: pd.DataFrame) -> str:
    """Name the one through whom a group, or what it runs, gets to a decision."""
    for frame, name in ((table, "voice"), (grounded, "organization")):
        hanging = frame[frame["only_through"].map(len) > 0]
        if len(hanging):
            what, only = hanging[name].iat[0], hanging["only_through"].iat[0]
            return f"Only through {only[0]} is there a way from {what} to a table that decides."
    return ""


def _introduced(absent: pd.DataFrame, but: str) -> str:
    rest = absent[absent["voice"] != but]
    if not len(rest):
        return ""
    could = rest[rest["introducers"].map(len) > 0]
    if not len(could):
        more = "other " if but else ""
        return f"Nobody knows both an {more}absent group and the table that expects it."
    voice, to, who = (could[c].iat[0] for c in ("voice", "table", "introducers"))
    return f"{listed(who, 2)} could introduce {voice} to the {_bare(to)}."


def _chances(table: pd.DataFrame) -> str:
    looked = table[table["chance"].notna()]
    if not len(looked):
        return ""
    fewer = looked[looked["seat_share"] < looked["population_share"]]
    if not len(fewer):
        return "No group has fewer seats than its share of the population."
    row = fewer.sort_values(["chance", "voice"], kind="stable").iloc[0]
    said = (
        "If seats were drawn at random from the population, the chance of so few is "
        f"{percent(row['chance'])} for {row['voice']}"
    )
    count = f"{number(row['seats'])} of {int(row['n_known']):,}"
    many = n(len(looked), "group")
    return brief(f"{said} ({count}; {many} looked at).", f"{said} ({count}).", f"{said}.")


def _under_way(grounded: pd.DataFrame) -> str:
    running = grounded[grounded["runs"].map(len) > 0].drop_duplicates("organization")
    if not len(running):
        return ""
    outside = running[running["seats"] == 0]
    if not len(outside):
        return ""
    first = outside.sort_values("organization", kind="stable").head(2)
    parts = [
        f"{name} ({listed(runs, 1)})"
        for name, runs in zip(first["organization"], first["runs"], strict=True)
    ]
    return f"Already at work without a seat: {' and '.join(parts)}."


def _successors(checks: pd.DataFrame) -> str:
    alone = checks[(checks["could_follow"].map(len) == 0) & (checks["check"] != NOBODY)]
    if not len(alone):
        return ""
    voice, person = alone["voice"].iat[0], alone["person"].iat[0]
    return f"For {voice} nobody is known who could follow {person}."


def _all_heard(case: Case, table: pd.DataFrame) -> str:
    heard = int((table["deciding_seats"] > 0).sum())
    if case.needs or not len(table):
        return ""
    has = "has" if heard == 1 else "have"
    return f"{heard:,} of {n(len(table), 'group')} {has} somebody who decides."


def _notes(case: Case, made: Frames) -> list[str]:
    notes = [*case.paths.on.notes]
    holders, known = case.found.holders, case.found.known
    if not case.needs:
        notes.append(
            f"Groups are known for {len(known):,} of {n(len(holders), 'person', 'people')} with a "
            f"seat, each counted once. The others may belong to a group that is called absent here."
        )
    looked = sum(not np.isnan(group.share) for group in case.groups)
    if looked and not case.needs:
        notes.append(
            "The chance is the lower tail of the binomial distribution: as if each seat were drawn "
            f"from the population. {n(looked, 'group was', 'groups were')} looked at; with many, "
            "some chance is small by chance alone."
        )
    missing = sorted({t for g in case.groups for t in g.expected_at} - set(case.found.tables))
    if missing and not case.needs:
        notes.append(
            f"Cannot say who is absent from {listed(missing)}: no seat there is in the data."
        )
    if len(made["named_absent"]) and made["named_absent"]["reason"].iat[0] == named.NO_ANSWER:
        notes.append(
            "Without seats, whoever is named and names nobody counts as absent. In a list of ties "
            "without direction, where each stands once, that says nothing."
        )
    return notes + list(_STANDING)


_STANDING: Sequence[str] = (
    (
        "A table decides where somebody at it does. Whoever serves a group speaks for it and makes "
        "nobody present."
    ),
    (
        "To introduce a group, somebody is acquainted with it and with the table, be it by name "
        "only. Whether either side wishes it, only they can say."
    ),
    "Groups that people grow out of are told by their names (students, youth, fellows …).",
    "One person of a group is not the group. Whether a seat is heard, these data do not show.",
)
