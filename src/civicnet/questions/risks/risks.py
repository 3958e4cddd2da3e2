"""Where are we one person deep: every single departure, closure and funder loss at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from civicnet import bodies
from civicnet.moments import Moment, moment
from civicnet.questions import answers
from civicnet.questions.ground import Ground, departure, ground
from civicnet.questions.risks import one_deep
from civicnet.questions.risks.funder_loss import funder_losses
from civicnet.questions.risks.hosting import hosting
from civicnet.questions.risks.officials import leads, levels, officials
from civicnet.questions.risks.rough_year import rough_year
from civicnet.questions.risks.singly import EXACT, departures
from civicnet.questions.risks.visible import visible
from civicnet.questions.risks.what_goes import goes, holdings
from civicnet.questions.risks.words import Departed, Said, told

if TYPE_CHECKING:
    from civicnet.model import Partnership


@dataclass(frozen=True)
class Risks:
    """
    Where a partnership is one person, one host or one funder deep, if nothing is done.

    `people` has one row per person who is there, the departure that costs others most first:
    `actor`; `office`, `organization` (None where there is none); `departs_with` (tuple: who serves
    with them and leaves too; all that follows is of all of them); `within_lost_others` and
    `within_lost_own` (weighted pairs of bodies no longer within two steps, or three: those that
    touch none of the leavers' bodies, and those that do); `pairs_cut` (weighted pairs of any bodies
    that lose every way to each other); `bodies_cut` (tuple: who is cut off from the rest);
    `ties_lost`, `ties_kept` (their ties that count as contact and lead to another body, each once
    as typed: those that end, those that stay); `seats_lost`, `decision_seats_lost`, `assets_lost`,
    `doors_lost` (assets that are data); `amount_at_risk` (funding a year that ends, in the unit
    most is given in); `sole_contact_of` (tuple: other bodies whose every link to the leavers' body
    ends); `backups` (tuple: up to five others who hold ties to the bodies that the lost ties lead
    to, those to most of them first); `reason` (why a value is NaN).

    `organizations` has one row per organization and table, for its closure: `organization`, `kind`,
    `sector`, `closes_with` (tuple: what it hosts by word of mouth), `at_risk_with_head` (tuple: the
    same, when its head leaves; `hosting` has both lines), `within_lost_others` and `pairs_cut`
    (weighted pairs of others), `bodies_cut`, `ties_lost`, `seats_lost`, `assets_lost`,
    `doors_lost`, `amount_at_risk`; `n_people` (known by name), `n_tied` (those of them with a tie
    or seat beyond it), `one_deep` (True where that is one; None where nobody is known),
    `hangs_on` (tuple: people without each of whom it has no tie left at all), `reason`.

    `funders`, `assets` (those that end when one person leaves), `hosting`, `officials` (would we
    withstand the transition?), `visible` (who is seen beside who works), `leads` (mayor and
    superintendent) and `levels` (whom we know at each level) are told in the functions that make
    them. `rough_year` is filled where no departure costs others anything: the same when others are
    missing too, and among stronger ties.
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    people: pd.DataFrame
    organizations: pd.DataFrame
    funders: pd.DataFrame
    assets: pd.DataFrame
    hosting: pd.DataFrame
    officials: pd.DataFrame
    visible: pd.DataFrame
    leads: pd.DataFrame
    levels: pd.DataFrame
    rough_year: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def risks(
    partnership: Partnership,
    at: object = None,
    *,
    count: str | Mapping[str, float] | None = None,
    within: int | None = None,
    strength: float = 2,
) -> Risks:
    """
    Find where you are one person deep: what every departure, closure and lost funder would cost.

    Everybody who is there leaves, one at a time, with those who serve with them. What is personal
    goes along, what is written stays, and nobody makes a new tie. High `within_lost_others` marks
    somebody through whom others reach each other; 0 does not say that nothing is lost: doors,
    assets, seats and ties are told beside it.

    Parameters
    ----------
    count : what a partner counts; see `brokers`.
    within : in how many steps others should reach each other: two unless said, three where partners
        are farther than three steps apart in the middle.
    strength : ties weaker than this are no contact (1 awareness to 4 integration).

    Raises
    ------
    ArgumentError
        for an unknown moment or count, or steps below 1.

    Examples
    --------
    >>> import civicnet as cn
    >>> from civicnet.questions.risks.risks import risks
    >>> found = risks(cn.load_example("riverbend"), at="2026-11-15")
    >>> columns = ["actor", "within_lost_others", "within_lost_own", "bodies_cut"]
    >>> print(found.people[columns].head(2).to_string(index=False))
                actor  within_lost_others  within_lost_own                  bodies_cut
        Eleanor Marsh               285.0             32.0 (Delgado & Sons Builders,)
    Priya Raghunathan                71.0              3.0                          ()
    """
    on = _ground(partnership, at, strength=strength, within=within, count=count)
    held, who = holdings(on), sorted(on.now.present)
    leave = [departure(on, [person]) for person in who]
    costs = departures(on, leave)
    gone = [goes(held, each) for each in leave]
    people = one_deep.people(held, who, leave, costs, gone)
    order = one_deep.ranked(on, people, costs)
    still = bool((people["within_lost_others"] == 0).all()) and on.reach.within > 0
    tables = {
        "people": people.iloc[order].reset_index(drop=True),
        "organizations": one_deep.organizations(held, who, leave, costs),
        "funders": funder_losses(held),
        "assets": one_deep.assets(held),
        "hosting": hosting(held),
        "officials": officials(held, who, costs, gone),
        "visible": visible(held, leave, who),
        "leads": leads(held),
        "levels": levels(held),
        "rough_year": rough_year(
            on, [who[i] for i in order if still], [leave[i] for i in order if still]
        ),
    }
    of = {
        person: Departed(scenario, goes_too, ended)
        for person, scenario, goes_too, ended in zip(who, leave, gone, costs.ended, strict=True)
    }
    summary, notes = told(Said(held, tables, of))
    return Risks(at=on.at, summary=summary, notes=notes, **tables)


def _ground(
    partnership: Partnership,
    at: object,
    *,
    strength: float,
    within: int | None,
    count: str | Mapping[str, float] | None,
) -> Ground:
    """Take the ground; how far apart partners are is not looked at where there are very many."""
    when = moment(partnership.frames, at)
    if within is None and len(partnership.people) + len(partnership.organizations) > EXACT:
        everyone = bodies.actors(partnership, when)
        is_body = everyone["present"] & (everyone["body"] == everyone["actor"])
        within = 2 if is_body.sum() > EXACT else None
    return ground(partnership, when, strength=strength, within=within, count=count)
