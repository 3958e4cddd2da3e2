"""Who sits where, who decides, and whose table is it? On the invented city Riverbend.

The mayor chairs three tables and brought in half of the Council. If she left tomorrow, who would
feel that they had come for her, and which tables would no longer hear of each other?
"""

import civicnet as cn

AT = "2026-11-15"


def main() -> None:
    p = cn.load_example("riverbend")
    found = cn.seats(p, at=AT)
    print(found)

    print("\nThe Council, seat by seat:")
    council = found.seats[found.seats["table"] == "Cradle to Career Council"]
    print(council[["actor", "organization", "sector", "engagement"]].to_string(index=False))

    print("\nWho decides, by sector:")
    whole = found.rights[found.rights["table"] == "all tables"]
    columns = ["sector", "n_seats", "n_decides", "decides_share"]
    print(whole[columns].to_string(index=False, float_format="{:.0%}".format))

    print("\nThrough whom they came:")
    brought = found.recruiters.head(5)
    print(brought[["recruiter", "there", "n_through", "only_through"]].to_string(index=False))

    print("\nWho alone joins two tables:")
    alone = found.linkers[found.linkers["n_alone_joins"] > 0]
    print(alone[["actor", "alone_joins"]].to_string(index=False))

    print("\nDecides at a table, and cannot commit:")
    stuck = found.delegates[found.delegates["decides_and_commits"] == False]  # noqa: E712  # pandas
    print(stuck[["organization", "delegates", "tables"]].to_string(index=False))

    print("\nWho is accountable for what:")
    print(found.roles[["outcome", "accountable", "answers"]].to_string(index=False))


if __name__ == "__main__":
    main()
