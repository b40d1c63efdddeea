"""profile(): the profile of integration with what partners answered filled in."""

from collections.abc import Mapping

from leco.coalition.coalition import Coalition
from leco.graph.partition import By
from leco.metrics.integration import Integration, integration
from leco.practice.findings import whole
from leco.practice.organising import organising
from leco.practice.vision import vision


def profile(
    coalition: Coalition,
    *,
    by: By = "sector",
    served: By | None = None,
    low: int = 1,
    high: int = 5,
    thresholds: Mapping[str, float] | None = None,
) -> Integration:
    """Tell whether ties carry the difference that is needed, behind the gate of a shared why.

    `integration`, with the gate from `vision` and the four problems from `organising`, both with
    their own lines; call those three yourself to draw other ones. What the tables do not say
    stays not known, and the profile says so. Where no vision was agreed that is said first, and
    the rest is still shown.

    Parameters
    ----------
    coalition : Coalition
    by : str or mapping
        What makes partners different: a column, or a mapping from partner to label(s).
    served : str or mapping, optional
        As in `organising` and `contributions`.
    low, high : int
        The ends of the scale of the ratings.
    thresholds : mapping, optional
        As in `integration`.

    Returns
    -------
    Integration

    Raises
    ------
    LecoError
        For anything but a Coalition.
    MissingAttributeError
        When there is no such column.
    DataError, ValueError, UnsupportedGraphError
        As `vision`, `organising` and `integration`.

    References
    ----------
    Lawrence & Lorsch (1967), Administrative Science Quarterly 12, 1-47.

    Examples
    --------
    >>> rows = [{"id": one, "sector": one} for one in "abc"]
    >>> ties = [{"source": "a", "target": "b"}, {"source": "b", "target": "c"}]
    >>> said = [{"item": "vision", "rater": one, "score": 1} for one in "abc"]
    >>> profile(Coalition.from_frames(rows, ties, ratings=said)).reading[0]
    'no_shared_why'
    """
    now = whole(coalition, "profile")
    gate = vision(coalition, by=by, low=low, high=high).passed
    problems = organising(coalition, served=served, low=low, high=high).problems
    return integration(
        now, by=by, gate=gate, problems=problems, served=served, thresholds=thresholds
    )
