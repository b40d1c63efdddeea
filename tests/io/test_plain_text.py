"""Text that is plain all through is read another way, and reads the same."""

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from tests.io.files import folder as _folder

import leco
from leco.io import plain_text, tables

CELL = st.text(st.sampled_from("ab01.,;|'=+ \t\u00a0\ufeffé-"), max_size=4)
ENDS = st.sampled_from(["\n", "\r\n"])


def _both(place, content):
    """Read a table the plain way where that can be, and the careful way; as what came of it."""
    found = []
    for plain in (plain_text.plain_cells, lambda *_: None):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(tables, "plain_cells", plain)
            path = _folder(place, partners=content)
            try:
                found.append(leco.read(path).partners)
            except leco.LecoError as error:
                found.append(str(error))
    return found


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=5),
    delimiter=st.sampled_from(",;\t|"), end=ENDS, last=st.booleans(),
    title=st.sampled_from(["name", "joined", "colour", "2024", " sector"]),
)  # fmt: skip
def test_it_reads_what_the_careful_reader_reads(
    tmp_path_factory, rows, delimiter, end, last, title
):
    lines = [("id", title, "x y"), *rows]
    content = end.join(delimiter.join(line) for line in lines) + end * last
    plain, careful = _both(tmp_path_factory.mktemp("plain") / "x", content)
    if isinstance(careful, str):
        assert plain == careful
    else:
        pd.testing.assert_frame_equal(plain, careful)


def test_plain_text_is_read_as_its_distinct_cells():
    found = plain_text.plain_cells("a,1\nb,01\na,1\n", ",", 2)
    assert found[0].tolist() == ["a", "b", "a"]
    assert found[1].tolist() == ["1", "01", "1"], "not as numbers"


@pytest.mark.parametrize(
    "content",
    ["", "a\n", "a,b,c\n", "a,b\n\nc,d\n", "a,b\nc\nd,e,f\n", '"a",b\n', "a,b\r\nc,d\n", "a,b\rc,d",
     "a,b\x00\n", "a," + "b" * 200_000],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_careful_reader(content):
    assert plain_text.plain_cells(content, ",", 2) is None


def test_rows_without_anything_fall_away_and_the_rest_keep_their_numbers(tmp_path):
    path = _folder(tmp_path / "x", partners="id,joined\na,2020\n,\nb,20x0\n")
    with pytest.raises(leco.DataError) as caught:
        leco.read(path)
    assert [(one.row, one.value) for one in caught.value.problems] == [(4, "20x0")]
