"""Write the data of the day after a mayor's last day, and list whom her successor should meet."""

import civicnet as cn

LAST_DAY = "2028-01-01"


def main(book: str = "after.xlsx") -> None:
    p = cn.load_example("riverbend")
    done = cn.left(p, "Eleanor Marsh", LAST_DAY, "Ana Ruiz")
    print(done)

    print("\nFirst introductions:")
    theirs = done.introductions[done.introductions["source"] == "Ana Ruiz"]
    for partner, names in zip(theirs["target"][:5], theirs["who_can_introduce"][:5], strict=True):
        print(f"  {partner}: {names[0] if names else 'nobody who stays; ask in time'}")

    print("\nLeft to settle:")
    for what, why in done.to_settle.itertuples(index=False):
        print(f"  {what}: {why}")

    cn.write(done.partnership, book)
    again = cn.read(book)
    mayor = again.terms[again.terms["office"] == "Mayor"].sort_values("start")["person"].iat[-1]
    print(f"\n{book} holds the day after: the mayor is {mayor}.")


if __name__ == "__main__":
    main()
