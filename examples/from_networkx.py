"""Bring a graph from networkx, say what its nodes are, and keep the result as a workbook."""

import networkx as nx

import civicnet as cn


def main(book: str = "florence.xlsx") -> None:
    graph = nx.florentine_families_graph()
    nx.set_edge_attributes(graph, "marries", "relation")

    # The families are bodies, and a marriage between two houses outlives the couple.
    p = cn.Partnership.from_networkx(graph, actors_are="organizations", source="Florence")
    print(p)
    print(p.describe(at="1430").summary[0])

    cn.write(p, book)
    again = cn.read(book)
    print(f"{book} holds the same: {again.equals(p)}")


if __name__ == "__main__":
    main()
