"""Read a partnership, say what is in it, and draw its asset map.

Usage: python read_and_map.py [DATA [PAGE]]
"""

import sys

import civicnet as cn


def main(data: str = "example:riverbend", page: str = "map.html") -> None:
    for problem in cn.check(data):
        print(f"{problem.severity}: {problem}")
    p = cn.read(data)
    print(*p.describe(at="2026-11-15").summary, sep="\n")
    drawn = cn.map(p, page, audience="partners", at="2026-11-15")
    print(f"{drawn.path} is ready.", *drawn.notes, sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
