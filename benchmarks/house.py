"""How simple the house is: lines, names, long functions, import cost, and two walks through it.

    python benchmarks/house.py                 # this tree
    python benchmarks/house.py ../other        # this tree beside another checkout

A walk counts what one cell of a file enters on its way: a strength in ``ties.csv`` to a number in
the report, and a partner's sector to a label on a figure.
"""

import ast
import io
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import tokenize
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
LONGEST = 12  # functions shown
STARTS = 9  # interpreters started to time the import

WALK = """
import json, sys, tempfile, pathlib
import leco
folder = pathlib.Path(tempfile.mkdtemp())
(folder / "partners.csv").write_text("id;sector\\na;care\\nb;youth\\nc;care\\n")
(folder / "ties.csv").write_text("van;naar;sterkte\\na;b;1,5\\nb;c;2\\n")
root = str(pathlib.Path(leco.__file__).parent) + "/"
def read():
    return leco.read(folder)
def once():
    {call}
once()  # what is loaded on a first call is not a step of the walk
steps = []
def follow(frame, event, _):
    file = frame.f_code.co_filename
    if event == "call" and file.startswith(root):
        steps.append((file.removeprefix(root), frame.f_code.co_qualname))
sys.setprofile(follow)
once()
sys.setprofile(None)
files = [file for file, _ in steps]
print(json.dumps({{
    "files": list(dict.fromkeys(files)),
    "crossings": sum(a != b for a, b in zip(files, files[1:])),
    "functions": len(set(steps)),
}}))
"""
WALKS = {
    "a strength, to a number": "leco.constraint(read(), weight='weight').frame",
    "a strength, to the report": "leco.write_report([read()], folder / 'r.html', by='sector')",
    "a sector, to a label on a figure": "leco.brokerage_roles(read(), by='sector').plot()",
}


def code_lines(source: str) -> int:
    """Count lines that hold code: no blank ones, comments or docstrings."""
    docs: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(
            node
        ):
            first = node.body[0]
            docs.update(range(first.lineno, first.end_lineno + 1))
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
               tokenize.ENDMARKER}  # fmt: skip
    held: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in skipped:
            held.update(range(token.start[0], token.end[0] + 1))
    return len(held - docs)


def functions(path: Path, root: Path):
    """List every function of a file with its lines of code."""
    source = path.read_text("utf-8")
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            body = "".join(lines[node.lineno - 1 : node.end_lineno])
            pad = len(body) - len(body.lstrip())
            plain = "\n".join(line[pad:] for line in body.splitlines())
            yield code_lines(plain), f"{path.relative_to(root)}:{node.name}"


def run(tree: Path, code: str, *flags: str) -> str:
    """Run code with the leco of a tree."""
    place = {**os.environ, "PYTHONPATH": str(tree / "src"), "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, *flags, "-c", code], env=place, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def cpu(tree: Path, code: str) -> float:
    """Give the middle CPU time of an interpreter that runs code, in milliseconds."""
    measured = f"import time; at = time.process_time(); {code}; print(time.process_time() - at)"
    return 1000 * statistics.median(float(run(tree, measured)) for _ in range(STARTS))


def wheel(tree: Path) -> float:
    """Give the size of the wheel in kB; NaN, and why, where it cannot be built here."""
    with tempfile.TemporaryDirectory() as folder:
        # In a place of its own, where what it is built with (hatchling) is fetched.
        done = subprocess.run(
            [sys.executable, "-m", "build", "--wheel", "--outdir", folder, tree],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            why = "".join((done.stderr or done.stdout).strip().splitlines()[-1:])
            print(f"{tree.name}: no wheel, which takes `pip install build` and a network: {why}",
                  file=sys.stderr)  # fmt: skip
            return math.nan
        (built,) = Path(folder).glob("*.whl")
        return built.stat().st_size / 1000


def measured(tree: Path) -> tuple[dict[str, float], list[tuple[int, str]], dict[str, list[str]]]:
    """Measure one tree."""
    root = tree / "src" / "leco"
    files = sorted(root.rglob("*.py"))
    texts = [file.read_text("utf-8") for file in files]
    long = sorted((one for file in files for one in functions(file, root)), reverse=True)
    tests = [file.read_text("utf-8") for file in (tree / "tests").rglob("*.py")]
    found: dict[str, float] = {
        "files": len(files),
        "lines": sum(len(text.splitlines()) for text in texts),
        "lines of code": sum(map(code_lines, texts)),
        "longest file, lines": max(len(text.splitlines()) for text in texts),
        "functions": len(long),
        "functions over 40 lines of code": sum(size > 40 for size, _ in long),
        "longest function, lines of code": long[0][0],
        "lines of code in tests": sum(map(code_lines, tests)),
        "public names": int(run(tree, "import leco; print(len(leco.__all__))")),
        "measures": int(run(tree, "import leco; print(len(leco.measures()))")),
        "modules loaded by import leco": int(
            run(tree, "import sys; n = len(sys.modules); import leco; print(len(sys.modules) - n)")
        ),
        "import leco, ms of CPU": cpu(tree, "import leco"),
        "a first measure, ms of CPU": cpu(
            tree, "import networkx, leco; leco.density(networkx.path_graph(3))"
        ),
        "wheel, kB": wheel(tree),
    }
    paths = {}
    for name, call in WALKS.items():
        step = json.loads(run(tree, WALK.format(call=call)))
        paths[name] = step["files"]
        found[f"{name}: files"] = len(step["files"])
        found[f"{name}: crossings"] = step["crossings"]
        found[f"{name}: functions"] = step["functions"]
    return found, long[:LONGEST], paths


def shown(value: float) -> str:
    """Write a number; a dash where it is not known."""
    return "–" if math.isnan(value) else f"{value:,.0f}"


def main() -> None:
    """Print the table."""
    trees = [HERE, *map(Path, sys.argv[1:])]
    columns = [measured(tree.resolve()) for tree in trees]
    print("| |" + "".join(f" {tree.resolve().name} |" for tree in trees))
    print("|---|" + "---:|" * len(trees))
    for name in columns[0][0]:
        print(f"| {name} |" + "".join(f" {shown(column[0][name])} |" for column in columns))
    for tree, (_, long, paths) in zip(trees, columns, strict=True):
        print(f"\n{tree.resolve().name}: longest functions, lines of code")
        for size, name in long:
            print(f"  {size:4} {name}")
        for name, files in paths.items():
            print(f"\n{tree.resolve().name}: {name}\n  " + "\n  ".join(files))


if __name__ == "__main__":
    main()
