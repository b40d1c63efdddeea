"""What importing and calling leco costs, and what it leaves alone."""

import json
import subprocess
import sys

import pytest

import leco


def _run(code, *flags):
    done = subprocess.run([sys.executable, *flags, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["leco", "leco.errors", "leco.cli"])
def test_importing_loads_nothing_heavy(module):
    heavy = (
        "numpy",
        "pandas",
        "scipy",
        "matplotlib",
        "networkx",
        "pydantic",
        "joblib",
        "rustworkx",
        "jinja2",
    )
    if module != "leco.cli":  # the shell is written with typer, which loads rich
        heavy += ("rich",)
    code = f"import sys, {module}; print([one for one in {heavy} if one in sys.modules])"
    assert _run(code, "-W", "error") == "[]"


def test_importing_leco_loads_few_modules_and_no_room_of_its_own():
    loaded = _run(
        "import sys; before = set(sys.modules); import leco; print(*set(sys.modules) - before)"
    )
    # From 3.12 on Python itself begins with fewer modules: more of its own are new then.
    assert len(loaded.split()) <= (25 if sys.version_info < (3, 12) else 30)
    assert not [one for one in loaded.split() if one.startswith("leco.")]


def test_a_measure_of_a_graph_loads_nothing_for_tables_files_or_figures():
    code = ("import sys, networkx, leco; leco.density(networkx.path_graph(3)); "
            "print([one for one in ('pydantic', 'matplotlib', 'joblib', 'rustworkx', 'jinja2', 'typer')"
            " if one in sys.modules])")  # fmt: skip
    assert _run(code) == "[]"


def test_dir_and_a_wrong_name():
    code = (
        "import leco\n"
        "assert sorted(leco.__all__) == dir(leco)\n"
        "assert len(set(leco.__all__)) == len(leco.__all__)\n"
        "try:\n    leco.densty\nexcept AttributeError as error:\n    print(error)"
    )
    assert "densty" in _run(code)


@pytest.mark.parametrize("name", sorted(leco.__all__))
def test_a_public_name_is_the_same_before_and_after_everything_is_loaded(name):
    # A module beside it of the same name would take its place once loaded.
    first, second = getattr(leco, name), getattr(leco, name)
    assert first is second
    namespace = {}
    exec(f"from leco import {name} as found", namespace)
    assert namespace["found"] is first
    if name not in {"datasets", "plot", "__version__"}:
        assert callable(first)


def test_public_names_alone_each_in_any_order():
    code = (
        "import importlib, pkgutil, leco\n"
        "first = {name: getattr(leco, name) for name in reversed(leco.__all__)}\n"
        "for one in pkgutil.walk_packages(leco.__path__, 'leco.'):\n"
        "    importlib.import_module(one.name)\n"
        "print([name for name, one in first.items() if getattr(leco, name) is not one])"
    )
    assert _run(code) == "[]"


def test_no_socket_is_opened_and_no_file_written_at_import(tmp_path):
    code = (
        "import os, socket, sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append((event, args)) if event.startswith('socket.')\n"
        "    or event == 'open' and isinstance(args[1], str) and set(args[1]) & set('wax+') else None)\n"
        "sys.dont_write_bytecode = True\n"
        "import leco\n"
        "for name in leco.__all__: getattr(leco, name)\n"
        "leco.datasets.limburg()\n"
        "print([one for one in seen if one[0].startswith('socket.') or 'matplotlib' not in str(one)])"
    )
    assert _run(code) == "[]"


CALLS = {
    "read": "leco.datasets.europe().at('2020')",
    "measure": "leco.core_periphery(c)",
    "track": "leco.track(c, ['density', 'core_share'], every='year')",
    "test": "leco.test('density', c, null='size', draws=5, seed=1)",
    "compare": "leco.compare([c], ['core_share'], draws=5, seed=1)",
    "without a seed": "leco.compare([c], ['core_share', 'bridging_ratio'], by='sector', draws=9);"
    "leco.test('density', networkx.path_graph(9), null='size', draws=9)",
    "simulate": "leco.datasets.simulate(seed=1)",
    "write": "leco.write(c, tempfile.mkdtemp() + '/x.xlsx')",
}


@pytest.fixture(scope="module")
def left_alone():
    """Make every call twice in a process of its own; give what the second one changed."""
    code = (
        "import json, locale, logging, os, random, sys, tempfile, warnings\n"
        "import numpy as np, networkx\n"
        "filters, sockets, found = len(warnings.filters), [], {}\n"
        "sys.addaudithook(lambda event, _: sockets.append(event) if event.startswith('socket.') else None)\n"
        "import pandas as pd, scipy.sparse, leco\n"
        "c = leco.datasets.simulate(seed=3, years=2)\n"
        "def world():\n"
        "    log = logging.getLogger()\n"
        "    return (random.getstate(), np.random.get_state()[1].tolist(), list(warnings.filters), log.level,\n"
        "            list(log.handlers), logging.getLogger('leco').handlers, os.getcwd(), dict(os.environ),\n"
        "            locale.setlocale(locale.LC_ALL), np.geterr(), pd.get_option('display.max_rows'))\n"
        f"for name, call in {CALLS}.items():\n"
        "    exec(call)\n"  # once: what libraries do when first loaded is theirs
        "    random.seed(1); np.random.seed(1)\n"
        "    before = world()\n"
        "    exec(call)\n"
        "    changed = [place for place, (a, b) in enumerate(zip(before, world())) if a != b]\n"
        "    found[name] = changed, sockets[:], len(warnings.filters) - filters\n"
        "print(json.dumps(found))"
    )
    return json.loads(_run(code, "-W", "error"))


@pytest.mark.parametrize("call", CALLS)
def test_a_call_leaves_the_caller_s_world_alone(call, left_alone):
    changed, sockets, filters = left_alone[call]
    assert (changed, sockets) == ([], [])
    # pandas and matplotlib may add filters of their own when imported; leco adds none.
    assert filters <= 8
