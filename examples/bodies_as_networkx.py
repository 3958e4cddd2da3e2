"""Take the network of bodies on a date into networkx, and ask who alone holds whom.

Two bodies are linked while one tie or seat between them is alive. In the split view people stand
between the bodies they link: taking one out cuts just what the departure would cut.
"""

import networkx as nx

import civicnet as cn

AT = "2026-11-15"


def cut_off(split: nx.Graph, person: str) -> list[str]:
    """Name the bodies that nobody else links to the rest, the person's own aside."""
    before = nx.node_connected_component(split, person)
    rest = split.subgraph(before - {person})
    core = max(nx.connected_components(rest), key=len)
    bodies = {name for name in rest if split.nodes[name]["body"] == name}
    return sorted(bodies - core - {split.nodes[person]["body"]})


def main() -> None:
    p = cn.load_example("riverbend")
    graph = p.network(at=AT).to_networkx()
    pieces = nx.number_connected_components(graph)
    print(f"{len(graph)} bodies, {graph.number_of_edges()} links, {pieces} pieces on {AT}")

    split = p.network("split", at=AT).to_networkx()
    people = [name for name, data in split.nodes(data=True) if data["body"] != name]
    print("\nWho would be cut off, and with whose departure:")
    for person in sorted(set(nx.articulation_points(split)) & set(people)):
        if lost := cut_off(split, person):
            print(f"  {person}: {', '.join(lost)}")


if __name__ == "__main__":
    main()
