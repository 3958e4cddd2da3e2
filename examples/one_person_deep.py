"""Ask where a partnership is one person deep, and what would not outlast its people.

Every departure, closure and lost funder at once; each frame is a pandas DataFrame.
"""

import civicnet as cn

AT = "2026-11-15"


def main() -> None:
    found = cn.risks(cn.load_example("riverbend"), AT)
    print(found)

    print("\nWhose departure costs others most, and who holds ties to the same partners:")
    for row in found.people.head(4).itertuples():
        print(f"  {row.actor}: {row.within_lost_others:.0f} pairs; {', '.join(row.backups[:2])}")

    print("\nOrganizations that hang on one person:")
    for row in found.organizations[found.organizations["hangs_on"].map(bool)].itertuples():
        print(f"  {row.organization}: {' or '.join(row.hangs_on)}")

    print("\nWould you withstand the transition?")
    for row in found.officials.itertuples():
        print(f"  {row.actor}: {'yes' if row.withstands else 'no: ' + '; '.join(row.breaks)}")

    print("\nWhat a funder's leaving would end:")
    known = found.funders.dropna(subset=["share"])
    print(known[["funder", "yearly", "share"]].round(2).head(3).to_string(index=False))


if __name__ == "__main__":
    main()
