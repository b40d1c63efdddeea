"""Days drawn for coarse dates stay within what is written, jointly."""

from hypothesis import given, strategies as st

import leco
from leco.schema import dates
from leco.testing import coalitions

CELLS = (("partners", "joined", "left"), ("ties", "start", "end"))


def _days(frame, column):
    return {
        row: dates.parse(str(value)) for row, value in frame[column].dropna().items()
    } if column in frame.columns else {}  # fmt: skip


@given(coalitions(), st.integers(0, 5))
def test_every_day_lies_within_what_was_written(coalition, seed):
    drawn = coalition.draw_dates(seed)
    assert not drawn.coarse_dates
    for table, *columns in CELLS:
        before, after = coalition.tables[table], drawn.tables[table]
        for column in columns:
            written, found = _days(before, column), _days(after, column)
            assert written.keys() == found.keys()
            for row, one in found.items():
                was = written[row]
                assert was.first <= one.first <= one.last <= was.last or one == was
        starts, ends = (_days(after, column) for column in columns)
        for row in starts.keys() & ends.keys():
            if starts[row].first == starts[row].last and ends[row].first == ends[row].last:
                was = _days(before, columns[0])[row], _days(before, columns[1])[row]
                room = was[0].first <= was[1].last
                assert not room or starts[row].first <= ends[row].last
    assert coalition.draw_dates(seed).partners.equals(drawn.partners)


def test_partners_are_there_when_their_ties_surely_hold():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2019", "left": "2021"}, {"id": "b", "joined": "2018/2020"}],
        [{"source": "a", "target": "b", "start": "2019-02-03", "end": "2021-11-30"}],
    )
    assert coalition.coarse_dates
    drawn = [coalition.draw_dates(seed).partners for seed in range(50)]
    assert max(one["joined"].max() for one in drawn) <= "2019-02-03"
    assert min(one["left"].iloc[0] for one in drawn) >= "2021-11-30"
    assert len({one["joined"].iloc[0] for one in drawn}) > 10, "it is a draw"


def test_ties_start_within_the_presence_of_their_partners():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2019-09-01"}, {"id": "b", "joined": "2018", "left": "2020-03-31"}],
        [{"source": "a", "target": "b", "start": "2019", "end": "2020"}],
    )
    for seed in range(30):
        tie = coalition.draw_dates(seed).ties.iloc[0]
        assert "2019-09-01" <= tie["start"] <= "2019-12-31"
        assert "2020-01-01" <= tie["end"] <= "2020-03-31"


def test_days_open_and_blank_stay():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2019-05-01", "left": ".."}, {"id": "b"},
         {"id": "c", "joined": "../2020"}]
    )  # fmt: skip
    assert not coalition.coarse_dates
    assert coalition.draw_dates(1).partners.equals(coalition.partners)


def test_the_order_of_rows_changes_no_draw():
    partners = [{"id": f"p{one}", "joined": str(2018 + one % 3)} for one in range(9)]
    ties = [
        {"source": f"p{one}", "target": f"p{(one + 1) % 9}", "start": "2020"} for one in range(9)
    ]
    one = leco.Coalition.from_frames(partners, ties).draw_dates(3)
    other = leco.Coalition.from_frames(partners[::-1], ties[::-1]).draw_dates(3)
    for table, key in (("partners", ["id"]), ("ties", ["source", "target"])):
        found = [c.tables[table].sort_values(key, ignore_index=True) for c in (one, other)]
        assert found[0].equals(found[1])


def test_a_partner_stays_until_a_tie_surely_started_and_a_tie_starts_while_it_is_there():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2020-01-01", "left": "2023"}, {"id": "b", "joined": "2020-01-01"},
         {"id": "c", "joined": "2020-01-01", "left": "2023"}, {"id": "d", "joined": "2023"}],
        [{"source": "a", "target": "b", "start": "2023-09-01"},
         {"source": "c", "target": "b", "start": "2023"},
         {"source": "d", "target": "b", "end": "2023-03-01"}],
        affiliations=[{"person": "z", "organisation": "a"}],
    )  # fmt: skip
    for seed in range(40):
        drawn = coalition.draw_dates(seed)
        partners = drawn.partners.set_index("id")
        assert partners.loc["a", "left"] >= "2023-09-01"
        assert drawn.ties["start"].iloc[1] <= partners.loc["c", "left"]
        assert partners.loc["d", "joined"] <= "2023-03-01"


def test_a_tie_seen_at_a_wave_holds_then():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}],
        [{"source": "a", "target": "b", "wave": "2020-06", "start": "2020"}],
    )
    assert all(
        coalition.draw_dates(seed).ties["start"].iloc[0] <= "2020-06-30" for seed in range(40)
    )
