"""How often holders of an office leave in a year, as published, and how such figures convert."""

from __future__ import annotations

import math
from dataclasses import dataclass

from civicnet.cells import fold, nearest
from civicnet.errors import ArgumentError


def annual_from_share(share: float, years: float) -> float:
    """
    Turn "a share left within so many years" into a chance of leaving in a year.

    It supposes that the chance is the same in every year: 1 - (1 - share)^(1 / years).

    Raises
    ------
    ArgumentError
        for a share outside 0-1, or years that are not above 0.

    Examples
    --------
    45 % within three years is not 15 % a year, since fewer are left to go each year:

    >>> round(annual_from_share(0.45, 3), 4)
    0.1807
    """
    _share(share, "share")
    _years(years)
    return -math.expm1(math.log1p(-share) / years) if share < 1 else 1.0


def annual_from_tenure(years: float) -> float:
    """
    Turn a mean completed time in office into a chance of leaving in a year.

    It supposes that the chance is the same at any time: 1 - exp(-1 / years). Only the time of
    those who have left will do. The time *so far* of those in office is shorter than what they
    will complete, so it would overstate the chance.

    Raises
    ------
    ArgumentError
        for years that are not above 0.

    Examples
    --------
    >>> [round(annual_from_tenure(years), 4) for years in (6, 5.13, 8.59)]
    [0.1535, 0.1771, 0.1099]
    """
    _years(years)
    return -math.expm1(-1 / years)


def share_gone(annual: float, years: float) -> float:
    """
    Give the share that will have left after so many years, at a constant yearly chance.

    Raises
    ------
    ArgumentError
        for a chance outside 0-1, or years below 0.

    Examples
    --------
    >>> round(share_gone(0.171, 3), 3)
    0.43
    """
    _share(annual, "annual")
    if not (math.isfinite(years) and years >= 0):
        raise ArgumentError(f"years must be 0 or more; got {years!r}")
    if years == 0:
        return 0.0
    return -math.expm1(years * math.log1p(-annual)) if annual < 1 else 1.0


def _share(value: float, name: str) -> None:
    if not 0 <= value <= 1:
        raise ArgumentError(f"{name} must lie between 0 and 1, as 0.45; got {value!r}")


def _years(years: float) -> None:
    if not (math.isfinite(years) and years > 0):
        raise ArgumentError(f"years must be a number above 0; got {years!r}")


@dataclass(frozen=True)
class Rate:
    """
    One published figure: among whom, when, the chance of leaving in a year, and who says so.

    `said` is the figure as published, where `annual` is converted from it, else "".
    """

    kind: str
    among: str
    when: str
    annual: float
    source: str
    said: str = ""


_WHITE = "Rachel White, in Education Week, September 2023"
_ILO = "ILO Group, in Education Week, September"
_BROAD = "Broad Center 2018, in Education Week, May 2018"

# The first of a kind holds where nothing else is asked for. Offices with terms (a mayor, a council
# member, a school board) leave by the calendar and are not here.
RATES: tuple[Rate, ...] = (
    Rate("superintendent", "all districts", "2021-22 to 2022-23", 0.171, _WHITE),
    Rate("superintendent", "all districts", "2019-20 to 2020-21", 0.142, _WHITE),
    Rate("superintendent", "500 largest districts", "2024-25", 0.23, f"{_ILO} 2025"),
    Rate("superintendent", "500 largest districts", "2023-24", 0.20, f"{_ILO} 2024"),
    Rate("superintendent", "500 largest districts", "2022-23", 0.214, f"{_ILO} 2023"),
    Rate(
        "superintendent",
        "215 districts in California",
        "three years",
        annual_from_share(0.45, 3),
        "Grissom and Andersen 2012, American Educational Research Journal",
        "45% left within three years",
    ),
    Rate(
        "superintendent",
        "100 largest districts",
        "2003-2017",
        annual_from_tenure(6),
        _BROAD,
        "mean completed time in office 6 years",
    ),
    Rate(
        "superintendent",
        "100 largest districts, over 75% of students from low-income families",
        "2003-2017",
        annual_from_tenure(5.13),
        _BROAD,
        "mean completed time in office 5.13 years",
    ),
    Rate(
        "superintendent",
        "100 largest districts, at most 25% of students from low-income families",
        "2003-2017",
        annual_from_tenure(8.59),
        _BROAD,
        "mean completed time in office 8.59 years",
    ),
)


def annual(kind: str, *, among: str | None = None) -> tuple[float, str] | None:
    """
    Give the chance that a holder of this kind of office leaves within a year, and its source.

    None where there is no such figure, as for offices with terms: that is "not known", never 0.

    Parameters
    ----------
    among : the group the figure is for. Superintendents of all districts unless something else
        is asked for; the higher figure of the 500 largest only where that is said.

    Raises
    ------
    ArgumentError
        for a group of which no figure of this kind is known.

    Examples
    --------
    >>> annual("superintendent")
    (0.171, 'superintendents, all districts, 2021-22 to 2022-23: 17.1% a year (Rachel White, ...)')
    >>> annual("superintendent", among="500 largest districts")[0]
    0.23
    >>> annual("mayor") is None
    True
    """
    known = [rate for rate in RATES if rate.kind == fold(kind)]
    if among is not None:
        groups = list(dict.fromkeys(rate.among for rate in known))
        known = [rate for rate in known if fold(rate.among) == fold(among)]
        if not known:
            near = nearest(among, groups, limit=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(groups) or 'none'}"
            raise ArgumentError(f"no rate of {kind!r} is known among {among!r}; {hint}")
    if not known:
        return None
    return known[0].annual, _cited(known[0])


def _cited(rate: Rate) -> str:
    figure = f"{100 * rate.annual:.3g}% a year"
    how = f"{figure}, from: {rate.said}" if rate.said else figure
    return f"{rate.kind}s, {rate.among}, {rate.when}: {how} ({rate.source})"
