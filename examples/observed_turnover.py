"""How often office holders change and how long they stay, from records of your own.

Invented: five school districts over ten years, one superintendent under two spellings.
"""

import pandas as pd

import civicnet as cn
from civicnet import base_rates

HELD = {
    "Ash": [("Ann Lee", 3), ("Bo Fox", 4), ("Cy Orr", 3)],
    "Elm": [("Di Poe", 2), ("Tim Garland", 3), ("Timothy Garland", 3), ("Ed May", 2)],
    "Fir": [("Flo Ray", 1), ("Gus Ott", 5), ("Hal Rye", 2), ("Ivy Tam", 2)],
    "Oak": [("Jo Voss", 10)],
    "Yew": [("Kay Wu", 2), ("Lou Ash", 2), ("Mia Elm", 3), ("Ned Fir", 3)],
}


def panel() -> pd.DataFrame:
    """One row per district and year, and who was its superintendent."""
    held = [(district, *term) for district, terms in HELD.items() for term in terms]
    rows = [(district, name) for district, name, n_years in held for _ in range(n_years)]
    years = pd.DataFrame(rows, columns=["district", "superintendent"])
    return years.assign(year=2016 + years.groupby("district").cumcount())


def spells(years: pd.DataFrame) -> pd.DataFrame:
    """First and last year of each superintendent; who was there in the first was there before."""
    keys = ["district", "superintendent"]
    found = years.groupby(keys)["year"].agg(start="min", end="max").reset_index()
    found["start"] = found["start"].where(found["start"] > years["year"].min())
    return found.rename(columns={"district": "office", "superintendent": "person"})


def main() -> None:
    years = panel()
    found = cn.turnover(years, "district", "superintendent", "year")
    print(found, found.suspects.to_string(index=False), sep="\n")

    # Looked at, and sure: one person. The same pair as one name, for the time in office.
    pairs = list(zip(found.suspects["before"], found.suspects["after"], strict=True))
    sure = cn.turnover(years, "district", "superintendent", "year", same=pairs)
    print("\nWith them as one person:", sure, sep="\n")

    # Who is there in the last year has not left: look before it is over.
    one = years.replace({"superintendent": dict(pairs)})
    stayed = cn.survival(spells(one), by=None, at="2025-06-30")
    print("\nHow long they stay:", stayed, *stayed.notes, sep="\n")
    print("\nElsewhere:", base_rates.annual("superintendent"))


if __name__ == "__main__":
    main()
