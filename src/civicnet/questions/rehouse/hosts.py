"""What each candidate host would mean for the backbone and its functions, one beside the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import bodies, rules
from civicnet import reach as reaches
from civicnet.cells import fold
from civicnet.columns import Type
from civicnet.errors import ArgumentError
from civicnet.questions.concentration import body_of
from civicnet.questions.ground import Ground, Scenario, departure, left
from civicnet.questions.partners import listed, n
from civicnet.questions.rehouse.backbone import (
    FUNCTIONS,
    INDEPENDENT,
    Backbone,
    Outlooks,
    backbone,
    functions,
    heads,
    heads_left,
    outlooks,
)
from civicnet.questions.rehouse.neutrality import Money, at_odds, money_given, neutrality
from civicnet.stakes import fates, money, stakes
from civicnet.standing import closing_with, leaving_with, left_homeless
from civicnet.typed import series

if TYPE_CHECKING:
    from civicnet.model import Partnership

WHOLE = "whole backbone"
NO_HOST = "no host"
# What a host that has to save would cut, as an example.
CUT = 0.2
_OFFER = "resourcing and incubating"

# Each column that hosts are compared on: which way is better, and what it says.
DIRECTIONS: dict[str, tuple[str, str]] = {
    "chance_head_leaves": ("lower", "chance that the host's head has left that post by the day"),
    "host_form": ("written", "an agreement in writing outlasts the host's head, a word may not"),
    "money_tied": ("lower", "money a year from the host, which hangs on the same house"),
    "staff_tied": ("lower", "staff from the host, who hang on the same house"),
    "money_left_behind": ("lower", "money a year today's host gives by word, and may not any more"),
    "staff_left_behind": ("lower", "staff today's host lends by word, and may not any more"),
    "within_if_head_leaves": ("higher", "pairs within reach when the head and their staff leave"),
    "within_if_closes": ("higher", "pairs within reach when the backbone closes with that"),
    "neutrality": ("higher", "how evenly the host's ties fall on the sectors, 0-1"),
    "at_odds": ("lower", "partners the host is at odds with"),
    "funds_backbone": ("no", "whether the host also pays the backbone"),
    "funds_partners": ("lower", "other partners whose funder the host is"),
    "same_funders": ("lower", "funders that host and backbone both ask"),
}
OPTIONS: dict[str, Type] = {
    "host": "text", "function": "text", "chance_head_leaves": "number", "host_form": "text",
    "money_tied": "number", "staff_tied": "number", "within_if_closes": "number",
    "neutrality": "number", "dominated_by": "list", "lives_in": "list", "today": "yesno",
    "why": "list", "heads": "list", "chance_low": "number", "chance_high": "number",
    "chance_source": "text", "at_risk": "text", "within_if_head_leaves": "number",
    "within_expected": "number", "money_left_behind": "number", "staff_left_behind": "number",
    "at_odds": "number", "funds_backbone": "yesno",
    "funds_partners": "number", "same_funders": "number", "funding_conflict": "list",
    "reason": "text",
}  # fmt: skip
TIED: dict[str, Type] = {
    "host": "text", "asset": "text", "kind": "text", "form": "text", "yearly": "number",
    "unit": "text", "share": "number", "after_cut": "number", "until": "end",
    "if_head_leaves": "text",
}  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Case:
    """
    A backbone, and what the answer for every host is made of.

    `held` are the assets of today with the `body` that brings each and its `receiver`; `functions`
    who carries what; `money` and `staff` the units that most is given in.
    """

    on: Ground
    found: Backbone
    known: Outlooks
    held: pd.DataFrame
    functions: pd.DataFrame
    given: Money
    money: str
    staff: str

    def body(self, host: str) -> str:
        """Name the body that a host is; "" for an organization that would have to be founded."""
        if host != INDEPENDENT:
            return host
        return self.found.name if self.found.apart else ""

    @cached_property
    def quarrels(self) -> list[tuple[str, str]]:
        """The bodies at odds with each other."""
        return at_odds(bodies.links(self.on.partnership, self.on.at))

    @property
    def offers(self) -> pd.DataFrame:
        """The homes that are offered: what resources and incubates nobody else."""
        held = self.held
        open_to_it = held["receiver"].isna() | (held["receiver"] == self.found.name)
        return held[(held["kind"] == _OFFER) & open_to_it]

    def tied(self, host: str) -> pd.DataFrame:
        """Give the assets a host brings to the backbone, and the functions it carries."""
        held = self.held
        if host == INDEPENDENT:
            return held.head(0)
        own = held["kind"].isin(FUNCTIONS)
        return held[(held["body"] == host) & ((held["receiver"] == self.found.name) | own)]


def case(on: Ground, asked: str | None, until: pd.Timestamp) -> Case:
    """Find the backbone, and what it lives on."""
    partnership, now = on.partnership, on.now
    held = stakes(partnership, now)
    receivers = [partnership.assets["recipient"].loc[row] for row in held["row"]]
    held = held.assign(
        body=series([body_of(name, now) for name in held["holder"]], "text"),
        receiver=series([body_of(name, now) if name else None for name in receivers], "text"),
    )
    found = backbone(partnership, held, asked)
    known = outlooks(partnership, now, until)
    staff = held.loc[(held["kind"] == "staff") & held["yearly"].notna(), "unit"].dropna()
    return Case(
        on=on,
        found=found,
        known=known,
        held=held,
        functions=functions(found, held, now, known),
        given=money_given(on, held),
        money=money(held)[1],
        staff=str(staff.value_counts().sort_index().idxmax()) if len(staff) else "",
    )


# --- candidates -----------------------------------------------------------------------------------


def candidates(of: Case, to: str | Sequence[str] | None) -> dict[str, tuple[str, ...]]:
    """
    Name the hosts to look at, today's first, and why each is one; none without a backbone.

    Raises
    ------
    ArgumentError
        for a table.
    UnknownActorError
        where no organization is called that.
    """
    found = of.found
    if not found.name:
        return {}
    why: dict[str, list[str]] = {found.host: ["today"]}
    if to is not None:
        for name in [to] if isinstance(to, str) else to:
            why.setdefault(_asked(of.on.partnership, found, name), []).append("asked for")
    else:
        for body, asset in zip(of.offers["body"], of.offers["asset"], strict=True):
            why.setdefault(body, []).append(f"brings {asset}")
        for function, places in zip(
            of.functions["function"], of.functions["lives_in"], strict=True
        ):
            for body in places:
                why.setdefault(body, []).append(f"carries {function}")
    kinds = dict(zip(of.on.reach.bodies, of.on.reach.kinds, strict=True))
    first = found.host
    others = [x for x in why if x not in (first, found.name) and kinds.get(x) == "organization"]
    own = [x for x in (INDEPENDENT,) if x != first]
    why.setdefault(INDEPENDENT, []).append("no host at all")
    return {host: tuple(why[host]) for host in (first, *sorted(others), *own)}


def _asked(partnership: Partnership, found: Backbone, name: str) -> str:
    if fold(name) == INDEPENDENT:
        return INDEPENDENT
    host = partnership.find(name, ["organizations"])
    if host == found.name:
        return INDEPENDENT if found.apart else host
    if host in rules.tables(partnership.frames):
        raise ArgumentError(f"{host} is a table; a host must be an organization")
    return host


# --- one host -------------------------------------------------------------------------------------


def profile(of: Case, host: str, by_sector: pd.DataFrame) -> Row:
    """Describe one host in all columns that hosts are compared on, with why some are unknown."""
    body = of.body(host)
    missing: dict[str, str] = {}
    chance = heads_left(of.on.now, [body], of.known)
    source = chance.source if body else "an organization of its own would have no head yet"
    missing["chance_head_leaves"] = chance.unknown and (chance.unknown if body else source)
    row: Row = {
        "host": host,
        "chance_head_leaves": chance.value,
        "chance_low": chance.low,
        "chance_high": chance.high,
        "chance_source": source,
        "heads": tuple(heads(of.on.now, body)),
        "host_form": _form(of, host),
        "at_risk": _at_risk(of, host),
        "lives_in": (body or host,),
        "today": host == of.found.host,
    }
    for what, kind, unit in (("money", "funding", of.money), ("staff", "staff", of.staff)):
        row[f"{what}_tied"], missing[f"{what}_tied"] = _amount(of, host, kind, unit)
        left_behind = _amount(of, of.found.host, kind, unit, by_word=True)
        stays = host == of.found.host and len(of.held)
        row[f"{what}_left_behind"], missing[f"{what}_left_behind"] = (
            (0.0, "") if stays else left_behind
        )
    row |= _lines(of, row, missing)
    row["neutrality"], missing["neutrality"] = neutrality(by_sector, host)
    row["at_odds"] = float(sum(body in pair for pair in of.quarrels))
    row |= _funding(of, body, missing)
    return row | {"missing": missing}


def _form(of: Case, host: str) -> str | None:
    """Give the form of hosting: today's, that of a written offer, or None: to be agreed."""
    if host == INDEPENDENT:
        return NO_HOST
    if host == of.found.host:
        return of.found.host_form
    offers = of.offers
    forms = offers.loc[offers["body"] == host, "form"].dropna()
    return str(forms.iat[0]) if len(forms) else None


def _at_risk(of: Case, host: str) -> str:
    if host == INDEPENDENT:
        return "no"
    form = _form(of, host)
    if form and rules.form_basis(form) == "institutional":
        return "no"
    return "yes" if host == of.found.host else "unless written"


def _amount(
    of: Case, host: str, kind: str, unit: str, *, by_word: bool = False
) -> tuple[float, str]:
    """Add up what a host gives the backbone of a kind, in one unit; NaN and why where not known."""
    if host == of.found.name:
        return float("nan"), f"what {host} spends on the backbone is not written down apart"
    if not len(of.held):
        return float("nan"), "needs Assets"
    rows = of.tied(host)
    rows = rows[rows["kind"] == kind]
    if by_word:
        word = [not (x and rules.form_basis(x) == "institutional") for x in rows["form"]]
        rows = rows[np.array(word, dtype=bool)]
    return _sum(rows[rows["unit"].isna() | (rows["unit"] == unit)])


def _sum(rows: pd.DataFrame) -> tuple[float, str]:
    known = rows["yearly"].notna()
    if known.all():
        return float(rows["yearly"].sum()), ""
    least = rows["yearly"].sum()
    unit = listed(sorted({x for x in rows["unit"] if x}))
    some = f"at least {least:,.10g} {unit}".strip() + ", but " if least else ""
    return float("nan"), f"{some}{n((~known).sum(), 'asset does', 'assets do')} not say how much"


def _lines(of: Case, row: Row, missing: dict[str, str]) -> Row:
    """Weigh the pairs within reach when the head leaves: the backbone stays, or closes."""
    on, today = of.on, of.on.reach.within
    nothing = {
        name: float("nan")
        for name in ("within_if_head_leaves", "within_if_closes", "within_expected")
    }
    if not row["heads"]:
        missing["within_if_head_leaves"] = "nobody is known to head it"
        return nothing
    stays = departure(on, row["heads"])
    closed = closing_with(on.partnership, [of.found.name]) if of.found.apart else ()
    closes = Scenario(tuple(sorted({*stays.people, *left_homeless(on.now, closed)})), closed)
    rows = np.concatenate([left(on, scenario) for scenario in (stays, closes)])
    after = today - reaches.lost(on.reach, rows).others
    worst = after[0] if row["at_risk"] == "no" else after[1]
    chance = row["chance_head_leaves"]
    if not of.found.apart:
        missing["within_if_closes"] = "the backbone is no partner of its own"
        after[1] = worst = np.nan
    return {
        "within_if_head_leaves": float(after[0]),
        "within_if_closes": float(after[1]),
        "within_expected": float(today + chance * (worst - today)),
    }


def _funding(of: Case, body: str, missing: dict[str, str]) -> Row:
    """Tell whether a host funds the backbone or its partners, or asks the same funders."""
    if not of.given.known:
        missing["funds_backbone"] = "needs funding in Assets, or ties of the relation funds"
        nan = float("nan")
        return {"funds_backbone": None, "funds_partners": nan, "same_funders": nan,
                "funding_conflict": ()}  # fmt: skip
    name = of.found.name
    pays = of.given.by(body)
    partners = sorted(pays - {name})
    both = sorted((of.given.of(body) & of.given.of(name)) - {name}) if body != name else []
    said = ["funds the backbone"] if name in pays else []
    if partners:
        said.append(f"funds {n(len(partners), 'other partner')}: {listed(partners)}")
    if both:
        said.append(f"asks the same {'funder' if len(both) == 1 else 'funders'}: {listed(both)}")
    return {
        "funds_backbone": name in pays,
        "funds_partners": float(len(partners)),
        "same_funders": float(len(both)),
        "funding_conflict": tuple(said),
    }


# --- side by side ---------------------------------------------------------------------------------


def options(
    of: Case, hosts: Mapping[str, tuple[str, ...]], by_sector: pd.DataFrame
) -> pd.DataFrame:
    """Lay the hosts side by side: for the whole backbone, then for each function."""
    profiles = {host: profile(of, host, by_sector) | {"why": hosts[host]} for host in hosts}
    carried = of.functions[of.functions["lives_in"].map(len) > 0]
    rows = [profiles[host] | {"function": WHOLE} for host in hosts]
    for function, places in zip(carried["function"], carried["lives_in"], strict=True):
        moves = of.found.name in places
        row_of = _moving if moves else _staying
        rows += [row_of(of, profiles[host], function, places) for host in hosts]
    for row in rows:
        row["reason"] = "; ".join(f"{c}: {why}" for c, why in row["missing"].items() if why)
    found = framed([tuple(row.get(c) for c in OPTIONS) for row in rows], OPTIONS)
    outdone = series([()] * len(found), "list")
    for _, same in found.groupby("function", sort=False):
        for place, by in zip(same.index, dominated_by(same), strict=True):
            outdone[place] = by
    return found.assign(dominated_by=outdone)


def _moving(of: Case, own: Row, function: str, places: tuple[str, ...]) -> Row:
    """Describe a function that lives in the backbone and moves along with it."""
    others = [x for x in places if x != of.found.name]
    missing = dict(own["missing"])
    row = own | {"function": function, "lives_in": (*own["lives_in"], *others)}
    if others:
        body = of.body(own["host"])
        chance = heads_left(of.on.now, [body, *others], of.known)
        missing["chance_head_leaves"] = chance.unknown
        row |= {"chance_head_leaves": chance.value, "chance_low": chance.low,
                "chance_high": chance.high, "chance_source": chance.source}  # fmt: skip
    alone = of.held[(of.held["kind"] == function) & (of.held["body"] == of.found.name)]
    for column, unit in (("money_tied", of.money), ("staff_tied", of.staff)):
        mine = alone[alone["yearly"].notna() & (alone["unit"] == unit) & (unit != "")]
        row[column] = float(mine["yearly"].sum()) if len(mine) else float("nan")
        missing[column] = "" if len(mine) else "not written down for this function alone"
    return row | {"missing": missing}


def _staying(of: Case, own: Row, function: str, places: tuple[str, ...]) -> Row:
    """Describe a function that stays with somebody else, whoever hosts the backbone."""
    chance = heads_left(of.on.now, places, of.known)
    rows = of.held[of.held["kind"] == function]
    forms = rows.loc[rows["body"].isin(places), "form"].unique()
    return {
        **{column: float("nan") for column, type_ in OPTIONS.items() if type_ == "number"},
        **{c: own[c] for c in ("host", "today", "why")},
        "function": function,
        "lives_in": places,
        "heads": tuple(p for body in places for p in heads(of.on.now, body)),
        "chance_head_leaves": chance.value,
        "chance_low": chance.low,
        "chance_high": chance.high,
        "chance_source": chance.source,
        "host_form": forms[0] if len(forms) == 1 else None,
        "funding_conflict": (),
        "missing": {
            "chance_head_leaves": chance.unknown,
            "function": f"stays with {listed(list(places))} whoever hosts the rest",
        },
    }


def dominated_by(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """
    Name for each host those that are as good in all that is known of it, and better in something.

    What is not known of the other cannot outdo what is known of this one, and what is not known of
    this one is not held against it; of a chance known between bounds the better one counts for this
    host, the worse one for the other. So nobody is outdone in a circle.
    """
    hosts = rows["host"].tolist()
    best, worst = (_good(rows, bound) for bound in ("chance_low", "chance_high"))
    return [
        tuple(
            host
            for host, theirs in zip(hosts, worst, strict=True)
            if (np.isnan(own) | (theirs >= own)).all() and (theirs > own).any()
        )
        for own in best
    ]


def _good(rows: pd.DataFrame, chance: str) -> NDArray[np.float64]:
    """Turn columns so that higher is better: a row a host; the chance is taken from one bound."""
    anything = (rows["chance_low"] == 0) & (rows["chance_high"] == 1)
    bound = rows[chance].mask(anything & rows["chance_head_leaves"].isna())
    columns = [
        _goodness(bound if column == "chance_head_leaves" else rows[column], better)
        for column, (better, _) in DIRECTIONS.items()
    ]
    return np.stack(columns, axis=1)


def _goodness(values: pd.Series, better: str) -> NDArray[np.float64]:
    """Turn a column round where lower is better; a form not known counts as word of mouth."""
    if better == "written":
        written = {NO_HOST: 2.0, None: 0.0}
        return np.array(
            [written.get(x, float(rules.form_basis(x or "") == "institutional")) for x in values]
        )
    numbers = np.array([np.nan if x is None else float(x) for x in values], dtype=np.float64)
    return numbers if better == "higher" else -numbers


def tied(of: Case, hosts: Sequence[str]) -> pd.DataFrame:
    """List what each host gives the backbone, and what of it goes with the host's head."""
    received = of.held[of.held["receiver"] == of.found.name]
    whole = received.groupby(["kind", received["unit"].fillna("")])["yearly"].sum()
    rows = []
    for host in hosts:
        own = of.tied(host)
        gone = leaving_with(of.on.now, heads(of.on.now, of.body(host)))
        columns = ("asset", "kind", "form", "yearly", "unit", "until")
        for line, fate in zip(
            own[list(columns)].itertuples(index=False), fates(own, gone), strict=True
        ):
            asset, kind, form, yearly, unit, until = line
            total = whole.get((kind, unit or ""), 0.0)
            share = yearly / total if total > 0 else float("nan")
            rows.append(
                (host, asset, kind, form, yearly, unit, share, yearly * (1 - CUT), until, fate)
            )
    return framed(rows, TIED)


def directions() -> pd.DataFrame:
    """Say of each column that hosts are compared on which way is better, and what it means."""
    rows = [(column, better, meaning) for column, (better, meaning) in DIRECTIONS.items()]
    return framed(rows, dict.fromkeys(("column", "better", "meaning"), "text"))


def framed(rows: Sequence[tuple[Any, ...]], columns: Mapping[str, Type]) -> pd.DataFrame:
    """Make a frame of rows, every column of its type however many there are."""
    return pd.DataFrame(
        {c: series([row[i] for row in rows], t) for i, (c, t) in enumerate(columns.items())}
    )
