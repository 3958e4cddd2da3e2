"""Which introductions help most, who can make them, and who could share the chair of a table?"""

import civicnet as cn


def main() -> None:
    p = cn.load_example("riverbend")
    met = cn.introduce(p, 3, at="2026-11-15")
    print(met)
    for row in met.introductions.itertuples():
        print(f"- {row.source} and {row.target}: ask {row.who_can_introduce[0]}")

    print()
    shared = cn.cochairs(p, at="2026-11-15")
    print(shared)
    for table, rows in shared.candidates.groupby("table", sort=False):
        print(f"\n{table} (now {', '.join(rows['chairs'].iat[0])}):")
        for row in rows.itertuples():
            print(f"  {row.rank}. {row.actor}, {row.organization}: {'; '.join(row.why)}")


if __name__ == "__main__":
    main()
