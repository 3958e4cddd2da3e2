"""Who owns which result, and what does it rest on? On the invented city Riverbend.

Two outcomes have no owner, two reading programs quarrel over the same children, and between
elementary and middle school nobody hands a child on to anybody.
"""

import civicnet as cn

AT = "2026-11-15"


def main() -> None:
    p = cn.load_example("riverbend")
    found = cn.outcomes(p, at=AT)
    print(found)

    print("\nGoal, outcome, program:")
    for outcome, own in found.tree.dropna(subset=["outcome"]).groupby("outcome", sort=False):
        print(f"  {outcome}: {', '.join(own['program'].dropna()) or 'no program'}")
    loose = found.tree.loc[found.tree["outcome"].isna(), "program"]
    print(f"  (no outcome): {', '.join(loose)}")

    print("\nOn the same outcome, without a working tie:")
    apart = found.reinforcement[~found.reinforcement["tied"]]
    print(apart[["organization", "other", "at_odds", "introducers"]].head(5).to_string(index=False))

    print("\nWill whoever answers still be there at the date?")
    owners = found.owners[["outcome", "answers", "by", "chance_low", "chance_high"]]
    print(owners.to_string(index=False, float_format="{:.0%}".format))

    print("\nWhere children are handed on:")
    steps = found.handoffs[found.handoffs["next"]]
    print(steps[["stage", "other", "n_tied", "n_pairs", "hangs_on"]].to_string(index=False))

    print("\nIndicators that one office could switch off:")
    one = found.indicators[found.indicators["one_source"].notna()]
    print(one[["outcome", "one_source", "ends_with"]].to_string(index=False))


if __name__ == "__main__":
    main()
