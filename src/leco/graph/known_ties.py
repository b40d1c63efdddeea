"""Ties between partners of whom something is known: what measures of mixing look at."""

from leco.graph.network import Network
from leco.graph.ties import Flags, Floats, Ints
from leco.words import Note


def known_ties(net: Network, known: Flags) -> tuple[Ints, Ints, Floats, tuple[Note, ...]]:
    """List the ties whose two ends have a label, and say how many do not."""
    rows, columns, strengths = net.tie_list()
    both: Flags = known[rows] & known[columns]
    left_out = int((~both).sum())
    notes = (Note("ties_unlabelled", {"count": left_out}),) if left_out else ()
    return rows[both], columns[both], strengths[both], notes


def no_known_ties(net: Network) -> Note:
    """Say why there is no tie to look at: none at all, or none between two with a label."""
    return Note("no_ties" if net.ties == 0 else "no_labelled_ties")
