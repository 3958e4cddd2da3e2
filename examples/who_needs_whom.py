"""Is Riverbend one body, or a set of pairs? Who needs whom, who signed what, who is at odds."""

import civicnet as cn

AT = "2026-11-15"

riverbend = cn.load_example("riverbend")
unity = cn.unity(riverbend, at=AT)
print(unity)

print("\nWho said that they need the other:")
for kind, pairs in unity.need.groupby("kind", sort=True):
    print(f"  {kind}: {len(pairs)} pairs")

print("\nAgreements of three parties and more:")
many = unity.agreements[unity.agreements["n_parties"] > 2]
for row in many.itertuples():
    print(f"  {row.agreement}: {row.n_parties} parties")

print("\nWho is at odds, and where the backbone stands:")
for row in unity.conflicts.itertuples():
    could = ", ".join(row.could_broker) or "nobody known to be trusted by both"
    print(f"  {row.one} and {row.other}: the backbone is {row.backbone_stands}; {could}")
