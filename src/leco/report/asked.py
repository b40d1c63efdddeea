"""Questions to practice: each answered first, its evidence second, what is not known in one line.

Persons are never named: who is one is left out, or stands there as a person.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from leco import words
from leco.coalition.coalition import Coalition
from leco.errors import DataError, LecoError
from leco.plot.map_data import partner_names
from leco.practice.findings import Findings, once
from leco.practice.records import Recorded
from leco.report.how import counted
from leco.report.material import Material, listed
from leco.report.page import Answered, Entry, Grid, Section
from leco.words import Note

# So many reasons why something is not known are said; the functions say them all.
REASONS = 5


@dataclass(frozen=True)
class Told:
    """Whom a coalition can be asked about, what they are called, and in which language."""

    coalition: Coalition
    names: Mapping[str, str]
    by: str | None
    lang: str

    def name(self, key: object) -> str:
        """Call an organisation by its name; who is not known to be one is somebody."""
        return self.names.get(str(key), words.text("report.asked.somebody", self.lang))

    def all(self, keys: Iterable[object]) -> tuple[str, ...]:
        """Call each by its name."""
        return tuple(self.name(one) for one in keys)

    def say(self, notes: Iterable[Note]) -> str:
        """Say notes after each other."""
        return "; ".join(note.say(self.lang) for note in notes)

    def number(self, value: float) -> str:
        """Write a number."""
        return words.number(float(value), self.lang)

    def word(self, kind: str, code: object) -> str:
        """Say a code in words; a cell that says nothing is a dash."""
        return words.word(kind, str(code), self.lang) if isinstance(code, str) and code else "–"


Rows = Iterable[tuple[str, ...]]


@dataclass(frozen=True)
class Question:
    """One question: whom to ask, and how its evidence is laid out (keys of its columns, rows)."""

    ask: Callable[[Told], Any]
    head: tuple[str, ...]
    rows: Callable[[Any, Told], Rows]
    what: str  # the key of what is asked
    numeric: tuple[int, ...] = ()  # which columns are numbers


@dataclass
class _Heard:
    """What came of the questions of one section."""

    parts: list[Answered] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    # of each coalition: what is not known, and why
    unknown: dict[str, dict[str, tuple[Note, ...]]] = field(default_factory=dict)


def asked(material: Material, name: str, questions: Sequence[Question]) -> Section:
    """Write a section: each question answered for the coalitions that have the records for it."""
    heard = _Heard()
    told = {one: told_of(coalition, material.labelled(coalition), material.lang)
            for one, coalition in material.coalitions.items()}  # fmt: skip
    for question in questions:
        answers = {}
        for coalition, own in told.items():
            found = _answer(question, own)
            if isinstance(found, Findings) and found.known:
                answers[coalition] = found
            else:
                why = found.reasons if isinstance(found, Findings) else found
                heard.unknown.setdefault(coalition, {})[question.what] = why
        if answers:
            heard.parts.append(_answered(material, question, answers, told))
            heard.limits += [limit for one in answers.values() for limit in _limits(one, material)]
    lead = [material.say(f"{name}.lead"), *_served(material, name)]
    unknown = list(_unknown(material, heard.unknown))
    notes = [*unknown, *dict.fromkeys(heard.limits)]
    if not heard.parts:
        lead, notes = [*lead, *unknown], notes[len(unknown) :]
    return Section(name, material.say(f"{name}.heading"), tuple(lead), tuple(heard.parts),
                   tuple(notes))  # fmt: skip


def told_of(coalition: Coalition, by: str | None, lang: str) -> Told:
    """Give whom a coalition can be asked about: of persons and organisations, the organisations."""
    partners = coalition.partners
    persons = [] if "entity" not in partners.columns else [
        str(one) for one in partners["id"][(partners["entity"] == "person").to_numpy(dtype=bool)]
    ]  # fmt: skip
    organisations = coalition.without(*persons) if len(persons) < len(partners) else coalition
    names = {key: name for key, name in partner_names(coalition).items() if key not in persons}
    for table, column in (("supports", "supporter"), ("programmes", "funder")):
        frame = coalition.tables.get(table)
        if frame is not None and column in frame.columns:
            names = {str(one): str(one) for one in frame[column].dropna()} | names
    return Told(organisations, names, by, lang)


def _answer(question: Question, told: Told) -> Findings | tuple[Note, ...]:
    """Ask; where the question is refused, say why."""
    try:
        found: Findings = question.ask(told)
    except DataError as error:
        return (Note("not_on_scale", {"count": len(error.problems)}),)
    except LecoError as error:
        return (Note("refused", {"said": error}),)
    return found


def _answered(
    material: Material, question: Question, answers: Mapping[str, Findings],
    told: Mapping[str, Told],
) -> Answered:  # fmt: skip
    several = len(material.coalitions) > 1
    head = tuple(material.say(f"asked.{one}") for one in question.head)
    first = (material.say("coalition"),) if several else ()
    rows = tuple(
        ((name,) if several else ()) + row
        for name, found in answers.items() for row in question.rows(found, told[name])
    )  # fmt: skip
    verb, one = next((found.about.name, found) for found in answers.values())
    title = words.measure(verb, material.lang)
    alike: dict[str, list[str]] = {}
    for name, found in answers.items():
        alike.setdefault(found.sentence(material.lang), []).append(name)
    said = tuple(material.of(listed(names, material.lang), sentence)
                 for sentence, names in alike.items())  # fmt: skip
    numeric = tuple(place - several in question.numeric for place in range(len(first + head)))
    caption = material.say("asked.rests_on", what=title[:1].lower() + title[1:])
    return Answered(
        (Entry(title, said),), Grid(caption, first + head, rows, numeric) if rows else None,
        one.drawn(material.lang), (Entry(title, tuple(_how(verb, answers, material))),),
    )  # fmt: skip


def _how(verb: str, answers: Mapping[str, Findings], material: Material) -> Iterable[str]:
    lang = material.lang
    yield words.text(f"how.{verb}", lang)
    if source := next(iter(answers.values())).about.source:
        yield words.text("answer.source", lang, source=source)
    yield from counted(answers, lang)


def _limits(found: Findings, material: Material) -> Iterable[str]:
    if isinstance(found, Recorded):
        for one in found.limits:
            yield _sentence(one.say(material.lang))


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."


def _unknown(
    material: Material, unknown: Mapping[str, Mapping[str, tuple[Note, ...]]]
) -> Iterable[str]:
    """Say what is not known and why: once for all coalitions of which the same is not known."""
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for name, own in unknown.items():
        why = once(*(note for notes in own.values() for note in notes))
        alike.setdefault((tuple(own), tuple(_lacking(why, material.lang))), []).append(name)
    for (whats, reasons), names in alike.items():
        asked_ = [words.text(one, material.lang) for one in whats]
        shown = "; ".join(f"{one[:1].lower()}{one[1:]}" for one in asked_)
        because = "; ".join(reasons[:REASONS])
        if (more := len(reasons) - REASONS) > 0:
            because += material.say("asked.more", count=more)
        key = "asked.unknown_of" if len(material.coalitions) > 1 else "asked.unknown"
        yield material.say(key, names=listed(names, material.lang), what=shown, because=because)


def _lacking(why: Iterable[Note], lang: str) -> Iterable[str]:
    """Say what is missing: the tables together, the columns of each table together, the rest."""
    tables: list[Note] = []
    columns: dict[str, list[str]] = {}
    rest: list[str] = []
    for note in why:
        if note.code == "no_such_table":
            tables.append(note)
        elif note.code in {"no_such_column", "nothing_filled"}:
            table, column = (note.values[one].say(lang) for one in ("table", "column"))
            columns.setdefault(table, []).append(f"'{column}'")
        else:
            rest.append(note.say(lang))
    if tables:
        shown = listed([f"'{note.values['table'].say(lang)}'" for note in tables], lang)
        yield words.text("report.asked.tables", lang, count=len(tables), tables=shown)
    for table, own in columns.items():
        shown = listed(list(dict.fromkeys(own)), lang)
        yield words.text("report.asked.columns", lang, count=len(set(own)), table=table,
                         columns=shown)  # fmt: skip
    yield from rest


def _served(material: Material, name: str) -> Iterable[str]:
    """Name the questions of the study that a section serves."""
    served = []
    for one in material.coalitions.values():
        table = one.tables.get("questions")
        if table is not None and "part" in table.columns:
            parts = table["part"].fillna("").str.strip().str.casefold()
            own = parts.isin([name, *material.say(f"{name}.part").casefold().split("|")])
            served += list(table["question"][own.to_numpy(dtype=bool)])
    if served:
        yield material.say("asked.serves", questions="; ".join(dict.fromkeys(served)))


def renamed(notes: Iterable[Note], told: Told) -> tuple[Note, ...]:
    """Call the partners in notes by their names."""
    found = []
    for note in notes:
        values = dict(note.values)
        if "partner" in values:
            values["partner"] = told.name(values["partner"])
        if "partners" in values:
            values["partners"] = told.all(values["partners"])
        found.append(replace(note, values=values))
    return tuple(found)
