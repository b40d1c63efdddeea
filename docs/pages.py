"""The pages that are written from the code when the documentation is built.

`conf.py` writes them; a test asks whether every public name stands on one of them.
"""

import inspect
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, get_args, get_type_hints

import leco
from leco import result, words
from leco.metrics.registry import Family, Measure, Need

# Titles of families that are not their names.
TITLES = {"core_periphery": "Core and periphery", "coverage": "Needs and offers",
          "integration": "Integration and agreement"}  # fmt: skip
FAMILIES = {name: TITLES.get(name, name.replace("_", " ").capitalize())
            for name in get_args(Family)}  # fmt: skip

# Rooms of the house in the order of the story, and what their page is called.
ROOMS = {
    "io": "Files in and out", "coalition": "A coalition",
    "inference": "Against chance, and how sure",
    "dynamics": "Over time", "comparison": "Side by side", "practice": "What people ask",
    "plot": "Figures", "report": "The report",
    "result": "Answers", "metrics": "Measures of your own", "testing": "Measures of your own",
    "datasets": "Bundled coalitions", "errors": "Errors and warnings",
}  # fmt: skip

# Public by their own address, not among the names of `leco` itself.
FURTHER = ("leco.datasets.limburg", "leco.datasets.europe", "leco.datasets.simulated",
           "leco.datasets.simulation.simulate", "leco.testing.graphs", "leco.testing.coalitions",
           "leco.testing.zoo", "leco.errors.Problem", "leco.plot.draw", "leco.plot.draw_map",
           "leco.plot.draw_timeline", "leco.plot.draw_tiers")  # fmt: skip

SENTENCES = json.loads(files("leco").joinpath("locale", "en.json").read_text("utf-8"))

NEEDS: dict[Need, str] = {
    "ties": "a record of ties: without one every value is NaN, with a note",
    "direction": "ties with a direction",
    "one_entity": "organisations or persons, not both together",
    "activities": "who takes part in what (participations)",
    "numbers": "a column of numbers",
}


def measures() -> dict[str, str]:
    """Give a page for each family of measures, and one that lists them all."""
    catalogue = leco.measures().values()
    lines = ["# Measures", "", "| measure | says | in Dutch | per | range | source |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    pages = {}
    for family, title in FAMILIES.items():
        own = [entry for entry in catalogue if entry.family == family]
        described = (one for entry in own for one in _measure(entry))
        pages[family] = "\n".join([f"# {title}", "", *described])
        lines += [f"| {{py:func}}`~leco.{entry.name}` "
                  f"| {words.word('measure', entry.name, 'en')} "
                  f"| {words.word('measure', entry.name, 'nl')} "
                  f"| {entry.level} | {_range(entry)} | {entry.source} |"
                  for entry in own]  # fmt: skip
    toctree = ["```{toctree}", ":hidden:", "", *FAMILIES, "```"]
    return {**pages, "index": "\n".join([*lines, "", *toctree, ""])}


def _range(entry: Measure) -> str:
    return " to ".join(words.number(float(bound), "en") for bound in entry.bounds)


def _measure(entry: Measure) -> Iterator[str]:
    """Describe one measure: its docstring, then what only the catalogue and the words know."""
    yield f"## {entry.name}\n"
    yield f"```{{eval-rst}}\n.. autofunction:: leco.{entry.name}\n```\n"
    facts = {
        "Range": _range(entry),
        "What higher means": words.text(f"higher.{entry.name}", "en"),
        "Takes": "; ".join(NEEDS[one] for one in get_args(Need) if one in entry.needs),
        "Beside chance": f'`compare` holds it against `null="{entry.null}"`, '
        f"{words.text(f'null.{entry.null}', 'en')}" if entry.null else "",
        "Beside size": "`compare` also gives it at the size of the smallest coalition"
        if entry.rarefies else "",
        "In Dutch": f"*{words.word('measure', entry.name, 'nl')}*. "
        f"{words.text(f'higher.{entry.name}', 'nl')}",
    }  # fmt: skip
    yield "\n".join(f"- **{name}**: {said}" for name, said in facts.items() if said) + "\n"
    caveats = [_blank(SENTENCES[f"note.{code}"]) for code in _notes(entry)]
    if caveats:
        yield "Notes it may carry:\n\n" + "\n".join(f"- {said}" for said in caveats) + "\n"
    answer = _answer(entry.function)
    if answer is not None:
        yield (
            f"```{{eval-rst}}\n.. autoclass:: {answer.__module__}.{answer.__name__}\n"
            f"   :members: {_members(answer)}\n   :noindex:\n```\n"
        )


def _notes(entry: Measure) -> list[str]:
    """Find the notes that the function itself may give."""
    source = inspect.getsource(inspect.unwrap(entry.function))
    return list(dict.fromkeys(re.findall(r'\b(?:Note|counted)\(\s*"(\w+)"', source)))


def _blank(said: str) -> str:
    """Show a sentence without its values: ``{count:partner|partners}`` is about many."""
    return re.sub(r"\{(\w+)(?::[^|}]*\|([^}]*))?\}", lambda place: place[2] or "…", said)


def _answer(function: Any) -> type | None:
    """Give the class of an answer that has more than `Statistic`, `Scores` and `Table` do."""
    found = get_type_hints(inspect.unwrap(function)).get("return")
    return found if inspect.isclass(found) and not hasattr(result, found.__name__) else None


def _members(answer: type) -> str:
    hidden = {"unknown", "sentence"}
    own = (
        name
        for name, one in vars(answer).items()
        if not name.startswith("_") and (callable(one) or isinstance(one, property))
    )
    return ", ".join(name for name in own if name not in hidden)


def reference() -> dict[str, str]:
    """Give a page for each room: every public name that is no measure."""
    catalogue = leco.measures()
    shown: dict[str, list[str]] = {}
    apart = {"datasets", "plot", *catalogue}
    names = [name for name in leco.__all__ if name not in apart and not name.startswith("__")]
    for name in [f"leco.{name}" for name in names] + list(FURTHER):
        thing = _thing(name)
        room = thing.__module__.split(".")[1]
        shown.setdefault(ROOMS[room], []).append(_entry(name, thing))
    pages = {}
    for title in dict.fromkeys(ROOMS.values()):
        body = "\n".join(["```{eval-rst}", *shown[title], "```", ""])
        pages[words.slug(title, "-")] = f"# {title}\n\n{body}"
    listed = "\n".join(pages)
    index = (
        "# Reference\n\nEvery public name that is no measure; measures stand in "
        f"{{doc}}`../measures/index`.\n\n```{{toctree}}\n:maxdepth: 2\n\n{listed}\n```\n"
    )
    return {**pages, "index": index}


def _thing(name: str) -> Any:
    module, _, last = name.rpartition(".")
    return getattr(__import__(module, fromlist=[last]), last)


def _entry(name: str, thing: Any) -> str:
    if not inspect.isclass(thing):
        return f".. autofunction:: {name}"
    if issubclass(thing, BaseException):
        return f".. autoexception:: {name}"
    return f".. autoclass:: {name}\n   :members:"
