"""What should we sign first, and whose yes do we need while they are still there?"""

import civicnet as cn


def main() -> None:
    p = cn.load_example("riverbend")
    found = cn.formalize(p, 3, until="2028-06-30", at="2026-11-15")
    print(found)

    print("\nTo sign, the best first:")
    for step in found.steps.itertuples():
        by = f", before {step.sign_before:%d %B %Y}" if step.leaves_first else ""
        print(f"{step.rank}. {step.what}{by}")
        people = ", ".join(step.protects_from)
        print(f"   keeps {step.gain_in_set:.1f} pairs; now rests on {people}")

    print("\nWhat as many new seats would do:")
    for seat in found.seats.itertuples():
        print(f"{seat.rank}. {seat.organization} at {seat.table}: {seat.gain_in_set:.1f} pairs")


if __name__ == "__main__":
    main()
