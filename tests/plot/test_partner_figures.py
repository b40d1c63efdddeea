"""Figures of partners: who was there when, who moved, who brokers, who offers what."""

import networkx as nx
import numpy as np
import pytest
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import leco
from leco.errors import LecoError, MissingAttributeError, UndefinedError
from leco.plot import draw_tiers, draw_timeline
from leco.plot.style import PALETTE

COALITION = leco.Coalition.from_frames(
    [
        {"id": "city", "name": "Stad", "joined": "2020-01-01", "left": ".."},
        {"id": "school", "joined": "2020", "left": "2023-06"},
        {"id": "library", "joined": "2021~", "left": ""},
        {"id": "house", "joined": "", "left": ""},
        {"id": "waiting", "tier": "candidate"},
    ],
    coalition=[{"name": "Land", "observed_from": "2020-01-01", "observed_until": "2024-12-31"}],
)
TIERS = leco.Coalition.from_frames(
    [{"id": one} for one in ("city", "school", "club")],
    memberships=[
        {"partner": "city", "tier": "core", "start": "2020-01-01", "end": ".."},
        {"partner": "school", "tier": "broad", "start": "2020-01-01", "end": "2021-12-31"},
        {"partner": "school", "tier": "core", "start": "2022-01-01", "end": "2023-06"},
        {"partner": "club", "tier": "broad", "start": "2022-03-01", "end": ".."},
    ],
)


def _axes(wide=7.0, high=4.0):
    return Figure(figsize=(wide, high), layout="constrained").add_subplot()


def _rows(ax):
    return [one.get_text() for one in ax.get_yticklabels()]


def _bars(ax, row):
    """Give the bars of a row as (first day, days, height)."""
    return sorted(
        (one.get_x(), one.get_width(), round(one.get_height(), 2))
        for one in ax.patches
        if isinstance(one, Rectangle) and abs(one.get_y() + one.get_height() / 2 - row) < 1e-9
    )


def test_a_timeline_is_thin_where_the_dates_leave_it_open():
    ax = draw_timeline(COALITION, ax=_axes())
    assert _rows(ax) == ["house", "Stad", "library", "school"], "by first possible day, then id"
    # By hand: school came in 2020 and left in June 2023: surely there from the last day of 2020
    # to 1 June 2023 (883 days), perhaps from 1 January 2020 to 30 June 2023 (1277 days).
    assert _bars(ax, 3) == [
        (date2num(np.datetime64("2020-01-01")), 1277, 0.2),
        (date2num(np.datetime64("2020-12-31")), 883, 0.7),
    ]
    # "2021~" is 2020 to 2022; observed until the end of 2024.
    assert _bars(ax, 2)[0][:2] == (date2num(np.datetime64("2020-01-01")), 1827)
    assert _bars(ax, 2)[1][:2] == (date2num(np.datetime64("2022-12-31")), 732)


def test_a_timeline_tells_open_ends_from_blank_ones_and_counts_who_is_not_drawn():
    ax = draw_timeline(COALITION, ax=_axes(), lang="nl")
    heads = {
        (one.get_ydata()[0], one.get_marker(), one.get_markerfacecolor() == "white")
        for one in ax.lines
        if one.get_marker() in {"<", ">"}
    }
    assert heads == {(0, "<", True), (0, ">", True), (1, ">", False), (2, ">", True)}
    legend = [one.get_text().replace("\n", " ") for one in ax.get_legend().get_texts()]
    assert legend == [
        "dun: misschien, de datums zijn ruw",
        "nog aanwezig op het einde",
        "geen datum ingevuld",
        "niet getekend (kandidaten, of weg, zonder datum): 1",
    ]
    assert ax.get_title(loc="left") == "Land: wie was er wanneer"


def test_a_timeline_of_memberships_shows_tiers():
    ax = draw_timeline(TIERS, ax=_axes())
    assert _rows(ax) == ["city", "school", "club"]
    school = [one for one in ax.patches if one.get_height() > 0.3 and abs(one.get_y() - 1) < 0.5]
    assert len({one.get_facecolor() for one in school}) == 2
    assert [one.get_text() for one in ax.get_legend().get_texts()][:2] == [
        "core (declared)",
        "broad circle",
    ]


def test_a_timeline_says_that_it_shows_only_the_first():
    many = [{"id": f"p{one:03d}", "joined": "2020-01-01", "left": ".."} for one in range(70)]
    ax = draw_timeline(leco.Coalition.from_frames(many), ax=_axes())
    assert len(_rows(ax)) == 60
    assert ax.get_title(loc="left").endswith("(first 60 of 70)")


def test_what_has_no_timeline_is_said():
    with pytest.raises(UndefinedError, match="needs dates"):
        draw_timeline(leco.datasets.limburg()["Genk"])
    with pytest.raises(LecoError, match="ask the whole coalition"):
        draw_timeline(COALITION.at("2021"))
    with pytest.raises(LecoError, match="not Graph"):
        draw_timeline(nx.path_graph(2))


def test_moves_between_declared_tiers_are_ribbons_with_the_names_of_few():
    ax = draw_tiers(TIERS, every=["2021", "2022", "2023"], ax=_axes(), lang="nl")
    said = [one.get_text() for one in ax.texts]
    # By hand: end of 2021 core 1 (city), broad 1 (school), absent 1; 2022 core 2, broad 1; 2023
    # core 1, broad 1, absent 1. School moves up and then leaves, the club comes.
    assert sorted(one for one in said if one.isdigit()) == list("11111112")
    assert said.count("school") == 2
    assert said.count("club") == 1
    assert {"kern (opgegeven)", "brede kring", "niet aanwezig"} <= set(said)
    stay, move = {0.3}, {0.85}
    assert {one.get_alpha() for one in ax.collections} == stay | move


def test_tiers_need_moments_and_a_tier():
    with pytest.raises(LecoError, match="two"):
        draw_tiers(TIERS, every=["2021"])
    with pytest.raises(MissingAttributeError, match="tier"):
        draw_tiers(leco.datasets.europe(), every=["1960", "1970"])


def _waves():
    ties = [
        {"source": one, "target": other, "directed": "yes", "start": f"{year}-01-01",
         "end": f"{year}-12-31"}
        for year, pairs in {2020: ["ax", "ay", "bx", "by", "cx"], 2021: ["ax", "xa", "ya", "yx"]}.items()
        for one, other in pairs
    ]  # fmt: skip
    return leco.Coalition.from_frames(
        [{"id": one, "joined": "2020-01-01", "left": ".."} for one in "abcxy"], ties
    )


def test_core_roles_over_time_are_moves_between_cores():
    track = leco.track(_waves(), "core_roles", every=["2020", "2021"])
    ax = track.plot(ax=_axes())
    own = track.frame[track.frame["level"] == "partner"].set_index(["moment", "key", "column"])
    value = own["value"]
    numbers = sorted(int(one.get_text()) for one in ax.texts if one.get_text().isdigit())
    expected = []
    for moment in dict.fromkeys(track.frame["moment"]):
        both = [(value[moment, key, "out_core"], value[moment, key, "in_core"]) for key in "abcxy"]
        expected += [both.count(kind) for kind in dict.fromkeys(both)]
    assert numbers == sorted(expected)
    assert ax.get_title(loc="left") == "Who moved between the cores"


def test_brokerage_roles_are_stacked_to_their_total():
    found = leco.brokerage_roles(nx.karate_club_graph(), by="club")
    ax = found.plot(ax=_axes(), lang="nl")
    top = found.frame["total"].sort_values(ascending=False, kind="stable").head(12)
    assert _rows(ax) == [str(one) for one in top.index]
    ends = {}
    for bar in ax.patches:
        row = round(bar.get_y() + bar.get_height() / 2)
        ends[row] = max(ends.get(row, 0.0), bar.get_x() + bar.get_width())
    assert [ends[row] for row in range(12)] == pytest.approx(top.to_numpy())
    looks = {(one.get_facecolor(), one.get_hatch()) for one in ax.patches}
    assert len({hatch for _, hatch in looks}) == len(looks), "told apart without colour"
    legend = [one.get_text() for one in ax.get_legend().get_texts()]
    assert "poortwachter of vertegenwoordiger" in legend
    assert ax.get_title(loc="left").startswith("Brugrollen (hoogste 12 van ")


def test_the_grid_shows_offers_the_only_ones_and_what_is_missing():
    offers = {0: ["room", "advice"], 1: ["advice", "meals"], 2: ["meals"], 3: "advice", 4: "sport"}
    found = leco.need_coverage(
        nx.empty_graph(5), offers=offers, needs=["room", "advice", "meals", "bus"]
    )
    ax = found.plot(ax=_axes())
    assert _rows(ax) == ["room", "advice", "meals", "bus"]
    # Who offers nothing that is needed (4) has no column; most offers first, then by id.
    assert [one.get_text() for one in ax.get_xticklabels()] == ["0", "1", "2", "3"]
    marked = {
        tuple(point): one.get_facecolor()[0][:3].tolist()
        for one in ax.collections
        for point in one.get_offsets().astype(int).tolist()
    }
    assert set(marked) == {(0, 0), (0, 1), (1, 1), (3, 1), (1, 2), (2, 2)}
    assert marked[0, 0] != marked[0, 1], "the only room looks different"
    right = [one.get_text() for one in ax.texts]
    assert right == ["1 of 1", "3 of 1", "2 of 1", "0 of 1"]
    shaded = [one for one in ax.patches if one.get_alpha() == 0.6]
    assert len(shaded) == 1
    bars = found.plot(ax=_axes(), column="providers")
    assert [one.get_width() for one in bars.patches] == [3, 2, 1, 0]


def test_profiles_are_one_line_each_and_infinity_has_a_place():
    by = {0: "a", 1: "a", 2: "a", 3: "b"}
    found = leco.hill_profile(nx.path_graph(4), by=by, orders=[0, 1, 2, float("inf")])
    ax = found.plot(ax=_axes(), lang="nl")
    (line,) = ax.lines
    assert list(line.get_xdata()) == [0, 1, 2, 3]
    # 3 of 4 alike: 2, exp(H), 1 / (0.75² + 0.25²), 1 / 0.75.
    assert line.get_ydata() == pytest.approx([2, 1.7548, 1.6, 4 / 3], abs=1e-4)
    assert [one.get_text() for one in ax.get_xticklabels()] == ["0", "1", "2", "∞"]
    side = leco.compare(leco.datasets.simulated(), "hill_profile", by="sector", draws=1)
    ax = side.plot(ax=_axes())
    assert len(ax.lines) == 3
    assert len({one.get_marker() for one in ax.lines}) == 3
    years = leco.track(leco.datasets.europe(), "hill_profile", by="sector", every=["1960", "2020"])
    legend = years.plot(ax=_axes()).get_legend()
    assert [one.get_text() for one in legend.get_texts()] == ["1960-12-31", "2020-12-31"]


def test_numbers_of_several_measures_stand_each_on_its_whole_range():
    names = ["density", "hill_number", "ei_index"]
    side = leco.compare(leco.datasets.simulated(), names, by="sector", draws=9, seed=1)
    ax = side.plot(ax=_axes(), lang="nl")
    assert _rows(ax) == ["Dichtheid", "Effectief aantal soorten", "E-I-index"]
    values = side.frame[(side.frame["column"] == "value") & (side.frame["level"] == "coalition")]
    marks = [one for one in ax.lines if one.get_marker() in {"o", "s", "^"}]
    assert len(marks) == len(values) == 9
    ei = values[values["measure"] == "ei_index"]["value"].to_numpy()
    drawn = [one.get_xdata()[0] for one in marks if one.get_ydata()[0] > 1.5]
    assert drawn == pytest.approx((ei + 1) / 2), "from -1 to 1"
    assert "−1" in [one.get_text() for one in ax.texts]
    one = side.plot(ax=_axes(), column="density")
    assert one.get_title(loc="left") == "Density"


@pytest.mark.parametrize(("lang", "half"), [("en", "0.5"), ("nl", "0,5")])
def test_numbers_along_axes_speak_the_language(lang, half):
    ax = leco.ei_index(nx.karate_club_graph(), by="club").plot(ax=_axes(), lang=lang)
    ax.figure.draw_without_rendering()
    assert half in [one.get_text() for one in ax.get_xticklabels()]
    assert "−1" in [one.get_text() for one in ax.get_xticklabels()]


def test_every_colour_of_stacked_roles_comes_from_the_palette():
    from leco.plot.role_bars import STYLES

    assert {colour for colour, _ in STYLES.values()} <= {*PALETTE, "#d8d8d8"}
