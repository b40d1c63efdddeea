"""Everything that can be written comes back the same: any words, any columns, any tables."""

import contextlib
import shutil
import unicodedata

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import leco
from leco.testing import coalitions


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("written")


def _again(coalition, path):
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    return leco.read(leco.write(coalition, path))


def _same(one, other, but=()):
    """Compare tables cell by cell; the numbers of the rows may differ (a file has a header)."""
    assert set(one.tables) - set(but) == set(other.tables) - {"coalition", *but} | (
        {"coalition"} & set(one.tables)
    )
    for name, frame in one.tables.items():
        if name not in but:
            again = other.tables[name].reset_index(drop=True)[list(frame.columns)]
            blank = [column for column in frame.columns if frame[column].isna().all()]
            assert again[blank].isna().all(axis=None), name
            expected = frame.reset_index(drop=True)
            pd.testing.assert_frame_equal(again.drop(columns=blank), expected.drop(columns=blank))


def _trimmed(text):
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\ufeff", "").strip()


# Text as a cell can hold it: any sign but surrogates, NUL and the edges that reading trims.
CELLS = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1, max_size=15)
    | st.sampled_from(["NA", "None", "null", "NaN", "nan", "TRUE", "1.0", "007", "1e5", "#N/A", "-", "'",
                       "=1+1", "+32 89", "-3", "-tje", "@home", "'=x", "''-", "''@", "a,b;c|d", 'say "hi"', "line\nline",
                       "_x000D_", "<b>&amp;</b>", "http://x.be", "2020-01-01", "sep=;", "日本", "🙂", "ﬁ"])
).map(_trimmed).filter(bool)  # fmt: skip


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
@given(ids=st.lists(CELLS, min_size=1, max_size=5, unique=True), data=st.data())
def test_any_words_in_any_column_come_back(place, suffix, ids, data):
    cell = st.none() | CELLS
    partners = pd.DataFrame(
        {"id": ids} | {
            column: pd.Series([data.draw(cell) for _ in ids], dtype="str")
            for column in ("name", "sector", "offers", "Opmerking", "x y")
        }
    )  # fmt: skip
    ties = pd.DataFrame({
        "source": [ids[0]] * len(ids), "target": ids,
        "kind": pd.Series([data.draw(cell) for _ in ids], dtype="str"),
        "weight": [data.draw(st.floats(1e-6, 1e12)) for _ in ids],
    })  # fmt: skip
    coalition = leco.Coalition.from_frames(partners, ties, name=data.draw(CELLS))
    again = _again(coalition, place / f"words{suffix}")
    _same(coalition, again)
    assert again.name == coalition.name


DATES = st.sampled_from(
    ["2019", "2019-Q2", "14/03/2019", "2019~", "../2020", "2018/2020", "2019-02", "K3 2019"]
)


ENDS = st.sampled_from(["2024", "..", "heden", "2024/..", "2023-12-31"])


@st.composite
def _full(draw):
    """Draw a coalition with every typed table."""
    ids = ["a", "NA", "=c", "Huis v/h Kind"]
    one = st.sampled_from(ids)
    maybe = lambda strategy: st.none() | strategy  # noqa: E731 - a strategy in one word
    rows = lambda **columns: draw(  # noqa: E731 - a strategy in one word
        st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=4)
    )
    spell = {"start": maybe(DATES), "end": maybe(ENDS)}
    flags = maybe(st.sampled_from(["ja", "nee", True, False, "x", 0, 1]))
    numbers = maybe(st.sampled_from(["1.5", "2", 3, 0.25, "1e-3"]))
    return leco.Coalition.from_frames(
        [{"id": name, "joined": draw(maybe(DATES)), "left": draw(maybe(ENDS)),
          "tier": draw(maybe(st.sampled_from(["kern", "breed", "core", "former"]))),
          "entity": draw(maybe(st.sampled_from(["organisatie", "person"])))} for name in ids],
        rows(source=one, target=one, weight=numbers, directed=flags, kind=maybe(CELLS), **spell),
        activities=[{"activity": "m1", "name": draw(maybe(CELLS))}, {"activity": "m2"}],
        participations=rows(partner=one, activity=st.sampled_from(["m1", "m2"]), **spell),
        memberships=rows(partner=one, tier=st.sampled_from(["core", "breed"]), **spell),
        respondents=[{"wave": "T1", "partner": name, "answered": draw(flags)} for name in ids[:2]],
        needs=[{"need": draw(CELLS), "weight": draw(numbers), "providers_wanted": 2}],
        ratings=rows(item=CELLS, rater=one, score=maybe(st.sampled_from([-1.5, 0, 3, "7"]))),
        affiliations=rows(person=CELLS, organisation=one, **spell),
        coalition=[{"name": draw(CELLS), "objective": draw(maybe(CELLS)), "Kleur": "rood"}],
        dagboek=pd.DataFrame({"dag": ["1", "2"], "=tekst": [draw(CELLS), draw(CELLS)]}, dtype="str"),
    )  # fmt: skip


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
@given(coalition=_full())
def test_every_table_comes_back(place, suffix, coalition):
    again = _again(coalition, place / f"full{suffix}")
    _same(coalition, again)
    pd.testing.assert_frame_equal(_again(again, place / f"twice{suffix}").ties, again.ties)


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
@given(coalition=coalitions())
def test_dated_tables_come_back(place, suffix, coalition):
    _same(coalition, _again(coalition, place / f"dated{suffix}"))


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
@pytest.mark.parametrize("name", ["limburg", "europe", "simulated"])
def test_the_examples_come_back(tmp_path, suffix, name):
    for label, coalition in leco.datasets.load(name).items():
        _same(coalition, leco.read(leco.write(coalition, tmp_path / f"{label}{suffix}")))


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
@pytest.mark.parametrize(
    "cell", ["x\ry", "x\r\ny", "x\ny", "\x0b in between", "tab\there", "x\u2028y", "x\x85y"]
)
def test_lines_within_a_cell_come_back(tmp_path, suffix, cell):
    coalition = leco.Coalition.from_frames([{"id": "a", "name": f"({cell})"}, {"id": "b"}])
    assert _again(coalition, tmp_path / f"x{suffix}").partners["name"].iloc[0] == f"({cell})"


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
def test_a_table_leco_does_not_know_stays_what_it_is(tmp_path, suffix):
    # Its headers look like those of ties, but its name says that it is something else.
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}], stromen=pd.DataFrame({"source": ["x"], "target": ["y"]}, dtype="str"),
        lijst=pd.DataFrame({"partner": ["zz"], "meeting": ["m"]}, dtype="str"),
    )  # fmt: skip
    again = _again(coalition, tmp_path / f"x{suffix}")
    assert {"partners", "stromen", "lijst"} <= set(again.tables)
    assert not again.ties_known


@pytest.mark.parametrize("column", ["=cmd", "a,b", 'say "x"', "+1", "naïef", "2020"])
@pytest.mark.parametrize("suffix", ["", ".xlsx"])
def test_headers_of_any_shape_come_back(tmp_path, column, suffix):
    coalition = leco.Coalition.from_frames([{"id": "a", column: "v"}])
    assert _again(coalition, tmp_path / f"x{suffix}").partners[column].tolist() == ["v"]


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
@pytest.mark.parametrize("called", ["PROGRAMME", "objective", "naam", "Genk"])
@pytest.mark.parametrize("more", [{}, {"words": "x"}, {"words": "x", "place": "y"}])
def test_a_coalition_may_be_called_like_a_column(tmp_path, called, more, suffix):
    # name,words / objective,x could also be read as two keys with their values.
    coalition = leco.Coalition.from_frames([{"id": "a"}], coalition=[{"name": called, **more}])
    again = _again(coalition, tmp_path / f"x{suffix}")
    assert again.about == {"name": called, **more}
    assert again.name == called


# --- what is written, and where ---------------------------------------------------------------


def test_what_is_written_is_utf8_with_a_point_and_no_live_formula(tmp_path):
    coalition = leco.Coalition.from_frames(
        [{"id": "é", "joined": "2019-Q2"}, {"id": "=HYPERLINK(1)"}, {"id": "-3"}],
        [{"source": "é", "target": "=HYPERLINK(1)", "weight": "1,5", "directed": "ja"}],
    )
    folder = leco.write(coalition, tmp_path / "x")
    assert (
        folder / "partners.csv"
    ).read_bytes() == "id,joined\né,2019-Q2\n'=HYPERLINK(1),\n'-3,\n".encode()
    assert (
        folder / "ties.csv"
    ).read_text() == "source,target,weight,directed\né,'=HYPERLINK(1),1.5,yes\n"
    sheet = openpyxl.load_workbook(leco.write(coalition, tmp_path / "x.xlsx"))["partners"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert [(sheet[f"A{row}"].value, sheet[f"A{row}"].data_type) for row in (3, 4)] == [
        ("=HYPERLINK(1)", "s"), ("-3", "s"),
    ]  # fmt: skip


def test_a_cell_too_long_for_a_workbook(tmp_path):
    long = leco.Coalition.from_frames([{"id": "a"}], extra=pd.DataFrame({"x": ["y" * 40_000]}))
    with pytest.raises(leco.FormatError, match="does not fit"):
        leco.write(long, tmp_path / "x.xlsx")
    _same(long, leco.read(leco.write(long, tmp_path / "x")))


def test_a_name_of_a_table_never_leads_out_of_the_folder(tmp_path):
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}], **{"../outside": pd.DataFrame({"x": ["1"]})}
    )
    with contextlib.suppress(leco.LecoError):  # refused: as good
        leco.write(coalition, tmp_path / "deep" / "inside")
    assert [one.name for one in (tmp_path / "deep").glob("*")] in ([], ["inside"])


@pytest.mark.parametrize(
    "names", [["a:b"], ["x" * 32 + "1", "x" * 32 + "2"], ["Rooms", "rooms"], ["a/b"], ["'a'"]]
)
@pytest.mark.parametrize("suffix", ["", ".xlsx"])
def test_names_of_tables_that_a_file_cannot_bear(tmp_path, names, suffix):
    others = {name: pd.DataFrame({"x": ["1"]}, dtype="str") for name in names}
    coalition = leco.Coalition.from_frames([{"id": "a"}], **others)
    refused = ""
    try:
        again = _again(coalition, tmp_path / f"x{suffix}")
    except leco.LecoError as error:
        refused = str(error)
    if refused:
        assert any(name[:31] in refused for name in names)
    else:
        assert set(names) <= set(again.tables)


def test_writing_over_itself_and_never_over_another(tmp_path):
    coalition = leco.Coalition.from_frames([{"id": "a"}], name="x")
    leco.write(coalition, tmp_path / "x")
    assert leco.read(leco.write(coalition.with_partners([{"id": "b"}]), tmp_path / "x")).name == "x"
    (tmp_path / "x" / "sites.csv").write_text("site\ns\n")
    with pytest.raises(leco.LecoError, match=r"sites\.csv"):
        leco.write(coalition, tmp_path / "x")
    (tmp_path / "file").write_text("x")
    with pytest.raises(leco.LecoError, match="is a file"):
        leco.write(coalition, tmp_path / "file")
