"""How firmly the coalition is joined: fewest losses that split it, and what its Laplacian says."""

import math

import numpy as np
from scipy import linalg

from leco.graph.arrays import Floats, Ints, Network
from leco.kernels.cuts import edge_cut, pieces, small_cut
from leco.metrics.registry import measure, too_few, undefined
from leco.result import Statistic
from leco.words import Note

# The Laplacian of a piece is held as a full matrix: 200 MB for this many partners.
DENSE_MOST = 5_000
TOO_LARGE = Note("too_large_piece", {"most": DENSE_MOST})


@measure(
    level="coalition", family="cohesion", bounds=(0, math.inf), null="size",
    source="Harary (1969), Graph Theory; Esfahanian & Hakimi (1984)",
)  # fmt: skip
def node_connectivity(net: Network) -> Statistic:
    r"""Count the fewest partners whose leaving splits the coalition.

    .. math:: \kappa = \min \{|S|: \text{the partners without } S \text{ are not in one piece}\}

    From 0 (in pieces already) to n - 1 (everybody tied to everybody, by convention); higher
    means firmer. One partner with one tie makes it 1: `structural_cohesion` says how firm the
    rest is. Direction is not used. An isolate makes it 0. Strengths and labels play no part.
    Not defined (NaN) for fewer than two partners. Time: a flow, O(m) and more, for almost
    every partner, when the fewest ties of a partner are two or more.

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: fewest_ties (of any partner: it is never higher).

    References
    ----------
    Esfahanian & Hakimi (1984), On computing the connectivities of graphs and digraphs, Networks.

    Examples
    --------
    >>> import networkx as nx
    >>> float(node_connectivity(nx.cycle_graph(5)))
    2.0
    """
    if net.n < 2:
        return too_few(2)
    fewest = int(np.diff(net.undirected.indptr).min())
    found = 0 if _in_pieces(net) else fewest
    while (cut := small_cut(net.undirected, found)) is not None:
        found = len(cut)
    return Statistic(value=found, parts={"fewest_ties": fewest})


def _in_pieces(net: Network) -> bool:
    """Tell whether there are more pieces than the first, which has number 0."""
    return bool(net.piece.any())


@measure(
    level="coalition", family="cohesion", bounds=(0, math.inf), null="size",
    source="Harary (1969), Graph Theory",
)  # fmt: skip
def edge_connectivity(net: Network) -> Statistic:
    r"""Count the fewest ties whose loss splits the coalition.

    .. math:: \lambda = \min \{|T|: \text{the partners without the ties } T
              \text{ are not in one piece}\}

    From 0 (in pieces already) to n - 1 (everybody tied to everybody); never lower than
    `node_connectivity`, and never higher than the fewest ties of a partner. Higher means
    firmer. Direction is not used. An isolate makes it 0. Strengths and labels play no part. Not
    defined (NaN) for fewer than two partners. Time: a flow, O(m) and more, for every
    partner, when the fewest ties of a partner are two or more.

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: fewest_ties (of any partner).

    References
    ----------
    Harary (1969), Graph Theory.

    Examples
    --------
    >>> import networkx as nx
    >>> float(edge_connectivity(nx.barbell_graph(3, 0)))
    1.0
    """
    if net.n < 2:
        return too_few(2)
    fewest = int(np.diff(net.undirected.indptr).min())
    found = 0 if _in_pieces(net) else edge_cut(net.undirected)
    return Statistic(value=found, parts={"fewest_ties": fewest})


@measure(
    level="coalition", family="cohesion", bounds=(0, math.inf), null="size",
    source="Fiedler (1973), Algebraic connectivity of graphs",
)  # fmt: skip
def algebraic_connectivity(net: Network) -> Statistic:
    r"""How hard the coalition is to split in two, by the second eigenvalue of its Laplacian.

    .. math:: \lambda_2 \text{ of } L = D - A, \quad
              0 = \lambda_1 \le \lambda_2 \le \dots \le \lambda_n

    with A the ties and D the number of ties of each partner. From 0 (in pieces already) to n
    (everybody tied to everybody); higher means no thin waist between two halves. It grows with
    the number of partners at equal density: compare it with its expectation. Direction is not
    used. An isolate makes it 0. Strengths and labels play no part. Not defined (NaN) for
    fewer than two partners. Time O(n^3) and memory O(n^2) in one piece; above 5,000
    partners in one piece it is not computed (NaN).

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic

    References
    ----------
    Fiedler (1973), Algebraic connectivity of graphs, Czechoslovak Mathematical Journal 23.

    Examples
    --------
    >>> import networkx as nx
    >>> float(algebraic_connectivity(nx.star_graph(6)))
    1.0
    """
    if net.n < 2:
        return too_few(2)
    if _in_pieces(net):
        return Statistic(value=0.0)
    if net.n > DENSE_MOST:
        return undefined(TOO_LARGE)
    second = linalg.eigvalsh(_laplacian(net, np.arange(net.n)), subset_by_index=[1, 1])
    return Statistic(value=float(second[0]))


@measure(
    level="coalition", family="cohesion", bounds=(0, math.inf), null="size",
    source="Klein & Randić (1993), Resistance distance",
)  # fmt: skip
def mean_resistance(net: Network) -> Statistic:
    r"""How hard it is on average for something to pass between two partners, over all ways.

    .. math:: \frac{2}{n(n-1)} \sum_{i<j} r_{ij} = \frac{2 K}{n(n-1)}, \quad
              K = n \sum_{k \ge 2} 1 / \lambda_k

    with :math:`r_{ij}` the resistance between i and j when every tie is a wire of resistance
    1, and :math:`\lambda` the eigenvalues of the Laplacian. It counts all ways and not the
    shortest alone: two ways side by side halve it. From 2/n (everybody tied); **lower** means
    better joined. Between pieces nothing passes: it is then the mean over the pairs within
    pieces, to be read with `connectedness`, their share, and a note says so. Direction is
    not used. Strengths and labels play no part. Not defined (NaN) without ties. For a piece of k
    partners time O(k^3) and memory O(k^2); with a piece of more than 5,000 it is not
    computed (NaN).

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: kirchhoff_index (the sum over pairs), pairs, connectedness.

    References
    ----------
    Klein & Randić (1993), Resistance distance, Journal of Mathematical Chemistry 12.

    Examples
    --------
    >>> import networkx as nx
    >>> float(mean_resistance(nx.path_graph(3)))
    1.333
    """
    if net.ties == 0:
        return undefined(Note("no_ties"))
    sizes = np.bincount(net.piece)
    if sizes.max() > DENSE_MOST:
        return undefined(TOO_LARGE)
    tied = pieces(net.undirected, np.arange(net.n), 1)
    index = sum(_resistances(_laplacian(net, piece)) for piece in tied)
    pairs = float((sizes * (sizes - 1)).sum() / 2)
    connected = 2 * pairs / (net.n * (net.n - 1))
    return Statistic(
        value=index / pairs,
        parts={"kirchhoff_index": index, "pairs": pairs, "connectedness": connected},
        notes=(Note("within_pieces"),) if _in_pieces(net) else (),
    )


def _laplacian(net: Network, piece: Ints) -> Floats:
    ties: Floats = np.asarray(net.undirected[piece][:, piece].todense())
    laplacian: Floats = np.diag(ties.sum(axis=1)) - ties
    return laplacian


def _resistances(laplacian: Floats) -> float:
    """Add up the resistance of all pairs in one piece."""
    n = len(laplacian)
    # One over n everywhere lifts the eigenvalue 0 to 1 and leaves the others.
    inverse = np.linalg.inv(laplacian + 1 / n)
    return n * (float(np.trace(inverse)) - 1)
