"""What figures look like, coarsely: the mean colour of each cell of a grid over the picture.

Fonts and versions of matplotlib move single pixels, not these means; what moves or disappears, or
changes colour, does. ``python -m tests.plot.test_looks`` writes the grids as they are now: look at
the figures first.
"""

import itertools
import json
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import leco
from leco.plot import draw_map, draw_tiers, draw_timeline

FILE = Path(__file__).parent / "looks.json"
# Of 255: the mean over cells that may differ, and the most that one cell may. Between matplotlib
# 3.10.8 and 3.11.2 the figures here differ by 0.1 to 1, and no cell by more than 10.
MEAN, MOST = 2.0, 22.0
ACROSS, DOWN = 14, 8

KARATE = nx.karate_club_graph()
TEAM = leco.Coalition.from_frames(
    [{"id": one, "sector": sector, "joined": joined, "left": left}
     for one, sector, joined, left in (
         ("city", "care", "2020-01-01", ".."), ("school", "youth", "2020", "2022-06"),
         ("club", "sport", "2021", ".."), ("house", "care", "2021-05-01", ".."))],
    [{"source": one, "target": other} for one, other in (
        ("city", "school"), ("city", "club"), ("city", "house"), ("club", "house"))],
    memberships=[
        {"partner": "city", "tier": "core", "start": "2020-01-01", "end": ".."},
        {"partner": "school", "tier": "broad", "start": "2020", "end": "2022-06"},
        {"partner": "club", "tier": "broad", "start": "2021", "end": "2021-12-31"},
        {"partner": "club", "tier": "core", "start": "2022-01-01", "end": ".."}],
)  # fmt: skip
NEEDS = {
    "offers": {0: ["room", "advice"], 1: "advice", 2: "meals"},
    "needs": ["room", "advice", "bus"],
}

FIGURES = {
    "map": lambda ax: draw_map(leco.Coalition.from_graph(KARATE), by="club", ax=ax),
    "timeline": lambda ax: draw_timeline(TEAM, ax=ax),
    "tiers": lambda ax: draw_tiers(TEAM, every=["2020", "2021", "2022"], ax=ax),
    "roles": lambda ax: leco.brokerage_roles(KARATE, by="club").plot(ax=ax),
    "profile": lambda ax: leco.hill_profile(TEAM, by="sector").plot(ax=ax),
    "grid": lambda ax: leco.need_coverage(nx.empty_graph(3), **NEEDS).plot(ax=ax),
    "matrix": lambda ax: leco.core_periphery(KARATE).plot(column="matrix", ax=ax),
    "beside": lambda ax: leco.compare(
        {"karate": KARATE, "star": nx.star_graph(5)}, ["density", "compactness"], draws=5
    ).plot(ax=ax),
}


def look(draw):
    """Give the mean colour of every cell of a figure, as whole numbers."""
    figure = Figure(figsize=(6, 4), dpi=100, layout="constrained")
    canvas = FigureCanvasAgg(figure)
    draw(figure.add_subplot())
    canvas.draw()
    picture = np.asarray(canvas.buffer_rgba())[..., :3].astype(float)
    high, wide = (side // parts for side, parts in zip(picture.shape, (DOWN, ACROSS), strict=False))
    cells = picture[: high * DOWN, : wide * ACROSS].reshape(DOWN, high, ACROSS, wide, 3)
    return cells.mean(axis=(1, 3)).round().astype(int).ravel()


KNOWN = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_looks_as_when_it_was_looked_at(name):
    apart = np.abs(look(FIGURES[name]) - np.array(KNOWN[name]))
    assert apart.mean() <= MEAN
    assert apart.max() <= MOST


def test_the_grid_is_fine_enough_to_tell():
    assert set(KNOWN) == set(FIGURES)
    for one, other in itertools.combinations(KNOWN.values(), 2):
        assert np.abs(np.array(one) - np.array(other)).mean() > 2 * MEAN

    def without_a_sector(ax):
        FIGURES["map"](ax).collections[1].remove()

    assert np.abs(look(without_a_sector) - np.array(KNOWN["map"])).max() > MOST


if __name__ == "__main__":
    found = {name: look(draw).tolist() for name, draw in FIGURES.items()}
    FILE.write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="utf-8")
