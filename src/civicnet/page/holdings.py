"""The assets view: who brings which kind, what rests on one alone, what nobody brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from civicnet import vocabulary as words
from civicnet.questions.assets.brought import OTHER, could_meet


def _groups(kinds: Sequence[str]) -> list[tuple[str, list[str]]]:
    """List the vocabulary's groups of kinds, then the kinds outside it."""
    known = [(label, list(names)) for label, names in words.ASSET_GROUPS.items()]
    rest = sorted({kind for kind in kinds if kind not in words.ASSET_KINDS})
    return [*known, (OTHER, rest)] if rest else known


def holdings(
    assets: Sequence[Mapping[str, Any]], needs: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """
    Cross kinds of assets with who brings them.

    Each asset has `id`, `asset_kind` ("" when not said), `home` (the id of the body that brings it,
    or of a person without one) and `outcome`; each need has `need`, `kind`, `who`, `outcome`.
    Returns `groups` (label, kinds; each kind with its assets, its holders and its status: "nobody",
    "one" or "several"), `needs` (each with the holders who could meet it) and the four `counts`
    that the view's sentence says.
    """
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for asset in assets:
        by_kind.setdefault(asset["asset_kind"] or "kind not said", []).append(asset)
    groups = []
    counts = {"brought": 0, "one": 0, "nobody": 0, "unmet": 0}
    for label, kinds in _groups(list(by_kind)):
        rows = []
        for kind in kinds:
            brought = by_kind.get(kind, [])
            holders: dict[int, list[int]] = {}
            for asset in brought:
                holders.setdefault(asset["home"], []).append(asset["id"])
            status = "nobody" if not holders else "one" if len(holders) == 1 else "several"
            counts["brought"] += status != "nobody"
            counts["one"] += status == "one"
            counts["nobody"] += status == "nobody"
            listed = [{"id": who, "assets": ids} for who, ids in holders.items()]
            rows.append({"kind": kind, "holders": listed, "status": status})
        groups.append({"label": label, "kinds": rows})
    asked = []
    for need in needs:
        able = [
            asset["home"]
            for asset in assets
            if could_meet(need["kind"], need["outcome"], asset["asset_kind"], asset["outcome"])
        ]
        counts["unmet"] += not able
        asked.append(
            {
                "need": need["need"],
                "kind": need["kind"],
                "who": need["who"],
                "facts": need["facts"],
                "able": list(dict.fromkeys(able)),
            }
        )
    return {"groups": groups, "needs": asked, "counts": counts}
