"""What others rely on: names, signatures, columns, the version of the JSON.

A change here is a change for everybody who uses leco: say it in the CHANGELOG, and keep the old
name for two minor versions. ``python -m tests.test_public`` pins the face as it is now.
"""

import inspect
import json
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

import leco

FILE = Path(__file__).parent / "public.json"
PINNED = json.loads(FILE.read_text("utf-8"))


def _signature(thing):
    if not callable(thing) or (inspect.isclass(thing) and issubclass(thing, BaseException)):
        return None
    found = inspect.signature(thing)
    return [
        f"{'*' if one.kind is one.KEYWORD_ONLY else ''}{one.name}"
        + ("" if one.default is one.empty else f"={one.default!r}")
        for one in found.parameters.values()
    ]


def current():
    """Describe the public face as it is now."""
    coalition = leco.datasets.simulated()["Simulated stable"]
    path = nx.DiGraph([("a", "b"), ("b", "c")])
    by = {"a": "x", "b": "y", "c": "y"}
    needs = {"offers": {"a": "room", "b": "meals"}, "needs": ["room"]}
    people = {"offers": needs["offers"], "target_groups": dict.fromkeys("ab", "families")}
    test = leco.test("density", nx.path_graph(3), null="size")
    methods = [name for name in dir(leco.Coalition) if not name.startswith("_")]
    return {
        "names": {name: _signature(getattr(leco, name)) for name in sorted(leco.__all__)},
        "Coalition": {
            name: _signature(inspect.getattr_static(leco.Coalition, name)
                             if not isinstance(inspect.getattr_static(leco.Coalition, name), classmethod)
                             else getattr(leco.Coalition, name))
            for name in methods
            if not isinstance(inspect.getattr_static(leco.Coalition, name), property)
        },
        "Coalition properties": [
            name for name in methods
            if isinstance(inspect.getattr_static(leco.Coalition, name), property)
        ],
        "answers": {
            name: sorted(one for one in dir(getattr(leco, name)) if not one.startswith("_"))
            for name in ("Scores", "Statistic", "Table", "TestResult", "Track", "Comparison")
        },
        "columns": {
            "brokerage_roles": list(leco.brokerage_roles(path, by=by).frame.columns),
            "brokerage_roles undirected": list(
                leco.brokerage_roles(path.to_undirected(), by=by).frame.columns
            ),
            "constraint": list(leco.constraint(path).frame.columns),
            "core_periphery": list(leco.core_periphery(path).frame.columns),
            "mixing_table": list(leco.mixing_table(path, by=by).frame.columns),
            "need_coverage": list(leco.need_coverage(path, **needs).frame.columns),
            "covering_set": list(leco.covering_set(path, **needs).frame.columns),
            "contributions": list(leco.contributions(path, **needs).frame.columns),
            "complementarity": list(leco.complementarity(path, **people).frame.columns),
            "test": list(test.frame.columns),
            "track": list(leco.track(coalition, "density", every="year").frame.columns),
            "compare": list(leco.compare([coalition], "density", by="sector").frame.columns),
            "comparability": list(
                leco.compare([coalition], "density", by="sector").comparability.columns
            ),
            "check": list(coalition.check().columns),
        },
        "measures": {
            name: [entry.level, list(entry.bounds), entry.null]
            for name, entry in leco.measures().items()
        },
        "schema_version": leco.density(path).to_dict()["schema_version"],
    }  # fmt: skip


@pytest.mark.parametrize("part", PINNED)
def test_the_public_face_is_as_pinned(part):
    now = json.loads(json.dumps(current()[part], default=str))
    assert now == PINNED[part], (
        "leco's public face differs from the pinned one: if that is meant, run "
        "`python -m tests.test_public` and say it in CHANGELOG.md"
    )


def test_every_measure_of_leco_is_a_public_name():
    own = {name for name, entry in leco.measures().items()
           if entry.function.__module__.startswith("leco.")}  # fmt: skip
    missing = sorted(own - set(leco.__all__))
    assert not missing, f"add to src/leco/__init__.pyi, the one list of names: {missing}"


@pytest.mark.parametrize(
    "wrong", [{"level": "partnr"}, {"family": "cohesionn"}, {"needs": ["tie"]}, {"null": "labls"}]
)
def test_a_measure_with_a_word_that_leco_does_not_know_is_refused(wrong):
    facts = {"level": "coalition", "family": "cohesion", "bounds": (0, 1), "source": "by hand"}
    (word,) = wrong
    with pytest.raises(ValueError, match=f"{word}=.*choose '"):
        leco.measure(**facts | wrong)


DOWNSTREAM = """
import networkx as nx
import leco


def busiest(path: str) -> dict[str, float]:
    coalition: leco.Coalition = leco.read(path)
    table = leco.brokerage_roles(coalition, by="sector").frame
    share: float = float(leco.density(nx.karate_club_graph()))
    found: leco.TestResult = leco.test(leco.ei_index, coalition, by="sector", null="labels", seed=1)
    track: leco.Track = leco.track(coalition, ["density"], every="year")
    return {"share": share, "p": float(found.p), "rows": float(len(track.frame) + len(table))}
"""

WRONG = """
import leco

number: str = leco.density(leco.read("x"))
leco.constraint(leco.read("x"), weigth="weight")
"""


@pytest.mark.slow
def test_a_package_that_uses_the_built_wheel_type_checks(tmp_path):
    root = Path(__file__).parents[1]
    for tool in ("build", "mypy"):
        pytest.importorskip(tool, reason="needs the development tools: pip install -e '.[dev]'")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path / "dist", root],
        check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = (tmp_path / "dist").glob("leco-*.whl")
    # Some 835 kB in November 2026, with formats, the NetworkX backend and privacy: code, formulas,
    # words in two languages, three data sets. To let it grow past this is to be decided, not to happen.
    assert wheel.stat().st_size < 900_000
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", site, wheel],
        check=True, capture_output=True,
    )  # fmt: skip
    for name, code in (("good", DOWNSTREAM), ("wrong", WRONG)):
        (tmp_path / f"{name}.py").write_text(code)

    def check(name):
        return subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", "--no-incremental", f"{name}.py"],
            cwd=tmp_path, capture_output=True, text=True, env={"MYPYPATH": str(site), "PATH": ""},
        )  # fmt: skip

    good, wrong = check("good"), check("wrong")
    assert good.returncode == 0, good.stdout
    assert wrong.stdout.count("error:") == 2, wrong.stdout
    # The installed wheel works by itself: its data came along.
    code = "import leco; print(leco.__file__); print(len(leco.datasets.europe()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True,
                          env={"PYTHONPATH": str(site)}, check=True)  # fmt: skip
    file, count = done.stdout.split()
    assert file.startswith(str(site))
    assert int(count) > 50


if __name__ == "__main__":
    face = json.dumps(current(), indent=1, default=str)
    FILE.write_text(f"{face}\n", encoding="utf-8")
