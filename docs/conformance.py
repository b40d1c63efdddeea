"""The page that says which expected values the tests hold leco to, and who confirmed them.

Counted from the files under ``tests/`` when the documentation is built, so that it is never old.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent.parent / "tests"
FILES = ("brokerage", "core_periphery", "diversity_integration", "temporal_inference")
# Blocks that hold inputs, words or remarks, and no value to check.
INPUTS = {"meta", "_meta", "data", "graphs", "diversity_abundance_notes", "integration_small_notes"}
# What a whole file rests on, where its blocks do not say it one by one.
MADE_BY = {
    "brokerage": "literal definitions; R sna 2.7-1, R igraph 1.3.5, Python igraph 1.0.0, "
    "networkx 3.6.1 and influenceR 0.1.5 beside them",
    "core_periphery": "every subset of partners tried, in C",
    "temporal_inference": "every possibility enumerated",
}
STATUS = {"independent": "another program", "published": "a published table",
          "analytic": "a closed form", "definition": "the written definition, "
          "where the program named prints something else"}  # fmt: skip


def numbers(block: Any) -> int:
    """Count the numbers in a block."""
    if isinstance(block, dict):
        return sum(map(numbers, block.values()))
    if isinstance(block, list):
        return sum(map(numbers, block))
    return int(isinstance(block, (int, float)) and not isinstance(block, bool))


def said(block: Any, key: str) -> Iterator[str]:
    """Go through what a block and its parts say under a key."""
    if isinstance(block, dict):
        if isinstance(block.get(key), str):
            yield block[key]
        for part in block.values():
            yield from said(part, key)
    elif isinstance(block, list):
        for part in block:
            yield from said(part, key)


def readers(name: str, block: str) -> list[str]:
    """Name the tests (``metrics mixing``) that read a block, by its name in brackets or listed."""
    asked = re.compile(rf'(?:[A-Z]{{3,}}|reference\("{name}"\))\["{block}"\]')
    listed = f'"{block}"' if "_" in block else None
    return [
        f"{path.parent.name} {path.stem.removeprefix('test_')}"
        for path in sorted(TESTS.rglob("test_*.py"))
        if f'reference("{name}")' in (text := path.read_text("utf-8"))
        and (asked.search(text) or (listed and listed in text))
    ]


def confirmed(name: str, block: Any) -> str:
    """Say who made the numbers of a block: the programs named, else what the file rests on."""
    programs = dict.fromkeys([*said(block, "checked_by"), *said(block, "source")])
    shown = [one for one in programs if not one.startswith("networkx.")]
    kinds = dict.fromkeys(STATUS[one] for one in said(block, "status") if one in STATUS)
    return "; ".join([*kinds, *shown]) or MADE_BY.get(name, "")


def expected_failures() -> Iterator[tuple[str, str]]:
    """Go through the tests that must fail as long as a peer is not mended, with the reason."""
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.xfail":
                    given = {one.arg: ast.literal_eval(one.value) for one in mark.keywords
                             if isinstance(one.value, ast.Constant)}  # fmt: skip
                    if not given["strict"]:
                        raise ValueError(f"{path.name}: {node.name} may pass unnoticed")
                    yield node.name, given["reason"]


def tests_of() -> Iterator[tuple[str, int, int]]:
    """Count test functions, and the comments that say where a number comes from, per folder."""
    for folder in sorted({path.parent for path in TESTS.rglob("test_*.py")}):
        texts = [path.read_text("utf-8") for path in folder.glob("test_*.py")]
        functions = sum(len(re.findall(r"^def test_", text, re.MULTILINE)) for text in texts)
        yield str(folder.relative_to(TESTS.parent)), len(texts), functions


def page() -> str:
    """Write the page."""
    lines = [
        "# Conformance", "",
        "What leco answers is held to values that others found: other programs, published tables,",
        "closed forms, literal definitions, every possibility tried. The tests read them from",
        "`tests/reference/`; this page is counted from there when it is built. Values worked out",
        "by hand stand in the tests themselves, each with a comment that says so.", "",
        "## Reference values", "",
        "| file: block | numbers | confirmed by | read by the tests of |", "|---|---:|---|---|",
    ]  # fmt: skip
    total, unread = 0, []
    for name in FILES:
        held = json.loads((TESTS / "reference" / f"{name}_reference.json").read_text("utf-8"))
        for block, content in held.items():
            if block in INPUTS or not numbers(content):
                continue
            by = ", ".join(readers(name, block))
            if not by:
                unread.append(f"{name}: {block}")
                continue
            total += numbers(content)
            lines.append(
                f"| {name}: {block} | {numbers(content):,} | {confirmed(name, content)} | {by} |"
            )
    lines += [
        "", f"Together {total:,} numbers (inputs that stand between them are counted too).",
        f"Kept beside them and not read by a test: {'; '.join(unread) or 'nothing'}.", "",
        "How far a value may differ stands in its file (`tolerance`): 1e-9 unless a case says",
        "else, the last printed digit for published figures, what chance allows for draws.", "",
        "## Known defects of others", "",
        "Where a peer is known to be wrong, a test expects it to differ and fails on the day it",
        "does not, so that a repair does not pass unnoticed. Whom it concerns, and what leco does",
        "instead: {doc}`../peers`.", "", "| test | what is wrong |", "|---|---|",
        *(f"| `{name}` | {reason} |" for name, reason in expected_failures()),
        "", "## Tests", "", "| folder | files | test functions |", "|---|---:|---:|",
        *(f"| `{folder}` | {files} | {count} |" for folder, files, count in tests_of()),
        "", "Most test functions run for many inputs: every measure meets a zoo of graphs, bounds,",
        "the order of rows, and random graphs and coalitions.", "",
    ]  # fmt: skip
    return "\n".join(lines)
