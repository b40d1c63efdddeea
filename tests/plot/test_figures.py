"""Figures by their structure: what is drawn, not by pixels."""

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

import leco
from leco.plot import draw
from leco.plot.style import MARKERS, PALETTE, name_moments, sector_styles

KARATE = nx.karate_club_graph()


@pytest.fixture(autouse=True)
def closed():
    plt.switch_backend("Agg")
    yield
    plt.close("all")


def test_scores_are_bars_the_highest_first():
    ax = leco.brokerage_roles(KARATE, by="club").plot(column="coordinator", lang="nl")
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == sorted(widths, reverse=True)
    assert len(widths) == 25
    assert widths[0] == 87
    assert ax.get_title(loc="left") == "Brugrollen: coördinator (hoogste 25 van 34)"


def test_a_track_is_a_line_over_real_time_with_gaps():
    europe = leco.datasets.europe()
    track = leco.track(europe, ["density", "turnover"], every=["1950", "1960", "2000"])
    ax = track.plot(column="turnover")
    (line,) = ax.lines
    years = [str(day)[:4] for day in line.get_xdata()]
    assert years == ["1950", "1960", "2000"]
    assert line.get_ydata()[0] != line.get_ydata()[0], "the first moment is not defined"
    with pytest.raises(ValueError, match="density, turnover"):
        track.plot(column="compactness")


def test_a_comparison_shows_value_chance_and_equal_size():
    simulated = leco.datasets.simulated()
    side = leco.compare(simulated, ["core_share", "hill_number"], by="sector", draws=19)
    ax = side.plot(column="core_share")
    assert [text.get_text() for text in ax.get_yticklabels()] == list(simulated)
    assert len(ax.lines) == 9, "a bar of chance, its mean and the value, three times"
    assert ax.get_xlim()[0] <= 0 <= 1 <= ax.get_xlim()[1], "the whole range of a share"
    hollow = side.plot(column="hill_number").lines[0]
    assert hollow.get_markerfacecolor() == "white"


def test_a_test_shows_the_draws_and_where_the_data_stand():
    found = leco.test("bridging_ratio", KARATE, by="club", null="labels", draws=49, seed=1)
    ax = found.plot()
    assert sum(bar.get_height() for bar in ax.patches) == 49
    assert ax.lines[0].get_xdata()[0] == pytest.approx(found.observed)


def test_what_is_no_answer_is_refused():
    with pytest.raises(TypeError, match="no figure of dict"):
        draw({"density": 1})


def test_a_number_on_its_scale():
    ax = leco.ei_index(KARATE, by="club").plot()
    assert ax.get_xlim() == (-1, 1)


def test_drawing_on_axes_of_your_own():
    ax = Figure().add_subplot()
    assert draw(leco.density(KARATE), ax=ax) is ax
    assert not plt.get_fignums()


def test_every_sector_has_a_colour_and_a_shape_of_its_own():
    few = sector_styles(list("abcdefgh"))
    assert [one.colour for one in few.values()] == list(PALETTE)
    assert [one.marker for one in few.values()] == list(MARKERS)
    many = sector_styles(list("abcdefghij"))
    assert many["h"] == many["j"] == many["other"]
    assert len({one.colour for one in many.values()}) == 8


def test_the_matrix_with_the_core_first():
    found = leco.core_periphery(KARATE)
    ax = found.plot(column="matrix", lang="nl")
    # Every tie twice, and the five of the core on top.
    assert len(ax.collections[0].get_offsets()) == 2 * 78
    top = [label.get_text() for label in ax.get_yticklabels()[:5]]
    assert set(top) == {"0", "1", "2", "32", "33"}
    assert ax.lines[0].get_ydata()[0] == 4.5
    large = leco.core_periphery(nx.gnm_random_graph(80, 200, seed=1)).plot(column="matrix")
    assert not [label for label in large.get_yticklabels() if label.get_text()]


def test_side_by_side_where_a_measure_has_no_lower_end_or_no_number():
    for measure in ("freeman_segregation", "structural_cohesion", "constraint"):
        both = {"karate": KARATE, "path": nx.path_graph(3)}
        by = "club" if measure == "freeman_segregation" else None
        given = {"karate": KARATE} if by else both
        axes = leco.compare(given, measure, by=by, seed=1, draws=9).plot()
        assert np.isfinite(axes.get_xlim()).all()


def test_the_plane_has_an_arrow_from_moment_to_moment():
    europe = leco.datasets.europe()
    found = leco.track(europe, "integration", by="sector", every=["1960", "1990", "2020"])
    axes = found.plot(lang="nl")
    arrows = [text for text in axes.texts if text.arrow_patch is not None]
    assert len(arrows) == 2
    assert "toeval" in " ".join(text.get_text() for text in axes.texts)
    one = leco.integration(europe.at("2020"), by="sector").plot()
    low, high = one.get_ylim()
    assert low < 1 < high


def test_a_regression_shows_each_term_between_its_ends_beside_one():
    stable = leco.datasets.simulated()["Simulated stable"]
    found = leco.tie_formation(stable, every="quarter", terms=["same:sector", "degree"])
    ax = found.plot(lang="nl")
    assert [text.get_text() for text in ax.get_yticklabels()] == [
        "een gedeelde sector", "één verbinding meer van de twee",
    ]  # fmt: skip
    bars = [line for line in ax.lines if line.get_linewidth() == 9]
    for bar, term in zip(bars, ["same:sector", "degree"], strict=True):
        assert bar.get_xdata() == pytest.approx(found.frame.loc[term, ["low", "high"]])
    assert any(list(line.get_xdata()) == [1, 1] for line in ax.lines)
    assert ax.get_xscale() == "log"


def test_an_interval_at_some_moments_is_a_bracket_and_at_all_a_band():
    rows = [("2020", 0.2, 0.1, 0.4), ("2021", 0.3, 0.2, 0.5), ("2022", 0.4, 0.3, 0.5)]
    frame = leco.result.long_frame([
        {"coalition": "c", "moment": moment, "measure": "density", "level": "coalition", "key": "",
         "column": "value", "value": value, "low": low, "high": high, "n": 3, "missing": 0, "note": ""}
        for moment, value, low, high in rows
    ])  # fmt: skip
    banded = leco.Track(frame=frame).plot(column="density")
    assert [type(one).__name__ for one in banded.collections] == ["FillBetweenPolyCollection"]
    frame.loc[1, ["low", "high"]] = np.nan
    ends = leco.Track(frame=frame).plot(column="density", lang="nl")
    (bracket,) = ends.collections
    assert [segment[:, 1].tolist() for segment in bracket.get_segments()] == [
        [0.1, 0.4],
        [0.3, 0.5],
    ]
    assert ends.yaxis.get_major_formatter()(0.25, 0) == "0,25"


def test_names_of_many_moments_keep_apart():
    moments = pd.Index(
        [f"{year}-{month}-30" for year in range(2020, 2025) for month in ("03", "06", "09", "12")]
    )
    figure = Figure(figsize=(7.4, 3))
    ax = figure.add_subplot()
    name_moments(ax, np.arange(20), moments, most=10)
    ax.set_xlim(-0.5, 19.5)
    ax.tick_params(labelsize=9)
    figure.draw_without_rendering()
    boxes = [one.get_window_extent() for one in ax.get_xticklabels()]
    assert len(boxes) >= 4
    assert all(one.x1 < other.x0 for one, other in itertools.pairwise(boxes))


def test_letters_that_matplotlib_has_not_are_left_to_who_opens_the_file():
    # A warning would be an error here.
    from leco.plot.figures import svg

    drawing = Figure()
    drawing.suptitle("日本 \x1b")
    assert "日本" in svg(drawing, "x").decode()
