"""Ask lifelines for three small curves: python tests/reference/make_survival.py."""

import json
from pathlib import Path

import pandas as pd

# Weeks in remission of 21 + 21 children with leukemia; a minus marks one still in remission.
# Freireich and others (1963), Blood 21, 699-716, as tabulated by Gehan (1965), Biometrika 52.
FREIREICH = {
    "6-MP": [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34,
             -35],
    "placebo": [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23],
}  # fmt: skip
# Invented: seen from, until, and whether it ended then.
LATE = [
    (0, 2.5, True), (0, 6, False), (0, 4, True), (0.5, 3, True), (1, 8, True), (1.2, 5, False),
    (2, 9, True), (2.2, 4, True), (2.7, 3.5, False), (3.1, 7, True), (3.3, 10, False),
    (0, 5.5, True),
]  # fmt: skip


def fitted(times, ended, entry=None):
    """Give the curve at the times at which something ended, and the median with its interval."""
    from lifelines import KaplanMeierFitter
    from lifelines.utils import median_survival_times

    fit = KaplanMeierFitter().fit(times, ended, entry=entry)
    events = fit.event_table[fit.event_table["observed"] > 0]
    bounds = fit.confidence_interval_.loc[events.index]
    ends = median_survival_times(fit.confidence_interval_).iloc[0]
    rows = {
        "years": events.index,
        "at_risk": events["at_risk"],
        "left": events["observed"],
        "survival": fit.survival_function_.iloc[:, 0].loc[events.index],
        "low": bounds.iloc[:, 0],
        "high": bounds.iloc[:, 1],
    }
    table = {name: [float(x) for x in values] for name, values in rows.items()}
    median = [float(fit.median_survival_time_), *map(float, ends)]
    return {"table": table, "median": [None if x == float("inf") else x for x in median]}


def main():
    """Write lifelines.json."""
    import lifelines

    said = {
        "tool": f"lifelines {lifelines.__version__}, pandas {pd.__version__}",
        "command": "python tests/reference/make_survival.py",
        "cases": {},
    }
    entry, until, ended = (list(column) for column in zip(*LATE, strict=True))
    cases = {"late": (until, ended, entry)}
    for name, weeks in FREIREICH.items():
        cases[name] = ([abs(x) for x in weeks], [x > 0 for x in weeks], None)
    for name, (times, left, entered) in cases.items():
        given = {"years": times, "left": left, "entered": entered}
        said["cases"][name] = {"given": given, **fitted(times, left, entered)}
    file = Path(__file__).parent / "lifelines.json"
    file.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
