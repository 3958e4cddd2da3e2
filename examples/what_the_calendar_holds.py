"""What does the calendar hold, month by month, if nothing is done, and who could change it?"""

import civicnet as cn


def main() -> None:
    p = cn.load_example("riverbend")
    found = cn.forecast(p, "2028-12-31", at="2026-11-15", scenarios=2_000)
    print(found)

    stress = found.monthly[
        (found.monthly["line"] == "stress") & (found.monthly["measure"] == "pairs_within")
    ]
    print("\nPairs within reach when everybody whose term ends leaves:")
    for month in stress.iloc[::3].itertuples():
        print(f"{month.month:%b %Y}  {month.value:5.0f}  {'#' * round(month.value / 25)}")

    print("\nMonths to prepare for:")
    for cliff in found.cliffs[found.cliffs["line"] == "stress"].itertuples():
        print(
            f"{cliff.month:%B %Y}: {cliff.drop:,.0f} of {cliff.measure}: {', '.join(cliff.causes)}"
        )

    print("\nWhat is due after its money has ended:")
    for each in found.promises.itertuples():
        if "money" in each.outlives:
            print(f"{each.outcome}: due {each.due:%Y}, money until {each.money_until:%B %Y}")

    print("\nIf somebody surely stayed, so many pairs would not be lost:")
    print(found.drivers.head(4)[["actor", "loss_avoided_if_stays"]].round(1).to_string(index=False))


if __name__ == "__main__":
    main()
