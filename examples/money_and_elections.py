"""Whose money it is: how few give it, when it ends, and what an election decides.

On the invented city Riverbend, whose largest grants end on one day in June.
"""

import pandas as pd

import civicnet as cn
from civicnet import shares

AT = "2026-11-15"


def main() -> None:
    p = cn.load_example("riverbend")
    found = cn.concentration(p, at=AT)
    print(found)

    print("\nEverybody together, then each recipient:")
    columns = ["recipient", "yearly", "effective_number", "largest_share", "ending_share"]
    print(found.table[columns].round(2).to_string(index=False))

    print("\nWhat needs an elected official's yes, and until when they may be there:")
    elected = found.assets[found.assets["elected"].map(lambda x: x is True)]
    print(elected[["asset", "amount", "yes_of", "decided_until"]].to_string(index=False))

    print("\nGoals that are due later than the money named for them:")
    late = found.commitments[found.commitments["months_short"] > 0]
    late = late.assign(months_short=late["months_short"].round())
    print(late[["outcome", "target", "named_until", "months_short"]].to_string(index=False))

    # The same question for anything that somebody brings; what has no common unit is counted.
    print("\nData:", *cn.concentration(p, "data", at=AT).summary[1:3])

    # The arithmetic alone, for any table of yours.
    grants = pd.DataFrame({"holder": ["Ash", "Elm", "Oak"], "amount": [0.5, 0.3, 0.2]})
    print("\n", shares.concentration(grants)[["hhi", "effective_number"]].round(6).to_string())


if __name__ == "__main__":
    main()
