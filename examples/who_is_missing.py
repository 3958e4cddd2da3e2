"""Who is not at the table, and who could bring them in? On the invented city Riverbend.

Students, parents and residents of the Eastbank are expected on the Council. None has a seat.
"""

import pandas as pd

import civicnet as cn

AT = "2026-11-15"


def main() -> None:
    p = cn.load_example("riverbend")
    found = cn.voices(p, at=AT)
    print(found)

    # Four lists, kept apart: a group can be in several.
    print("\nExpected but absent, and who could introduce them:")
    for row in found.absent.itertuples():
        who = ", ".join(row.introducers[:2]) or "nobody knows both"
        print(f"  {row.voice} at the {row.table}: {who}")
    print("\nServed but absent:", ", ".join(found.served_absent["voice"]))
    print("Present without a say:", ", ".join(found.without_a_say["voice"]))
    print("Named but absent:", ", ".join(found.named_absent["actor"].head(4)))

    # The chance is as good as what is known: here the groups of 6 people with a seat.
    print("\nSeats and chance:")
    columns = ["voice", "seats", "n_known", "seat_share", "population_share", "chance"]
    print(found.table[columns].round(2).to_string(index=False))

    print("\nWhat they already run:")
    for row in found.grassroots.drop_duplicates("organization").itertuples():
        only = f" (only way: {', '.join(row.only_through)})" if row.only_through else ""
        print(f"  {row.organization}: {', '.join(row.runs)}{only}")

    print("\nWho leaves by growing up:")
    for row in found.successors.itertuples():
        print(f"  {row.voice}: {row.person or 'nobody known'}, {row.check}")

    # Give a student a seat, and the absence is over.
    seats = [{"table": "Cradle to Career Council", "actor": "Jaylen Brooks",
              "engagement": "decides", "start": "2026-11-01"}]  # fmt: skip
    frames = {name: frame for name, frame in p.frames.items() if len(frame)}
    frames["seats"] = pd.concat([p.seats, pd.DataFrame(seats)], ignore_index=True)
    after = cn.voices(cn.Partnership.from_frames(**frames), at=AT)
    row = after.table.set_index("voice").loc["students"]
    print(f"\nWith a seat for a student: {row['status']}, {row['steps_to_decision']:.0f} step.")

    print("\nMissing voices with a claim:")
    claims = cn.stakeholders(p, at=AT).claims
    print(claims[["organization", "table", "introducers"]].to_string(index=False))


if __name__ == "__main__":
    main()
