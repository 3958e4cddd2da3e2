"""Where should the backbone live? Candidate hosts side by side, on the invented city Riverbend.

The Promise lives in room 210 of City Hall, on the mayor's word. The community foundation has
offered it a home, and pays part of the bill.
"""

import civicnet as cn

AT = "2026-11-15"


def main() -> None:
    p = cn.load_example("riverbend")
    found = cn.rehouse(p, at=AT)
    print(found)

    # One row a host; each column has its direction, and none is weighed.
    whole = found.options[found.options["function"] == "whole backbone"].set_index("host")
    compared = list(found.directions["column"])
    print("\nSide by side:")
    print(whole[compared].T.assign(better=found.directions["better"].to_list()).to_string())

    # Moving the desk does not move what rests on people elsewhere.
    print("\nWho carries what, and on whom it rests:")
    carried = found.functions[["function", "where", "rests_on", "chance_lost"]]
    print(carried.round(2).to_string(index=False))

    print("\nWhat today's host gives by word of mouth:")
    tied = found.tied[found.tied["host"] == found.host]
    print(tied[["asset", "yearly", "unit", "if_head_leaves"]].to_string(index=False))

    print("\nCould a host broker the quarrels there are?")
    two = found.disputes[found.disputes["host"].isin([found.host, "independent"])]
    print(two[["host", "one", "other", "stands"]].to_string(index=False))

    # Any other organization, and another horizon.
    district = cn.rehouse(p, "Riverbend Unified School District", at=AT, until="2028-12-31")
    row = district.options.set_index("host").loc["Riverbend Unified School District"].iloc[0]
    print(f"\nThe district: {row['chance_low']:.0%} to {row['chance_high']:.0%}: {row['reason']}")


if __name__ == "__main__":
    main()
