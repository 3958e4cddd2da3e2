"""Where the backbone should live: candidate hosts side by side, function by function, no score."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicnet.cells import fold
from civicnet.moments import Moment
from civicnet.questions import answers
from civicnet.questions.concentration import last_day, worth
from civicnet.questions.ground import ground
from civicnet.questions.partners import listed, n, number, percent
from civicnet.questions.rehouse import hosts as side_by_side
from civicnet.questions.rehouse.backbone import BACKBONE, ELSEWHERE, INDEPENDENT, resting_on_one
from civicnet.questions.rehouse.hosts import CUT, WHOLE, Case
from civicnet.questions.rehouse.neutrality import disputes, sectors

if TYPE_CHECKING:
    from civicnet.model import Partnership

# How far ahead a departure is looked for where nothing else is asked: three years.
MONTHS = 36
_FRAMES = ("options", "functions", "tied", "sectors", "disputes", "directions")
# Words for a partnership that has only begun, in whatever its stage is called.
_EARLY = re.compile(
    r"\b(early|incubat\w*|start\w*|beginn?\w*|launch\w*|forming|emerg\w*|explor\w*|young|pilot\w*)\b"
)
_STAGE = "stage of the partnership"


@dataclass(frozen=True)
class Rehousing:
    """
    Candidate hosts of the backbone side by side, and what each would mean for each function.

    `options` has for each host a row for the "whole backbone", then one per function somebody
    carries: `host` ("independent" for none), `function`, `chance_head_leaves` (0-1, by `until`;
    NaN where nobody knows), `host_form` (None where it would have to be agreed, or "no host"),
    `money_tied`, `staff_tied` (what the host gives the backbone, in the units that most is given
    in; of a function what is written down for it alone), `within_if_closes` (pairs of partners
    within reach when the head leaves and the backbone closes), `neutrality` (0-1), `dominated_by`
    (tuple: hosts as good in all that is known of this one, and better in something); then
    `lives_in` (tuple), `today`, `why` (tuple: why it is looked at), `heads` (tuple), `chance_low`,
    `chance_high`, `chance_source`, `at_risk` ("yes": hosted by word of mouth; "no"; "unless
    written"), `within_if_head_leaves` (the backbone stays), `within_expected` (pairs by `until`, if
    only the head may leave and what is at risk closes then), `money_left_behind` and
    `staff_left_behind` (what today's host gives by word of mouth, and may not to a backbone that
    has moved), `at_odds`, `funds_backbone`, `funds_partners`, `same_funders`, `funding_conflict`
    (tuple), `reason` (what is not known).

    A function that lives elsewhere stays there whoever hosts the rest: its rows tell of that place,
    and are the same under every host.

    `functions`: who carries each function and on whom it rests (see `backbone.functions`). `tied`:
    what each host gives the backbone: `host`, `asset`, `kind`, `form`, `yearly`, `unit`, `share`
    (of all of that kind and unit that the backbone receives), `after_cut` (a fifth less), `until`,
    `if_head_leaves` ("goes", "unattended", "stays"). `sectors`, `disputes`: see `neutrality`.
    `directions`: `column`, `better`, `meaning`.
    """

    at: Moment
    until: pd.Timestamp
    backbone: str
    host: str
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    options: pd.DataFrame
    functions: pd.DataFrame
    tied: pd.DataFrame
    sectors: pd.DataFrame
    disputes: pd.DataFrame
    directions: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def rehouse(  # a question and its switches, each a keyword
    partnership: Partnership,
    to: str | Sequence[str] | None = None,
    at: object = None,
    until: object = None,
    *,
    backbone: str | None = None,
    count: str | Mapping[str, float] | None = None,
    within: int | None = None,
    strength: float = 2,
) -> Rehousing:
    """
    Lay candidate hosts of the backbone side by side: today's, others, and none.

    Nothing is weighed and nothing added up. A host is marked as dominated where another is known
    to be as good in all that is known of it, and better in something. It stays in the list, since
    what decides may not be in the data.

    Parameters
    ----------
    to : one or more organizations to look at; else those that offer a home (assets of the kind
        "resourcing and incubating") or carry a backbone function already.
    until : the day by which somebody may have left; three years ahead unless said.
    backbone : the backbone, where it is not the one organization of that kind.
    count, within, strength : what a partner counts, how many steps are within reach, which ties
        count; see the glossary.

    Raises
    ------
    ArgumentError
        for an unknown moment or count, a day that has passed, or a table as a host.
    UnknownActorError
        where no organization is called that.

    Examples
    --------
    >>> import civicnet as cn
    >>> found = cn.rehouse(cn.load_example("riverbend"), at="2026-11-15")
    >>> whole = found.options[found.options["function"] == "whole backbone"]
    >>> whole["chance_head_leaves"].round(2).tolist()
    [1.0, 0.0, 0.25, 0.53]
    """
    on = ground(partnership, at, strength=strength, within=within, count=count)
    day = last_day(partnership, on.at, until, MONTHS)
    case = side_by_side.case(on, backbone, day)
    hosts = side_by_side.candidates(case, to)
    places = [(host, case.body(host)) for host in hosts]
    by_sector = sectors(on, places)
    told = Rehousing(
        at=on.at,
        until=day,
        backbone=case.found.name,
        host=case.found.host,
        summary=(),
        notes=(),
        options=side_by_side.options(case, hosts, by_sector),
        functions=case.functions,
        tied=side_by_side.tied(case, list(hosts)),
        sectors=by_sector,
        disputes=disputes(on, places),
        directions=side_by_side.directions(),
    )
    summary = [partnership.invented, *_sentences(case, told, list(hosts))]
    return replace(
        told,
        summary=tuple(sentence for sentence in summary if sentence),
        notes=tuple(_notes(case, told)),
    )


# --- words ----------------------------------------------------------------------------------------


def _sentences(case: Case, told: Rehousing, hosts: Sequence[str]) -> list[str]:
    if not told.backbone:
        return [
            "Cannot say where the backbone should live: needs an organization of kind backbone.",
            "Backbone functions in Assets, with who carries each, would do as well.",
        ]
    whole = told.options[told.options["function"] == WHOLE].set_index("host")
    others = [host for host in hosts if host not in (told.host, INDEPENDENT)]
    # Of several the one that already gives most: an offer, money, a function.
    first = max(others, key=lambda host: (len(whole.loc[host, "why"]), host), default="")
    return [
        _lives(case, whole.loc[told.host]),
        _when_she_leaves(case, whole.loc[told.host]),
        _of_functions(told),
        _gives(case, told, told.host) if told.host not in (INDEPENDENT, told.backbone) else "",
        _another(case, whole.loc[first]) if first else "",
        _compared(case, whole),
    ]


def _lives(case: Case, today: pd.Series) -> str:
    name, host = case.found.name, case.found.host
    if host == name:
        where = f"{name} carries the backbone beside its other work"
    elif host == INDEPENDENT:
        where = f"{name} lives on its own"
    else:
        form = case.found.host_form
        how = _FORMS.get(form or "", "by word of mouth") if form else "with no agreement written"
        where = f"{name} lives with {host} {how}"
    return f"{where}; {_chance(case, today)}."


_FORMS = {"mou": "by MOU", "contract": "by contract", "law": "by law"}


def _chance(case: Case, row: pd.Series) -> str:
    """Say how likely the head has left, short enough for a sentence."""
    by = f"by {Moment(case.known.until)}"
    people = listed(list(row["heads"]), 2)
    if not people:
        return "nobody is known to head it"
    chance = row["chance_head_leaves"]
    if np.isnan(chance):
        if (row["chance_low"], row["chance_high"]) == (0, 1):
            return f"nobody wrote down when {people} may leave"
        low, high = (percent(row[c]) for c in ("chance_low", "chance_high"))
        return f"a chance between {low} and {high} that {people} leaves {by}"
    last = [
        end.day
        for (person, _), outlook in case.known.posts.items()
        for end in outlook.ends
        if person in row["heads"] and end.stays == 0
    ]
    if chance == 1 and len(row["heads"]) == 1 and last:
        return f"the last day of {people} is {Moment(min(last))}"
    if chance == 1:
        return f"{people} has to go {by}"
    if chance == 0:
        return f"no end is written down for {people} {by}"
    return f"a chance of {percent(chance)} that {people} leaves {by}"


def _when_she_leaves(case: Case, row: pd.Series) -> str:
    on = case.on
    stays, closes = row["within_if_head_leaves"], row["within_if_closes"]
    if np.isnan(stays):
        return ""
    said = (
        f"When the head leaves, {number(stays)} of {number(on.reach.within)} pairs of partners "
        f"stay within {on.within}"
    )
    return f"{said}." if np.isnan(closes) else f"{said}; {number(closes)} if the backbone closes."


def _of_functions(told: Rehousing) -> str:
    found = told.functions
    carried = found[found["where"] != "nobody"]
    if not len(carried):
        return "Cannot say function by function: needs backbone functions in Assets."
    inside = int(carried["where"].map(lambda x: BACKBONE in x.split(" and ")).sum())
    outside = int((carried["where"] == ELSEWHERE).sum())
    said = f"{inside:,} of {n(len(carried), 'backbone function')} would move along"
    if told.host not in (INDEPENDENT, told.backbone):
        with_host = len(carried) - inside - outside
        said += f", {with_host:,} would stay with today's host"
    alone = resting_on_one(found)
    if not alone:
        return f"{said}."
    most = len(alone[0][1])
    people = [person for person, functions in alone if len(functions) == most]
    each = f"{most:,} rests" if most == 1 else f"{most:,} rest"
    each = f"{most:,} each rest" if len(people) > 1 else each
    return f"{said}; {each} on {listed(people, 2)} alone."


def _gives(case: Case, told: Rehousing, host: str) -> str:
    """Say what a host gives the backbone, and what of it goes with its head."""
    own = told.tied[told.tied["host"] == host]
    if not len(own):
        return ""
    goes = int((own["if_head_leaves"] == "goes").sum())
    said = _worth(case, told, host)
    ends = "all" if goes == len(own) else f"{goes:,}"
    what = n(len(own), "asset")
    held = f"{what}, {said} among them" if said else what
    return f"Today's host gives it {held}; {ends} would end when the head leaves."


def _worth(case: Case, told: Rehousing, host: str) -> str:
    row = told.options[(told.options["host"] == host) & (told.options["function"] == WHOLE)].iloc[0]
    said = []
    if row["money_tied"] > 0:
        said.append(f"{worth(row['money_tied'], case.money)} a year")
    if row["staff_tied"] > 0:
        said.append(f"{worth(row['staff_tied'], case.staff)} of staff")
    return " and ".join(said)


def _another(case: Case, row: pd.Series) -> str:
    """Say of another host what speaks for it and against it."""
    conflict = listed([text.partition(":")[0] for text in row["funding_conflict"]])
    conflict = conflict.replace(" and funds ", " and ")
    against = f"; it {conflict}" if conflict else ""
    return f"{row.name}: {_chance(case, row)}{against}."


def _compared(case: Case, whole: pd.DataFrame) -> str:
    outdone = [host for host, by in whole["dominated_by"].items() if by]
    if len(whole) == 1:
        return ""
    said = f"None of the {len(whole):,} options is outdone in all that is known"
    if outdone:
        first = outdone[0]
        by = listed(list(whole.loc[first, "dominated_by"]), 1)
        said = f"{first} is outdone by {by} in all that is known"
    alarm = "; at an early stage, a host is no alarm" if _stage(case)[1] else ""
    return f"{said}{alarm}."


def _stage(case: Case) -> tuple[str, bool]:
    """Give the stage of the partnership as it is written, and whether that is an early one."""
    context = case.on.partnership.context
    keys = context["key"].map(lambda key: fold(key or ""))
    said = [value for value in context.loc[keys == _STAGE, "value"] if value]
    return (said[0], bool(_EARLY.search(fold(said[0])))) if said else ("", False)


def _notes(case: Case, told: Rehousing) -> list[str]:
    on = case.on
    notes = [*on.notes]
    if not told.backbone:
        return notes
    notes.append(f"In pairs, {on.counted}.")
    if case.found.others:
        notes.append(
            f"{listed(case.found.others)} could be meant as well: backbone= (--backbone) says so."
        )
    if not case.found.apart:
        notes.append(
            f"No organization is of the kind backbone; {told.backbone} carries most backbone "
            "functions, so it is taken for it."
        )
    stage, early = _stage(case)
    notes.append(
        f'Stage of the partnership, as written: "{stage}".' if stage else
        f'Stage of the partnership: cannot say, needs the key "{_STAGE}" in Context.'
    )  # fmt: skip
    if early:
        notes.append(
            "Many partnerships begin in a public office and leave it later; these columns say what "
            "to prepare, not that anything is wrong."
        )
    notes.append(f"Chances are by {Moment(told.until)}, each with its source in chance_source.")
    notes.append(
        "Whether a hosted backbone goes with its host's head nobody can know, so both are told; "
        "when it closes, its own pairs are among those lost."
    )
    if told.options["host"].nunique() == len({told.host, INDEPENDENT}):
        notes.append(
            "Nobody else offers a home (assets of the kind resourcing and incubating) or carries a "
            "backbone function; to= (--to) names other hosts."
        )
    notes.append(
        "What a host gives is counted as tied to it: more given is more help, and more that is "
        "lost with it. What today's host gives may not move along."
    )
    notes += _cut(case, told)
    asked = on.partnership.needs
    own = asked[asked["who"] == told.backbone]
    if len(own):
        notes.append(f"The backbone already asks for: {listed(own['need'].tolist())}.")
    better = [f"{c} {better}" for c, better in zip(
        told.directions["column"], told.directions["better"], strict=True)]  # fmt: skip
    notes.append(f"Better is: {', '.join(better)}. Nothing is weighed.")
    notes.append(
        "A host is outdone where another is as good in all that is known of it and better in "
        "something. What nobody knows of it speaks neither for nor against it, but a form of "
        "hosting that is not known counts as word of mouth."
    )
    notes.append(
        "Whether a host is willing, what it would charge, and whom partners trust to hold the pen, "
        "these data do not show."
    )
    return notes


def _cut(case: Case, told: Rehousing) -> list[str]:
    """Say what a cut by today's host would take."""
    row = told.options[(told.options["host"] == told.host) & (told.options["function"] == WHOLE)]
    money, staff = (float(row[c].iloc[0]) for c in ("money_tied", "staff_tied"))
    less = [
        f"{worth(CUT * value, unit)}{a_year}"
        for value, unit, a_year in (
            (money, case.money, " a year"),
            (staff, case.staff, " of staff"),
        )
        if value > 0
    ]
    if not less:
        return []
    said = f"A cut of {CUT:.0%} by today's host would take {' and '.join(less)}"
    return [f"{said}; which functions it would stop is not written down."]
