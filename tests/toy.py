"""The invented network of nine actors whose measures were worked out beforehand."""

import networkx as nx

from civicnet.network import Network

# M mayor, S superintendent, B backbone, F funder, U university, N1 N2 nonprofits, P parents,
# C chamber.
TIES = (
    "M>B B>S S>B B>N1 N1>B B>N2 N2>P F>B F>N1 U>S S>U C>M C>U P>N2 M>C N1>N2"
)  # fmt: skip
GROUPS = {
    "M": "gov", "S": "gov", "U": "gov",
    "B": "bb", "F": "bb", "C": "bb",
    "N1": "np", "N2": "np", "P": "np",
}  # fmt: skip


def graph(*, directed=True):
    """Give the toy as a networkx graph, with the attribute `group`."""
    toy = nx.DiGraph()
    toy.add_nodes_from((actor, {"group": group}) for actor, group in GROUPS.items())
    toy.add_edges_from(tie.split(">") for tie in TIES.split())
    return toy if directed else toy.to_undirected()


def network(*, directed=True):
    """Give the toy as a Network."""
    return Network.from_networkx(graph(directed=directed))
