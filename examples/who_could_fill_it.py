"""What lacks and whom to ask: needs with their candidates, holes, leads, funders, money per person.

On the invented city Riverbend, where a school stands empty and a Saturday school looks for a room.
"""

import civicnet as cn

AT = "2026-11-15"


def main() -> None:
    p = cn.load_example("riverbend")
    found = cn.gaps(p, at=AT)
    print(found)

    print("\nEach need, and whom to ask first:")
    print(found.needs[["need", "status", "n_could", "first"]].to_string(index=False))

    print("\nA room for Saturday school:")
    rooms = found.candidates[found.candidates["need"].str.contains("kitchen")]
    for rank, actor, why in zip(rooms["rank"], rooms["actor"], rooms["why"], strict=True):
        print(f"{rank}. {actor}: {'; '.join(why)}")

    print("\nWhat nobody brings:")
    print(found.holes[["kind", "outcome", "needs"]].to_string(index=False))

    print("\nPublic agencies that no outcome names:")
    agencies = found.agencies[found.agencies["n_outcomes"] == 0]
    print(agencies[["agency", "tables", "n_ties"]].to_string(index=False))

    print("\nWho gains from what others bring, and neither gets nor gives money:")
    leads = found.leads[found.leads["money_received"].isna()]
    print(leads[["actor", "receives"]].to_string(index=False))

    print("\nFunders of the same grantees:")
    print(found.funders[["source", "target", "shared", "tied"]].to_string(index=False))

    print("\nMoney named for a place, a year and person:")
    each = found.per_person[found.per_person["outcome"] == "any outcome"]
    print(each[["place", "per_person", "parity", "reason"]].round(2).to_string(index=False))


if __name__ == "__main__":
    main()
