"""The map that stands still: marks, ties and names."""

import networkx as nx
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

import leco
from leco.errors import LecoError
from leco.plot import draw_map
from leco.plot.style import PALETTE

STABLE = leco.datasets.simulated()["Simulated stable"]


def _axes(wide=7.0, high=5.5):
    return Figure(figsize=(wide, high), layout="constrained").add_subplot()


def _marks(ax):
    return [one for one in ax.collections if not isinstance(one, LineCollection)]


def _said(ax):
    return [one.get_text() for one in ax.texts]


def test_every_partner_has_a_mark_and_every_tied_pair_a_line():
    now = STABLE.snapshot()
    ax = draw_map(STABLE, ax=_axes())
    assert sum(len(one.get_offsets()) for one in _marks(ax)) == len(now)
    (lines,) = (one for one in ax.collections if isinstance(one, LineCollection))
    pairs = {frozenset(pair) for pair in zip(now.ties["source"], now.ties["target"], strict=True)}
    assert len(lines.get_segments()) == len(pairs)
    assert len(_marks(ax)) == now.partners["sector"].nunique(), "a colour and shape each"


def test_the_same_data_give_the_same_places_in_any_order_of_rows():
    tables = STABLE.tables
    shuffled = leco.Coalition.from_frames(
        **{name: frame.sample(frac=1, random_state=3) for name, frame in tables.items()}
    )
    for one, other in zip(
        _marks(draw_map(STABLE, ax=_axes())), _marks(draw_map(shuffled, ax=_axes())), strict=True
    ):
        assert np.asarray(one.get_offsets()) == pytest.approx(np.asarray(other.get_offsets()))


@pytest.mark.parametrize("size", [(7, 5.5), (4, 4)])
def test_no_name_hides_another_and_the_busiest_are_named_first(size):
    ax = draw_map(STABLE, ax=_axes(*size))
    ax.figure.canvas.draw()  # as it will be printed
    boxes = [one.get_window_extent() for one in ax.texts]
    assert len(boxes) >= 5
    for place, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[place + 1 :])
        assert box.x0 >= 0
        assert box.x1 <= ax.figure.bbox.x1


def test_declared_core_is_ringed_and_ties_may_be_unknown():
    borgloon = leco.datasets.limburg()["Borgloon"]
    ax = draw_map(borgloon, ax=_axes(), lang="nl")
    core = int((borgloon.partners["tier"] == "core").sum())
    rings = [one for one in _marks(ax) if one.get_facecolor().size == 0]
    assert [len(one.get_offsets()) for one in rings] == [core]
    assert "verbindingen niet bekend" in ax.get_title(loc="left")
    legend = [one.get_text() for one in ax.get_legend().get_texts()]
    assert "kernpartner, zoals opgegeven" in legend
    assert "lokaal bestuur" in legend


def test_a_moment_of_choice_and_no_sector():
    europe = leco.datasets.europe()
    ax = draw_map(europe, at="1950-01-01", by=None, ax=_axes())
    assert "1950-01-01" in ax.get_title(loc="left")
    (marks,) = _marks(ax)
    assert len(marks.get_offsets()) == len(europe.at("1950-01-01"))
    assert ax.get_legend() is None


def test_more_than_eight_sectors_share_the_last_style_and_it_is_said():
    rows = [{"id": f"p{one}", "sector": f"s{one:02d}"} for one in range(11)]
    ax = draw_map(leco.Coalition.from_frames(rows), ax=_axes())
    last = ax.get_legend().get_texts()[-1].get_text()
    assert last == "other (s07, s08, s09, s10)"
    assert len(ax.get_legend().get_texts()) == len(PALETTE)


def test_a_long_name_and_an_empty_coalition():
    long = "Samenwerkingsverband voor kansen in de buurt"
    coalition = leco.Coalition.from_frames([{"id": "a", "name": long}])
    assert _said(draw_map(coalition, ax=_axes())) == ["Samenwerkingsverband vo…"]
    ax = draw_map(coalition.without("a"), ax=_axes())
    assert "0 partners" in ax.get_title(loc="left")


def test_a_graph_is_refused_in_words():
    with pytest.raises(LecoError, match="from_graph"):
        draw_map(nx.path_graph(3))
