"""What the fuzzer and a look for its like found, as small as it can be: each once gave a traceback,
a hang or a message as long as the file.
"""

import pytest
from tests.fuzz.samples import Sample
from tests.fuzz.trial import laid, limited, outcome

import leco

LONG = "x" * 5000
TWO_MODES = b"*Vertices 3 2\n1 a\n2 b\n3 m\n*Edges\n1 3\n"

FOUND = {
    "a table of labels beside two modes": ("read", Sample(
        {"p.net": TWO_MODES, "p.labels.csv": b"partner,label\nStad,a\nSchool,b\n"}, "p.net")),
    "a table of labels in another encoding": ("read", Sample(
        {"p.net": b"*Vertices 1\n1 a\n", "p.labels.csv": "partner,label\nStad,a\n".encode("utf-16")}, "p.net")),
    "a table of labels of line ends": ("read", Sample(
        {"p.net": b"*Vertices 1\n1 a\n", "p.labels.csv": b"\n\n"}, "p.net")),
    "two columns that say the type of a tie": ("refused", Sample(
        {"w.csv": b"Source,Target,Type,Type\na,b,Directed,x\n"}, "w.csv")),
    "a number of thousands of digits in Pajek": ("refused", Sample(
        {"p.net": b"*Vertices " + b"9" * 5000}, "p.net")),
    "a vertex of thousands of digits": ("refused", Sample(
        {"p.net": b"*Vertices 1\n*Edges\n1 " + b"9" * 5000}, "p.net")),
    "a number of thousands of digits in DL": ("refused", Sample(
        {"u.dl": b"dl n=" + b"9" * 5000 + b"\ndata:\n1\n"}, "u.dl")),
    "a place of thousands of digits in DL": ("refused", Sample(
        {"u.dl": b"dl n=2 format=edgelist1\ndata:\n1 " + b"9" * 5000}, "u.dl")),
    "half a matrix that is not square": ("refused", Sample(
        {"u.dl": b"dl nr=3 nc=2 format=lowerhalf diagonal present\ndata:\n1\n1 1\n1 1 1\n"}, "u.dl")),
    "a long word in a message": ("refused", Sample(
        {"p.net": f"*Vertices 1\n{LONG} a\n".encode()}, "p.net")),
    "a long label in a matrix": ("refused", Sample(
        {"m.csv": f",a,b,c,{LONG}\na,0,1,0\nb,1,0,0\nc,0,0,0\n".encode()}, "m.csv")),
    "signs that are written out in a message": ("refused", Sample(
        {"x.csv": "\ufffe\u0601\u0602".encode() * 100 + b",b\nc,d\n"}, "x.csv")),
    "a long header in a message": ("wrong data", Sample(
        {"ties.csv": f"source,target,{LONG},{LONG}\na,b,c,d\n".encode()}, "ties.csv")),
    "a header that ends a line": ("wrong data", Sample(
        {"ties.csv": "source,target,x\x85y,x\x85y\na,b,c,d\n".encode()}, "ties.csv")),
    "a strength that is no number of a place in a matrix": ("wrong data", Sample(
        {"m.csv": b",a,b,c\na,0,1e309,0\nb,1e309,0,0\nc,0,0,0\n"}, "m.csv")),
    "half a sign in JSON": ("refused", Sample(
        {"k.json": b'{"elements":[{"label":"\\ud800"}]}'}, "k.json")),
    "many columns without headers": ("wrong data", Sample(
        {"partners.csv": b"id" + b"," * 16000 + b"x\na" + b",b" * 3 + b"\n"})),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_once_found(tmp_path, name):
    kind, sample = FOUND[name]
    found, wrong, _ = outcome("once found", laid(sample, tmp_path / "x"))
    assert (found, wrong) == (kind, "")


def test_labels_of_two_modes_are_restored(tmp_path):
    _, sample = FOUND["a table of labels beside two modes"]
    found = leco.read(laid(sample, tmp_path / "x"))
    assert found.partners["id"].tolist() == ["Stad", "School"]
    assert found.participations[["partner", "activity"]].to_numpy().tolist() == [["Stad", "m"]]


def test_a_message_moves_no_cursor_and_turns_no_text_round(tmp_path):
    path = tmp_path / "ties.csv"
    path.write_text("source,target,a\x1b[2J\u202eb,a\x1b[2J\u202eb\nc,d,e,f\n", encoding="utf-8")
    with pytest.raises(leco.DataError) as caught:
        leco.read(path)
    said = caught.value.say("en")
    assert "a\ufffd[2J\ufffdb" in said
    assert not {"\x1b", "\u202e"} & set(said)


def test_half_a_sign_in_a_frame_is_a_problem_with_words():
    with pytest.raises(leco.DataError) as caught:
        leco.Coalition.from_frames([{"id": "a", "sector": "\ud800"}])
    (problem,) = caught.value.problems
    assert problem.key == "problem.half_sign"
    assert problem.hint


def test_parents_in_a_circle_are_read_and_not_followed(tmp_path):
    # a under b under c under a; d under itself.
    (tmp_path / "partners.csv").write_text("id,parent\na,b\nb,c\nc,a\nd,d\n")
    kind, wrong, _ = outcome("once found", tmp_path)
    assert (kind, wrong) == ("read", "")
    with pytest.raises(leco.LecoError, match="circle"):
        leco.read(tmp_path).fold("parent")


def test_a_long_chain_of_parents_is_followed_once():
    # Each under the next: who follows every one to the top takes 5 billion steps.
    people = [
        {"id": f"p{one}", "parent": f"p{one + 1}" if one < 99_999 else None}
        for one in range(100_000)
    ]
    found = leco.Coalition.from_frames(people)
    with limited():
        assert found.fold("parent").partners["id"].tolist() == ["p99999"]


WEIGHTS = ["nan", "NaN", "inf", "-inf", "Infinity", "1e309", "-1e309", "-1", "-0", "1e-400"]


@pytest.mark.parametrize("weight", WEIGHTS)
def test_strengths_that_are_none(tmp_path, weight):
    files = {
        "ties.csv": f"source,target,weight\na,b,{weight}\n",
        "x.graphml": f'<graphml><key id="w" for="edge" attr.name="weight"/><graph><node id="a"/><node id="b"/>'
        f'<edge source="a" target="b"><data key="w">{weight}</data></edge></graph></graphml>',
        "x.gexf": f'<gexf><graph><nodes><node id="a"/><node id="b"/></nodes><edges><edge source="a" '
        f'target="b" weight="{weight}"/></edges></graph></gexf>',
        "x.net": f"*Vertices 2\n*Edges\n1 2 {weight}\n",
        "x.dl": f"dl n=2 format=edgelist1\ndata:\n1 2 {weight}\n",
        "x.vna": f"*tie data\nfrom to strength\na b {weight}\n",
        "x.json": f'{{"graph":{{"nodes":{{"a":{{}},"b":{{}}}},"edges":[{{"source":"a","target":"b",'
        f'"metadata":{{"weight":"{weight}"}}}}]}}}}',
        "x.edges": f"a b {weight}\n",
    }  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_text(content)
        kind, wrong, _ = outcome("once found", tmp_path / name)
        assert wrong == "", name
        if kind == "read":
            # A list says with 0 that there is no tie.
            assert (name, weight) in {("x.dl", "-0"), ("x.dl", "1e-400")}
            assert len(leco.read(tmp_path / name).ties) == 0


def test_parquet_whose_own_description_is_damaged(tmp_path):
    pytest.importorskip("pyarrow")
    place = leco.write(leco.Coalition.from_frames([{"id": "a"}], []), tmp_path / "x", to="parquet")
    file = place / "partners.parquet"
    whole = file.read_bytes()
    assert b'{"index_columns"' in whole
    for broken in (b'{"index_columns\x90', b'{"index_columns,'):
        file.write_bytes(whole.replace(b'{"index_columns"', broken))
        assert outcome("once found", place)[:2] in {("refused", ""), ("read", "")}
