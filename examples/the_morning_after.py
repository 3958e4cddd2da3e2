"""Ask what a departure leaves: two leaders side by side, and whom to call on the first morning."""

import civicnet as cn

AT = "2026-11-15"
LEADERS = ("Eleanor Marsh", "Marguerite Voss")


def main() -> None:
    p = cn.load_example("riverbend")
    for leader in LEADERS:
        found = cn.depart(p, leader, at=AT)
        print(f"If {leader} leaves:")
        for sentence in found.summary[2:]:
            print(f"  {sentence}")
        print("  Call first:")
        for actor, reason in zip(
            found.call_first["actor"][:3], found.call_first["reason"][:3], strict=True
        ):
            print(f"    {actor}: {reason}")
        print()

    # The same person, in four ways: who follows, and whether she stays in town, makes a difference.
    print("Pairs of other partners within two steps, before and after the mayor:")
    for leaves in ("partnership", "office"):
        for refilled in (True, False):
            found = cn.depart(p, "Eleanor Marsh", at=AT, leaves=leaves, refilled=refilled)
            before, after = found.changes.loc[0, ["before", "after"]]
            who = "followed" if refilled else "vacant"
            print(f"  leaves the {leaves}, {who}: {before:.0f} and {after:.0f}")


if __name__ == "__main__":
    main()
