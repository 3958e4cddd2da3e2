"""Whose money it is: how much hangs on how few givers, on which dates, and on an election."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civicnet import shares
from civicnet.cells import fold, nearest
from civicnet.columns import Type
from civicnet.errors import ArgumentError
from civicnet.moments import Moment, moment
from civicnet.questions import answers
from civicnet.questions.approvals import elected, whose_yes
from civicnet.questions.partners import listed, n, number, percent
from civicnet.stakes import money, stakes
from civicnet.standing import Standing, standing
from civicnet.typed import series
from civicnet.vocabulary import ASSET_KINDS

if TYPE_CHECKING:
    from civicnet.model import Partnership

# How far ahead an end is looked for where nothing else is asked.
MONTHS = 12
WHOLE = "everybody"
UNSAID = "not said"
# The days of a month, on average.
_MONTH = 365.25 / 12
_FRAMES = ("table", "holders", "groups", "assets", "commitments")


@dataclass(frozen=True)
class Concentration:
    """
    How much of one kind of asset hangs on how few, and until when.

    Shares are 0-1, amounts a year in `unit`; with `measured_by` "number" each asset counts one,
    since amounts are missing or stand in several units.

    `table` has a row for "everybody" and one per recipient, in each unit: `recipient`, `unit`,
    `measured_by` ("amount" or "number"), `n_holders`, `n_assets`, `n_with_amount`, `yearly`,
    `hhi` (1/n the same from each of n, 1 all from one), `effective_number` (1 / hhi), `largest`,
    `largest_share`, `largest_until` (the first day on which some of the largest's is over; NaT
    where no end is written), `without_largest` (what is left a year), `group_hhi` (those that are
    part of one organization taken for one), `ending_share` (over by `until`), `open_share` (without
    a written end), `elected_share` (known to need the yes of an elected official),
    `elected_leaving_share` (of one whose time may be over by `until`), `unsaid_share` (nobody wrote
    down whose yes it needs), `reason`.

    `holders`: the share of each giver, for each row of `table`: `recipient`, `unit`, `holder`,
    `group`, `sector`, `amount`, `share`, `n_assets`. `groups`: the same by `sector` of the givers.
    `assets`: what was counted, each with `yes_of`, `elected`, `decided_until`, `ends`.

    `commitments`: one row per outcome with a target date: `outcome`, `target`, `named_until` (the
    last day on which something named for it still runs), `months_short` (0 where it lasts; NaN
    where nobody can say), `amount_now`, `amount_at_target` (a year), `assets`, `reason`.
    """

    at: Moment
    until: pd.Timestamp
    kind: str
    unit: str
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    table: pd.DataFrame
    holders: pd.DataFrame
    groups: pd.DataFrame
    assets: pd.DataFrame
    commitments: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def concentration(
    partnership: Partnership, kind: str = "funding", at: object = None, until: object = None
) -> Concentration:
    """
    Tell how much of one kind of asset hangs on how few givers, on which dates, and on elections.

    Amounts are a year; what is given once for several years is spread over them. Different units
    are never added up. Where amounts are missing, or stand in several units (other than money),
    assets are counted, and that is said.

    Parameters
    ----------
    kind : a kind of asset: "funding", "staff", "data", "space" …
    until : the day by which an end counts as near; twelve months ahead unless said.

    Raises
    ------
    ArgumentError
        for an unknown moment or kind, or a day that has passed.

    Examples
    --------
    >>> import civicnet as cn
    >>> found = cn.concentration(cn.load_example("riverbend"), at="2026-11-15")
    >>> found.table.loc[0, ["n_holders", "hhi", "effective_number"]].astype(float).round(2).tolist()
    [7.0, 0.32, 3.13]
    """
    when = moment(partnership.frames, at)
    day = last_day(partnership, when, until, MONTHS)
    meant = _kind(partnership, kind)
    now = standing(partnership, when)
    rows = counted(
        partnership, now, meant, stakes(partnership, now), elected(partnership, now, day)
    )
    rows = rows.assign(ends=(rows["until"] <= day).to_numpy(dtype=bool))
    table, holders, groups = _table(rows, when, day)
    commitments = _commitments(partnership, rows)
    unit = str(rows["unit"].iat[0] or "") if len(rows) else ""
    told = Concentration(
        at=when,
        until=day,
        kind=meant,
        unit=unit,
        summary=(),
        notes=(),
        table=table,
        holders=holders,
        groups=groups,
        assets=rows,
        commitments=commitments,
    )
    summary = [s for s in (partnership.invented, *_sentences(told)) if s]
    return replace(told, summary=tuple(summary), notes=tuple(_notes(partnership, told)))


def _kind(partnership: Partnership, kind: str) -> str:
    known = dict.fromkeys((*ASSET_KINDS, *partnership.assets["kind"].dropna()))
    by_fold: dict[str, str] = {fold(each): each for each in reversed(list(known))}
    if fold(str(kind)) not in by_fold:
        near = nearest(str(kind), list(known), limit=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(ASSET_KINDS)}"
        raise ArgumentError(f"no asset is of the kind {kind!r}; {hint}")
    return by_fold[fold(str(kind))]


def last_day(partnership: Partnership, at: Moment, until: object, months: int) -> pd.Timestamp:
    """
    Settle the day an answer looks ahead to: so many months unless said.

    Raises
    ------
    ArgumentError
        for what is no date, or a day that has passed.
    """
    if until is None:
        return at.date + pd.DateOffset(months=months)
    day = moment(partnership.frames, until).date
    if not day > at.date:
        said = Moment(day)
        raise ArgumentError(f"until must be later than {at}; got {said}")
    return day


# --- what is counted -----------------------------------------------------------------------------


def counted(
    partnership: Partnership,
    now: Standing,
    kind: str,
    held: pd.DataFrame,
    officials: Mapping[str, pd.Timestamp],
) -> pd.DataFrame:
    """
    List the assets of a kind among those held, with what each counts, for whom, and whose yes.

    `held` are rows of `stakes.stakes`; `officials` come from `approvals.elected`.
    """
    main = money(held)[1]
    held = held[held["kind"] == kind].reset_index(drop=True)
    recipients = partnership.assets["recipient"]
    organizations = partnership.organizations
    sectors = dict(zip(organizations["organization"], organizations["sector"], strict=True))
    parents = dict(zip(organizations["organization"], organizations["part_of"], strict=True))
    bodies = [body_of(name, now) for name in held["holder"]]
    said = [recipients.loc[row] for row in held["row"]]
    yes = [
        whose_yes(*x, now, officials) for x in zip(held["gatekeeper"], held["holder"], strict=True)
    ]
    unit, amount, by = _measured(held, main)
    named = {
        "asset": held["asset"],
        "holder": bodies,
        "group": [_group(body, parents) for body in bodies],
        "sector": [sectors.get(body) for body in bodies],
        "recipient": [body_of(name, now) if name else UNSAID for name in said],
        "outcome": held["outcome"],
        "unit": unit,
        "measured_by": [by] * len(held),
        "yes_of": [each.name for each in yes],
        "elected": [each.elected for each in yes],
    }
    frame = pd.DataFrame({c: series(list(values), "text") for c, values in named.items()})
    return frame.assign(
        amount=amount,
        decided_until=series([each.until for each in yes], "end"),
        until=held["until"],
    )


def body_of(name: str, now: Standing) -> str:
    """Name the body that somebody who holds or receives something counts as."""
    return now.bodies_of[name][0] if name in now.bodies_of else now.body_of(name)


def _group(body: str, parents: Mapping[str, str | None]) -> str:
    """Name the organization at the top of those a body is part of."""
    seen = [body]
    while (parent := parents.get(seen[-1])) and parent not in seen:
        seen.append(parent)
    return seen[-1]


def _measured(held: pd.DataFrame, main: str) -> tuple[list[str | None], pd.Series, str]:
    """
    Say in which unit each asset counts, how much, and by what.

    Money counts by amount in each unit; anything else only where there is one unit and most say
    how much: rooms, seats and square feet are no sum.
    """
    known = held["yearly"].notna()
    if (held["kind"] == "funding").all() and known.any():
        return [unit or main or None for unit in held["unit"]], held["yearly"], "amount"
    given = set(held.loc[known, "unit"])
    if len(given) == 1 and 2 * known.sum() >= len(held):
        return [next(iter(given))] * len(held), held["yearly"], "amount"
    return [None] * len(held), pd.Series(np.ones(len(held))), "number"


# --- how much hangs on how few --------------------------------------------------------------------


def _table(
    rows: pd.DataFrame, at: Moment, until: pd.Timestamp
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Describe everybody together and each recipient; the givers of each; the givers by sector."""
    whole = rows.assign(recipient=series([WHOLE] * len(rows), "text"))
    both = pd.concat([whole, rows], ignore_index=True) if len(rows) else rows
    keys = ["recipient", "unit"]
    table = profile(both, at, until)
    units = {unit: i for i, unit in enumerate(rows["unit"].value_counts(dropna=False).index)}
    place = table.assign(
        whole=table["recipient"] != WHOLE,
        unsaid=table["recipient"] == UNSAID,
        many=table["unit"].map(lambda unit: units.get(unit, 0)),
        less=-table["yearly"].fillna(table["n_assets"].astype(float)),
    )
    sorted_ = place.sort_values(
        ["whole", "unsaid", "many", "less", "recipient"], kind="stable"
    ).index
    places = list(zip(table.loc[sorted_, "recipient"], table.loc[sorted_, "unit"], strict=True))
    held = _among(both, [*keys, "holder", "group", "sector"])
    scopes = [places.index(scope) for scope in zip(held["recipient"], held["unit"], strict=True)]
    held = held.iloc[np.argsort(scopes, kind="stable")].reset_index(drop=True)
    return (
        table.loc[sorted_].reset_index(drop=True),
        held,
        _among(whole.assign(sector=whole["sector"].fillna(UNSAID)), ["unit", "sector"]),
    )


def profile(rows: pd.DataFrame, at: Moment, until: pd.Timestamp) -> pd.DataFrame:
    """Describe what each recipient gets in each unit, in the order in which they first come."""
    keys = ["recipient", "unit"]
    table, parts = shares.concentration(rows, keys), _parts(rows, keys)
    more = [_line(rows.iloc[mine], until) for mine in parts.values()]
    for name in _MORE:
        type_: Type = "end" if name == "largest_until" else "number"
        table[name] = series([row[name] for row in more], type_)
    table["measured_by"] = series([rows["measured_by"].iat[x[0]] for x in parts.values()], "text")
    table["months_left"] = (table["largest_until"] - at.date).dt.days / _MONTH
    table = table.rename(
        columns={"n_rows": "n_assets", "n_known": "n_with_amount", "total": "yearly"}
    )
    by_number = table["measured_by"] == "number"
    table.loc[by_number, "n_with_amount"] = 0
    table.loc[by_number, ["yearly", "without_largest"]] = np.nan
    table.loc[by_number, "reason"] = "counted by number: amounts are missing or in several units"
    order = [
        "recipient", "unit", "measured_by", "n_holders", "n_assets", "n_with_amount", "yearly",
        "hhi", "effective_number", "largest", "largest_share", "largest_until", "months_left",
        "without_largest", "group_hhi", "ending_share", "open_share", "elected_share",
        "elected_leaving_share", "unsaid_share", "reason",
    ]  # fmt: skip
    return table[order]


_MORE = (
    "largest_until", "without_largest", "group_hhi", "ending_share", "open_share",
    "elected_share", "elected_leaving_share", "unsaid_share",
)  # fmt: skip


def _parts(rows: pd.DataFrame, by: Sequence[str]) -> dict[tuple[Any, ...], list[int]]:
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for i, key in enumerate(zip(*(rows[c] for c in by), strict=True)):
        found[key].append(i)
    return found


def _line(rows: pd.DataFrame, until: pd.Timestamp) -> dict[str, Any]:
    """Describe the ends and the officials of one group of assets."""
    own = shares.concentration(rows).iloc[0]
    group = shares.concentration(rows, holder="group").iloc[0]
    amount = rows["amount"]
    largest = rows["holder"] == own["largest"]
    of_elected = rows["elected"].map(lambda x: x is True).astype(bool)
    masks = {
        "ending_share": rows["ends"],
        "open_share": rows["until"].isna(),
        "elected_share": of_elected,
        "elected_leaving_share": of_elected & (rows["decided_until"] <= until),
        "unsaid_share": rows["elected"].isna(),
    }
    total = own["total"]
    found = {c: amount[mask].sum() / total if total > 0 else np.nan for c, mask in masks.items()}
    return found | {
        "largest_until": rows.loc[largest, "until"].min(),
        "without_largest": amount[~largest].sum() if total > 0 else np.nan,
        "group_hhi": group["hhi"],
    }


def _among(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Add up amounts, with their share of the whole of the same recipient and unit."""
    scope = [c for c in ("recipient", "unit") if c in by]
    found = []
    for outer in _parts(rows, scope).values():
        inner = rows.iloc[outer]
        parts = list(_parts(inner, by).items())
        amounts = [inner["amount"].iloc[mine].sum(min_count=1) for _, mine in parts]
        parts_of = shares.shares(amounts)
        held = [
            (*key, inner["holder"].iloc[mine].nunique(), len(mine), amount, share)
            for (key, mine), amount, share in zip(parts, amounts, parts_of, strict=True)
        ]
        found += sorted(held, key=lambda x: (np.isnan(x[-1]), -x[-1], str(x[len(scope)])))
    names = (*by, "n_holders", "n_assets", "amount", "share")
    types: dict[str, Type] = {"amount": "number", "share": "number"}
    made = {c: series([row[i] for row in found], types.get(c, "text")) for i, c in enumerate(names)}
    frame = pd.DataFrame(made).astype({"n_holders": "int64", "n_assets": "int64"})
    return frame.drop(columns="n_holders") if "holder" in by else frame


# --- commitments ----------------------------------------------------------------------------------


def _commitments(partnership: Partnership, rows: pd.DataFrame) -> pd.DataFrame:
    """Hold the target date of each outcome against the last day of what is named for it."""
    outcomes = partnership.outcomes
    general = any(not served for served in rows["outcome"])
    found = []
    for outcome, target in zip(outcomes["outcome"], outcomes["end"], strict=True):
        if pd.isna(target):
            continue
        own = rows[np.array([outcome in served for served in rows["outcome"]], dtype=bool)]
        last = own["until"].max() if own["until"].notna().all() else pd.NaT
        months = np.nan if pd.isna(last) else max(0.0, (target - last).days / _MONTH)
        units = own["unit"].unique()
        summed = own["measured_by"].eq("amount").all() and len(units) == 1
        stays = own["until"].isna() | (own["until"] >= target)
        now, then = (
            own.loc[mask, "amount"].sum(min_count=1) if summed and own["amount"].notna().any()
            else np.nan
            for mask in (own["asset"].notna(), stays)
        )  # fmt: skip
        then = 0.0 if np.isnan(then) and not np.isnan(now) and not stays.any() else then
        found.append(
            (outcome, target, last, months, now, then, tuple(own["asset"]),
             _why_unknown(own, general=general))
        )  # fmt: skip
    found.sort(key=lambda x: (np.isnan(x[3]), -x[3], x[0]))
    types: dict[str, Type] = {
        "outcome": "text", "target": "end", "named_until": "end", "months_short": "number",
        "amount_now": "number", "amount_at_target": "number", "assets": "list", "reason": "text",
    }  # fmt: skip
    return pd.DataFrame(
        {c: series([row[i] for row in found], t) for i, (c, t) in enumerate(types.items())}
    )


def _why_unknown(own: pd.DataFrame, *, general: bool) -> str:
    if not len(own):
        return "nothing is named for it" + (", only what serves all outcomes" if general else "")
    if own["until"].isna().any():
        return f"no end is written for {listed(own.loc[own['until'].isna(), 'asset'].tolist())}"
    return ""


# --- words ----------------------------------------------------------------------------------------


def _sentences(told: Concentration) -> list[str]:
    kind, table = told.kind, told.table
    if not len(table):
        return [f"Cannot say on whom {kind} hangs: needs Assets of the kind {kind}."]
    whole = table.iloc[0]
    if np.isnan(whole["hhi"]):
        return [f"Cannot say on whom {kind} hangs: needs an amount above 0 in Assets."]
    by_amount = whole["measured_by"] == "amount"
    unit = str(whole["unit"] or "")
    a_year = " a year" if kind == "funding" else ""
    givers = n(whole["n_holders"], "giver brings", "givers bring")
    said = [f"{givers} {n(whole['n_assets'], 'asset')} of {kind}, each counted as one."]
    if by_amount:
        some = whole["n_with_amount"] < whole["n_assets"]
        among = f"the {whole['n_with_amount']:,} of " if some else ""
        count = f"{among}{n(whole['n_assets'], 'asset')}{' with an amount' if some else ''}"
        said = [f"{givers} {worth(whole['yearly'], unit)} of {kind}{a_year}, in {count}."]
    if whole["n_holders"] > 1:
        left = f"; without it {worth(whole['without_largest'], unit)}{a_year} is left"
        said.append(
            f"The largest, {whole['largest']}, brings {percent(whole['largest_share'])}, as if "
            f"{whole['effective_number']:.1f} brought the same each{left if by_amount else ''}."
        )
    until = Moment(told.until)
    first = whole["largest_until"]
    its = "" if pd.isna(first) else f"; some of the largest's on {Moment(first)}"
    said.append(f"By {until}, {percent(whole['ending_share'])} of it ends{its}.")
    said += [_of_officials(told, whole), _of_recipients(table), _of_outcomes(told)]
    return [sentence for sentence in said if sentence]


def _of_officials(told: Concentration, whole: pd.Series) -> str:
    unsaid = whole["unsaid_share"]
    if unsaid == 1:
        return f"Cannot say what hangs on an election: needs whose yes opens the {told.kind}."
    rest = f"; for {percent(unsaid)} nobody wrote down whose" if unsaid > 0 else ""
    known = told.assets["elected"].map(lambda x: x is True).astype(bool)
    first = told.assets.loc[known, "decided_until"].min()
    whose = "" if pd.isna(first) else f", whose time may end on {Moment(first)}"
    if told.assets.loc[known, "yes_of"].nunique() > 1 and whose:
        whose = f", the first of whom may go on {Moment(first)}"
    return f"{percent(whole['elected_share'])} needs the yes of an elected official{whose}{rest}."


def _of_recipients(table: pd.DataFrame) -> str:
    rows = table[~table["recipient"].isin([WHOLE, UNSAID])]
    alone = rows.groupby("recipient")["n_holders"].sum()
    if not len(alone):
        return ""
    one = int((alone == 1).sum())
    said = f"{one:,} of {n(len(alone), 'recipient')} {'has' if one == 1 else 'have'} one giver only"
    many = rows[(rows["n_holders"] > 1) & (rows["measured_by"] == "amount")]
    if len(many):
        first = many.iloc[0]
        said += (
            f"; {first['recipient']} has {number(first['n_holders'])}, of whom the largest brings "
            f"{percent(first['largest_share'])}"
        )
    return f"{said}."


def _of_outcomes(told: Concentration) -> str:
    found = told.commitments
    known = found[found["months_short"].notna()]
    if not len(known):
        return ""
    short = known[known["months_short"] > 0]
    if not len(short):
        return f"For all {n(len(known), 'outcome')} with {told.kind} named, it lasts to the target."
    worst = short.iloc[0]
    return (
        f"For {len(short):,} of {n(len(found), 'outcome')} the {told.kind} named for it ends "
        f"before the target date; for {worst['outcome']}, {worst['months_short'] / 12:.1f} years "
        "before."
    )


def _notes(partnership: Partnership, told: Concentration) -> list[str]:
    at = told.at.said
    source = f", from {partnership.source}" if partnership.source else ""
    what = f"{n(len(told.assets), 'asset')} of {told.kind}{source}"
    near = f"an end counts as near by {Moment(told.until)}"
    notes = [f"{at[0].upper()}{at[1:]}: {what}; {near}."]
    if not len(told.table):
        return notes
    units = [x for x in told.table["unit"].unique() if x]
    if len(units) > 1:
        rest = listed([str(x) for x in units[1:]])
        notes.append(f"Units are never added up; {rest} stand in rows of their own.")
    whole = told.table[told.table["recipient"] == WHOLE]
    notes += [f"Amounts: {why}." for why in whole["reason"] if why]
    notes.append(
        "What is given once for more than a year is spread over its years; what other kinds of "
        "assets are worth is no part of it."
    )
    notes.append(
        "The concentration (HHI) is the sum of squared shares: 1 all from one, 1/n the same from "
        "each of n. Givers that are part of one organization are also taken for one (group_hhi)."
    )
    notes.append(
        "An official is elected where the office says so, or is of a kind that is elected; who is "
        "named nowhere is not known, and is no share of anybody's."
    )
    notes.append("How long reserves would last without a giver, these data do not say.")
    undated = int(partnership.outcomes["end"].isna().sum())
    if undated:
        notes.append(f"{n(undated, 'outcome has', 'outcomes have')} no target date.")
    notes.append(
        "Only what runs today and is written down is counted; what is being asked for is not."
    )
    return notes


def worth(value: float, unit: str) -> str:
    """Write an amount with its unit: money in whole numbers, anything else with two digits."""
    sign = {"USD": "$", "EUR": "€", "GBP": "£"}.get(unit.upper(), "")
    if sign or abs(value) >= 1000:
        return f"{sign}{value:,.0f}{'' if sign else f' {unit}'}".strip()
    return f"{value:,.2f}".rstrip("0").rstrip(".") + (f" {unit}" if unit else "")


def dated(frame: pd.DataFrame) -> pd.DataFrame:
    """Write the days of a frame as year-month-day, None where there is none."""
    days = frame.select_dtypes("datetime").columns
    written = {
        c: series([None if pd.isna(x) else x.date().isoformat() for x in frame[c]], "text")
        for c in days
    }
    return frame.assign(**written)
