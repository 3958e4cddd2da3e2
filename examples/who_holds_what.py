"""Ask the frames with pandas: who alone brings a kind of asset, and whose yes opens it.

A Partnership is a set of plain frames; anything pandas can do, you can ask.
"""

import pandas as pd

import civicnet as cn


def single_providers(p: cn.Partnership) -> pd.DataFrame:
    """Kinds of assets that one holder alone brings: kind, holder, and the form it rests on."""
    assets = p.assets.dropna(subset=["kind"])
    alone = assets.groupby("kind")["holder"].transform("nunique") == 1
    return assets.loc[alone, ["kind", "holder", "asset", "form"]].sort_values("kind")


def doors(p: cn.Partnership) -> pd.DataFrame:
    """How many assets each gatekeeper's yes opens, and how many of them have no contract."""
    opened = p.assets.dropna(subset=["gatekeeper"])
    loose = opened["form"].isna() | opened["form"].isin(["none", "verbal"])
    table = opened.assign(loose=loose).groupby("gatekeeper")["loose"].agg(["size", "sum"])
    table = table.rename(columns={"size": "n_assets", "sum": "n_without_contract"})
    return table.sort_values(["n_without_contract", "n_assets"], ascending=False)


def main() -> None:
    p = cn.load_example("riverbend")
    print(p.invented)
    print("\nWhat one holder alone brings:")
    print(single_providers(p).to_string(index=False))
    print("\nWhose yes opens what:")
    print(doors(p).head(8).to_string())


if __name__ == "__main__":
    main()
