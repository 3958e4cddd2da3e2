"""Who owns which result, in sentences and notes."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from civicnet.moments import Moment
from civicnet.questions.framing import foremost, yes
from civicnet.questions.ground import Ground
from civicnet.questions.outcomes.convened import INITIATIVE, OUTCOME
from civicnet.questions.outcomes.indicators import CRITERIA
from civicnet.questions.outcomes.tree import NO_OUTCOME, NO_PROGRAM, OTHER_OUTCOME
from civicnet.questions.outcomes.works import Works
from civicnet.questions.partners import listed, n, number, percent

# From this chance that whoever answers has left, it is told.
LIKELY = 0.5


@dataclass(frozen=True, eq=False)
class Told:
    """Everything the sentences are made from."""

    on: Ground
    works: Works
    tree: pd.DataFrame
    reinforcement: pd.DataFrame
    owners: pd.DataFrame
    handoffs: pd.DataFrame
    indicators: pd.DataFrame
    money: pd.DataFrame
    tables: pd.DataFrame
    agenda: pd.DataFrame
    speakers: pd.DataFrame


def sentences(told: Told) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell the answer in at most seven sentences; give those that found no room besides."""
    invented = told.on.partnership.invented
    if not len(told.owners):
        none = "Cannot say who owns which result: needs Outcomes."
        return foremost([(1, invented), (1, none), (3, _handoff(told))])
    return foremost(
        [
            (1, invented),
            (1, _tree(told)),
            (2, _owned(told)),
            (2, _leaving(told)),
            (2, _untied(told)),
            (3, _handoff(told)),
            (3, _money(told)),
            (4, _criteria(told)),
            (5, _convened(told)),
            (6, _spoken(told)),
        ]
    )


def _tree(told: Told) -> str:
    goals = told.owners["goal"].nunique()
    many = n(len(told.owners), "outcome")
    under = f" under {n(goals, 'goal')}" if goals else ""
    tree = told.tree
    if not tree["program"].notna().any():
        return f"{many}{under}; cannot say by which programs: needs Assets of the kind program."
    bare = tree.loc[tree["orphan"] == NO_PROGRAM, "outcome"].tolist()
    loose = tree.loc[tree["orphan"].isin([NO_OUTCOME, OTHER_OUTCOME]), "program"].unique().tolist()
    on = tree.loc[tree["orphan"] == "", "program"].nunique()
    first = f"{n(on, 'program serves', 'programs serve')} {many}{under}"
    has = "has" if len(bare) == 1 else "have"
    without = f"{listed(bare, 2)} {has} no program" if bare else "every outcome has one"
    serve = "serves" if len(loose) == 1 else "serve"
    rest = f"; {listed(loose, 2)} {serve} no outcome" if loose else ""
    return f"{first}; {without}{rest}."


def _owned(told: Told) -> str:
    owners = told.owners
    none = owners.loc[owners["owner"].isna(), "outcome"].tolist()
    if len(none) == len(owners):
        return "Cannot say who owns an outcome: needs owner in Outcomes."
    if not none:
        return f"Every one of {n(len(owners), 'outcome')} has an owner."
    has = "has" if len(none) == 1 else "have"
    return f"{listed(none, 3)} {has} no owner, {len(none):,} of {n(len(owners), 'outcome')}."


def _leaving(told: Told) -> str:
    owned = told.owners[told.owners["answers"].map(len) > 0]
    if not len(owned):
        return ""
    known = owned[owned["chance_low"] >= LIKELY].sort_values("chance_low", ascending=False)
    unsure = int((owned["chance_gone"].isna() & ~(owned["chance_low"] >= LIKELY)).sum())
    rest = f"; of {number(unsure)} nobody can say" if unsure else ""
    if not len(known):
        return f"No owner is known to be likely gone by the date of the outcome{rest}."
    first = known.iloc[0]
    less = "" if first["chance_low"] == first["chance_high"] else "at least "
    many = f"{len(known):,} of {len(owned):,}"
    if len(known) == len(owned):
        many = f"all {len(owned):,}" if len(owned) > 1 else "the one"
    return (
        f"In {many} owned {'outcome' if len(owned) == 1 else 'outcomes'} whoever answers has "
        f"likely left by its date: {first['outcome']} ({listed(list(first['answers']), 1)}, "
        f"{less}{percent(first['chance_low'])}){rest}."
    )


def _untied(told: Told) -> str:
    pairs = told.reinforcement
    if not len(pairs):
        return "Cannot say who works on the same outcome: needs Roles, or programs that name one."
    apart = pairs[~pairs["tied"]]
    if not len(apart):
        return f"All {n(len(pairs), 'pair')} of organizations on the same outcome work together."
    first = apart.iloc[0]
    return (
        f"{len(apart):,} of {n(len(pairs), 'pair')} of organizations on the same outcome have no "
        f"working tie: {first['organization']} and {first['other']} ({first['outcomes'][0]})."
    )


def _handoff(told: Told) -> str:
    steps = told.handoffs[told.handoffs["next"]]
    known = steps[steps["density"].notna()]
    if not len(known):
        return "Cannot say where children are handed on: needs stage in Organizations."
    worst = known.loc[known["density"].idxmin()]
    return (
        f"The weakest hand-off is from {worst['stage']} to {worst['other']}: {worst['n_tied']} of "
        f"{n(worst['n_pairs'], 'pair')} of organizations work together{_bridge(worst)}."
    )


def _bridge(worst: pd.Series) -> str:
    bridges = list(worst["bridges"])
    if not bridges:
        return "; no partner bridges it"
    return f"; {listed(bridges, 1)} {'bridges' if len(bridges) == 1 else 'bridge'} it"


def _money(told: Told) -> str:
    found = told.money
    if not len(found):
        return "Cannot say whether money lasts to the targets: needs their dates in Outcomes."
    late = found[found["years_short"] > 0]
    if not len(late):
        none = int((found["n_grants"] == 0).sum())
        rest = f"; {n(none, 'outcome has', 'outcomes have')} no money named" if none else ""
        return f"No target is known to be later than the money named for it{rest}."
    first = late.iloc[0]
    soon = int(yes(found["within_a_year"]).sum())
    year = f"; for {soon:,} it ends within a year" if soon else ""
    return (
        f"{len(late):,} of {n(len(found), 'target')} {'is' if len(late) == 1 else 'are'} later "
        f"than the money named for {'it' if len(late) == 1 else 'them'}, {first['outcome']} by "
        f"{first['years_short']:.1f} years{year}."
    )


def _criteria(told: Told) -> str:
    found = told.indicators
    said = found[found["n_said"] > 0]
    if not len(said):
        return "Cannot say whether indicators are good ones: needs the seven criteria in Outcomes."
    all_met = int((said["n_met"] == len(CRITERIA)).sum())
    worst = said.iloc[0]
    has = "meets" if all_met == 1 or len(said) == 1 else "meet"
    return (
        f"{all_met:,} of {n(len(said), 'indicator')} {has} all seven criteria; that of "
        f"{worst['outcome']} meets {number(worst['n_met'])}."
    )


def _convened(told: Told) -> str:
    found = told.tables[told.tables["around"].notna()]
    if not len(told.tables):
        return ""
    if not len(found):
        return "Cannot say what tables are convened around: needs purpose in Organizations."
    around = found[found["around"] == OUTCOME]
    project = found.loc[found["around"] == INITIATIVE, "table"].tolist()
    many = f"{len(around):,} of {n(len(found), 'table')}"
    said = f"{many} {'names' if len(around) == 1 else 'name'} an outcome as purpose"
    return f"{said}; {listed(project, 2)} an initiative." if project else f"{said}."


def _spoken(told: Told) -> str:
    found = told.agenda
    if not len(told.speakers):
        return "Cannot say who speaks for the outcomes: needs Assets of the kind agenda setting."
    named = int(found["named_by_elected"].map(len).gt(0).sum())
    officials = told.speakers[told.speakers["elected"]]
    if not len(officials):
        return "Nobody in an elected office speaks for the outcomes."
    who = listed(officials["speaker"].tolist(), 2)
    many = n(len(found), "outcome")
    if not named:
        return f"In an elected office {who} speaks for us, and names not one of {many}."
    return f"Somebody in an elected office names {named:,} of {many}: {who}."


# --- notes ----------------------------------------------------------------------------------------


def notes(told: Told) -> list[str]:
    """Say what the answer rests on, and what it does not show."""
    found = list(told.on.notes)
    if not len(told.owners):
        return found
    without = told.owners.loc[told.owners["goal"].isna(), "outcome"].tolist()
    if without:
        found.append(f"{n(len(without), 'outcome')} without a goal: {listed(without)}.")
    idle = [x for x, own in told.works.items() if not own]
    if idle:
        found.append(f"Nobody is known to work on {listed(idle)}.")
    close = told.reinforcement[~told.reinforcement["tied"]]
    meet = int(close["same_tables"].map(len).gt(0).sum())
    if len(close):
        found.append(f"Of the pairs without a working tie {meet} have a seat at the same table.")
    alone = told.indicators[told.indicators["one_source"].notna()]
    if len(alone):
        said = [
            f"{outcome} ({source})"
            for outcome, source in zip(alone["outcome"], alone["one_source"], strict=True)
        ]
        found.append(f"Indicators whose data come from one organization: {listed(said)}.")
    dark = told.indicators.loc[told.indicators["data"].map(len) == 0, "outcome"].tolist()
    if dark:
        found.append(f"No data in Assets name {listed(dark)}, so whose they are cannot be said.")
    empty = told.handoffs[told.handoffs["next"] & told.handoffs["density"].isna()]
    if len(empty) and told.handoffs["density"].notna().any():
        found.append(f"Not every hand-off can be told: {listed(list(empty['reason'].unique()))}.")
    over = told.owners[told.owners["first_end"].notna()]
    if len(over):
        first = over.loc[over["first_end"].idxmin()]
        found.append(
            f"The first owner's time that may be over: {listed(list(first['answers']), 2)}, on "
            f"{Moment(first['first_end'])} ({first['outcome']})."
        )
    return [
        *found,
        (
            "Somebody works on an outcome who is accountable or responsible for it, owns it, or "
            "brings a program that names it; who is only consulted or informed does not."
        ),
        (
            "A chance that an owner has left is that of the person, not of the outcome: a post is "
            "filled again. Several people are taken to leave independently."
        ),
        (
            "A working tie is one between the two organizations or their people; sitting at one "
            "table is none. These data do not show whether the work is good, or enough."
        ),
    ]
