"""Who brings what: what one alone brings, what goes with the mayor, what stands idle, what ends.

On the invented city Riverbend, where much rests on one office.
"""

import civicnet as cn

AT = "2026-11-15"


def main() -> None:
    p = cn.load_example("riverbend")
    found = cn.assets(p, at=AT)
    print(found)

    print("\nFunctions, and what goes with the mayor:")
    columns = ["function", "status", "with_mayor", "rests_on"]
    print(found.functions[columns].to_string(index=False))

    print("\nReading on the Northside and the Eastbank, kind by kind:")
    cells = found.coverage[found.coverage["outcome"] == "Third-grade reading"]
    there = cells[cells["place"].isin(["Northside", "Eastbank"]) & (cells["n_assets"] > 0)]
    print(there[["kind", "place", "n_providers", "assets"]].to_string(index=False))

    print("\nWho works on, answers for and owns records of single students:")
    students = found.data[found.data["student_level"].map(lambda x: x is True)]
    columns = ["asset", "works_on", "answers_for", "owned_by", "paper"]
    print(students[columns].to_string(index=False))

    print("\nHalf empty or more:")
    idle = found.idle[found.idle["used_share"] <= 0.5]
    print(idle[["asset", "place", "used_share", "could_meet"]].to_string(index=False))

    print("\nWhat an elected office's yes opens:")
    elected = found.doors[found.doors["elected"].map(lambda x: x is True)]
    print(elected[["yes_of", "until", "n_assets", "n_handshake"]].to_string(index=False))

    # One kind, or one group of kinds, by itself.
    print("\n", cn.assets(p, at=AT, kind="community assets").summary[1])


if __name__ == "__main__":
    main()
