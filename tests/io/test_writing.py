"""Writing, and reading the same again."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import leco
from leco.testing import coalitions

words = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp", "Zs", "Cn"]),
    min_size=1,
    max_size=12,
)
hostile = st.one_of(
    words,
    st.sampled_from(["=1+1", "+32", "-3", "@x", "'=x", "''-", "NA", 'a "b"', "a,b;c", "x\ny"]),
)


def _same(one, other):
    assert one.tables.keys() <= other.tables.keys()
    for name, frame in one.tables.items():
        again = other.tables[name][frame.columns].reset_index(drop=True)
        pd.testing.assert_frame_equal(again, frame.reset_index(drop=True))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("written")


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
@given(
    names=st.lists(hostile, min_size=1, max_size=5, unique_by=lambda one: one.strip()),
    data=st.data(),
)
def test_any_names_come_back(place, suffix, names, data):
    import shutil
    import unicodedata

    names = list(dict.fromkeys(unicodedata.normalize("NFC", one).strip() for one in names))
    partners = [{"id": one, "note": data.draw(st.none() | words), "tier": "core"} for one in names]
    ties = [{"source": names[0], "target": one, "weight": 0.1 + place_, "directed": bool(place_ % 2)}
            for place_, one in enumerate(names)]  # fmt: skip
    made = leco.Coalition.from_frames(partners, ties, name="drawn")
    path = place / f"any{suffix}"
    shutil.rmtree(path, ignore_errors=True)
    again = leco.read(leco.write(made, path))
    assert again.partners["id"].tolist() == made.partners["id"].tolist()
    _same(leco.Coalition({key: one for key, one in made.tables.items() if key == "ties"} | {
        "partners": made.partners[["id", "tier"]]}), again)  # fmt: skip
    assert again.name == "drawn"


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
@given(coalition=coalitions())
def test_dated_tables_come_back(place, suffix, coalition):
    import shutil

    path = place / f"dated{suffix}"
    shutil.rmtree(path, ignore_errors=True)
    _same(coalition, leco.read(leco.write(coalition, path)))


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
@pytest.mark.parametrize("name", ["limburg", "europe", "simulated"])
def test_the_examples_come_back(tmp_path, suffix, name):
    for label, coalition in leco.datasets.load(name).items():
        _same(coalition, leco.read(leco.write(coalition, tmp_path / f"{label}{suffix}")))


def test_no_cell_is_a_live_formula(tmp_path):
    made = leco.Coalition.from_frames(
        [{"id": "=1+1"}, {"id": "-3"}], [{"source": "-3", "target": "=1+1"}]
    )
    leco.write(made, tmp_path / "f")
    assert (tmp_path / "f" / "partners.csv").read_text() == "id\n'=1+1\n'-3\n"
    path = leco.write(made, tmp_path / "f.xlsx")
    import openpyxl

    cells = [
        row[0] for row in openpyxl.load_workbook(path)["partners"].iter_rows(values_only=False)
    ]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    coalition = leco.Coalition.from_frames([{"id": "a"}])
    (tmp_path / "old.csv").write_text("x")
    with pytest.raises(leco.LecoError, match=r"old\.csv"):
        leco.write(coalition, tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(leco.LecoError, match="is a file"):
        leco.write(coalition, tmp_path / "file")


def test_a_cell_too_long_for_a_workbook(tmp_path):
    long = leco.Coalition.from_frames([{"id": "a"}], extra=pd.DataFrame({"x": ["y" * 40_000]}))
    with pytest.raises(leco.FormatError, match="does not fit"):
        leco.write(long, tmp_path / "x.xlsx")
    _same(long, leco.read(leco.write(long, tmp_path / "x")))
