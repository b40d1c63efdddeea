"""What leco runs for NetworkX, and what it leaves to it.

NetworkX reads this whenever it is imported, so nothing is loaded here: the kernels wait until
a function is run.
"""

from typing import Any, NamedTuple


class Limits(NamedTuple):
    """Where leco's answer is what NetworkX documents; anything else is left to NetworkX.

    `default` names the parameters that have to keep their default. `loops` says whether a tie
    with oneself plays no part in the definition, and `directed` whether both give the same
    quantity with direction. `but` says in words what else is left to NetworkX.
    """

    default: tuple[str, ...] = ()
    loops: bool = False
    directed: bool = True
    but: tuple[str, ...] = ()


_STRENGTHS = Limits(but=("weights that are not positive and finite",))
_DEGREES = Limits(("x", "y", "weight", "nodes"))

RUNS = {
    "attribute_assortativity_coefficient": Limits(
        ("nodes",), but=("attributes that cannot be looked up, such as lists",)
    ),
    "average_clustering": Limits(("nodes", "weight"), loops=True),
    "average_shortest_path_length": Limits(("weight", "method"), loops=True),
    "betweenness_centrality": Limits(("k", "weight", "endpoints"), loops=True),
    "closeness_centrality": Limits(("u", "distance", "sp"), loops=True),
    "clustering": Limits(("nodes", "weight"), loops=True),
    "constraint": _STRENGTHS,
    "core_number": Limits(directed=False),
    "degree_assortativity_coefficient": _DEGREES,
    "degree_pearson_correlation_coefficient": _DEGREES,
    "diameter": Limits(("e", "usebounds", "weight"), loops=True),
    "effective_size": _STRENGTHS,
    "global_efficiency": Limits(loops=True, directed=False),
    "k_components": Limits(("flow_func",), directed=False),
    "overall_reciprocity": Limits(),
    "transitivity": Limits(loops=True, directed=False),
    "triangles": Limits(("nodes",), loops=True, directed=False),
}

# Where leco means to differ: NetworkX is wrong there.
DIFFERS = {
    "attribute_assortativity_coefficient": "Edges with an unlabelled end are left out: a missing "
    "attribute is no category.",
    "constraint": "With `nodes`, a node that only receives edges has its constraint, not NaN.",
    "effective_size": "Right for weights and for directed graphs; with `nodes`, a node that only "
    "receives edges has its effective size, not NaN.",
    "k_components": "Cut at one small set of nodes at a time, so that no component is lost.",
}


def get_info() -> dict[str, Any]:
    """Tell NetworkX what leco runs, for the documentation of each function."""
    return {
        "backend_name": "leco",
        "project": "leco",
        "package": "leco",
        "short_summary": "Brokerage, cohesion and mixing on sparse arrays.",
        "functions": {name: {"additional_docs": _said(name)} for name in RUNS},
    }


def _said(name: str) -> str:
    limits = RUNS[name]
    left = ["multigraphs"]
    if not limits.directed:
        left.append("directed graphs")
    if not limits.loops:
        left.append("graphs with self-loops")
    kept = f"{', '.join(limits.default)} other than the default" if limits.default else ""
    said = f"Left to NetworkX: {', '.join([*left, *limits.but, *filter(None, [kept])])}."
    return " ".join(filter(None, [DIFFERS.get(name), said]))
