"""Ask python-igraph for its values on four small graphs: python tests/reference/make.py."""

import json
import platform
from pathlib import Path

import networkx as nx

HERE = Path(__file__).parent
TOY = "M>B B>S S>B B>N1 N1>B B>N2 N2>P F>B F>N1 U>S S>U C>M C>U P>N2 M>C N1>N2"


def asked(graph):
    """Give the actors, ties and values of one graph, on the scales of civicnet."""
    import igraph

    actors = list(graph)
    n = len(actors)
    place = {actor: i for i, actor in enumerate(actors)}
    ties = [(place[a], place[b]) for a, b in graph.edges]
    g = igraph.Graph(n=n, edges=ties, directed=graph.is_directed())
    both = g.as_undirected()
    pairs = (n - 1) * (n - 2) / (1 if g.is_directed() else 2)
    return {
        "directed": g.is_directed(),
        "actors": [str(actor) for actor in actors],
        "ties": [[str(a), str(b)] for a, b in graph.edges],
        "degree": g.degree(),
        "betweenness": [x / pairs for x in g.betweenness()],
        "closeness": wasserman_faust(g),
        "harmonic": g.harmonic_centrality(mode="out"),
        "eigenvector": both.eigenvector_centrality(scale=True),
        "coreness": both.coreness(),
        "constraint": g.constraint(),
    }


def wasserman_faust(g):
    """igraph's closeness is that within reach; times the share in reach."""
    within = g.closeness(mode="out")
    reached = [sum(0 < d < float("inf") for d in row) for row in g.distances(mode="out")]
    return [c * r / (g.vcount() - 1) for c, r in zip(within, reached, strict=True)]


def main():
    """Write igraph.json."""
    import igraph

    toy = nx.DiGraph(tie.split(">") for tie in TOY.split())
    graphs = {
        "Krackhardt's kite": nx.krackhardt_kite_graph(),
        "Florentine marriages": nx.florentine_families_graph(),
        "toy, directed": toy,
        "toy, undirected": toy.to_undirected(),
    }
    said = {
        "tool": f"python-igraph {igraph.__version__}, Python {platform.python_version()}",
        "graphs from": f"networkx {nx.__version__}, and tests/toy.py",
        "command": "python tests/reference/make.py",
        "graphs": {name: asked(graph) for name, graph in graphs.items()},
    }
    (HERE / "igraph.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
