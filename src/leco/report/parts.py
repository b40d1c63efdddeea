"""The parts of a report that practice answers, five of partnership and two around it."""

from dataclasses import replace

from leco import words
from leco.practice.admitting import Admissions, admissions
from leco.practice.contexts import LearningContexts, learning_contexts
from leco.practice.contingencies import LEVELS, SUITS
from leco.practice.experiments import Experiments, experiments
from leco.practice.forms import CooperationForm, cooperation_form
from leco.practice.governance import Governance, governance_form
from leco.practice.hats import Hats, hats
from leco.practice.invitation import Invitation, invite
from leco.practice.layers import Layers, layer_word, layers
from leco.practice.life_cycle import LifeCycle, life_cycle
from leco.practice.motives import MotiveProfile, motive_profile
from leco.practice.organising import Organising, organising
from leco.practice.readiness import Readiness, readiness
from leco.practice.risks import RiskSignals, risk_signals
from leco.practice.site_effects import SiteEffects, site_effects
from leco.practice.stages import Stage, stage
from leco.practice.supporting import SupportActors, support_actors
from leco.practice.surroundings import Surroundings, surroundings
from leco.practice.vision import Vision, vision
from leco.report.asked import Question, Rows, Told, renamed


def _stage(told: Told) -> Stage:
    found = stage(told.coalition, by=told.by or "sector")
    return replace(found, declared_by=told.names.get(found.declared_by, ""))


def _stage_rows(found: Stage, told: Told) -> Rows:
    for name, notes in found.evidence.items():
        if found.frame["says"][name] != "silent":
            yield found.row(name, told.lang), told.say(notes[:1]), told.say(notes[1:])


def _life_cycle_rows(found: LifeCycle, told: Told) -> Rows:
    for date, row in found.frame.iterrows():
        yield (str(date), told.word("life_cycle.period", row["period"]),
               told.word("life_cycle.phase", row["phase"]), *(
                   told.number(row[one]) for one in ("maturity", "client_satisfaction", "slope")
               ))  # fmt: skip


def _readiness_rows(found: Readiness, told: Told) -> Rows:
    states = {1.0: "met", 0.0: "unmet"}
    for line, met in found.frame["met"].items():
        state = words.text(f"report.asked.{states.get(met, 'open')}", told.lang)
        notes = renamed(found.evidence.get(str(line), ()), told)
        yield found.row(str(line), told.lang), state, told.say(notes)


def _form_rows(found: CooperationForm, told: Told) -> Rows:
    for row in found.history.to_dict("records"):
        begin, end = (str(row[one]) if isinstance(row[one], str) else "–"
                      for one in ("start", "end"))  # fmt: skip
        yield told.word("form", row["form"]), begin, "–" if end == ".." else end


def _vision(told: Told) -> Vision:
    found = vision(told.coalition, by=told.by)
    return replace(found, silent=told.all(found.silent))


def _vision_rows(found: Vision, told: Told) -> Rows:
    for (item, by, group), row in zip(
        found.frame.index, found.frame.to_dict("records"), strict=True
    ):
        named = words.text("report.asked.everybody", told.lang) if by == "all" else (
            words.word("tier", group, told.lang)
        )  # fmt: skip
        yield (str(item), named, told.number(row["answered"]), told.number(row["silent"]),
               told.number(100 * row["endorsing"]), told.number(row["agreement"]))  # fmt: skip


def _motive_rows(found: MotiveProfile, told: Told) -> Rows:
    columns = ("partners", "met", "not_yet", "not_observable")
    for motive, row in found.frame.iterrows():
        if row["partners"]:
            yield told.word("motive", motive), *(told.number(row[one]) for one in columns)


def _admissions(told: Told) -> Admissions:
    found = admissions(told.coalition)
    return replace(found, unseen={one: told.all(who) for one, who in found.unseen.items()})


def _admission_rows(found: Admissions, told: Told) -> Rows:
    for part, one, other, count, of in found.frame[
        ["part", "one", "other", "count", "of"]
    ].itertuples(index=False, name=None):
        which = told.name(one) if part == "introduced" else found.named(part, one, other, told.lang)
        yield found.row(part, told.lang), which, told.number(count), told.number(of)


def _invite(told: Told) -> Invitation:
    found = invite(told.coalition, by=told.by)
    return replace(
        found, front=told.all(found.front), frame=found.frame.rename(index=told.name),
        evidence={told.name(one): renamed(notes, told) for one, notes in found.evidence.items()},
        sole=found.sole and {need: told.name(who) for need, who in found.sole.items()},
    )  # fmt: skip


def _invite_rows(found: Invitation, told: Told) -> Rows:
    for criterion, missing in found.lacking(told.lang).items():
        for one in missing:
            yield words.word("criterion", criterion, told.lang), one
    for candidate, notes in found.evidence.items():
        yield candidate, told.say(notes)


def _sites(told: Told) -> SiteEffects:
    found = site_effects(told.coalition, by=told.by or "sector")
    return replace(found, on={site: told.all(who) for site, who in found.on.items()})


def _site_rows(found: SiteEffects, told: Told) -> Rows:
    for fact, value in found.frame["value"].dropna().items():
        yield found.row(str(fact), told.lang), told.number(value)
    for phase, (joined, on) in found.joiners.items():
        yield words.text("report.asked.joiners", told.lang, phase=phase), f"{on} / {joined}"


def _hat_rows(found: Hats, told: Told) -> Rows:
    for (one, other), count in found.joined.items():
        yield told.names.get(one, one), told.names.get(other, other), told.number(count)


def _governance_rows(found: Governance, told: Told) -> Rows:
    for name, row in found.frame.iterrows():
        if row["level"] != row["level"]:
            continue
        suits = [words.text(f"report.asked.{'suits' if row[form] else 'suits_not'}", told.lang)
                 for form in SUITS["trust"]]  # fmt: skip
        level = words.word("level", LEVELS[int(row["level"]) - 1], told.lang)
        yield found.row(str(name), told.lang), told.number(row["value"]), level, *suits


def _organising_rows(found: Organising, told: Told) -> Rows:
    for problem, notes in found.evidence.items():
        value = found.problems.get(problem, float("nan"))
        yield found.row(problem, told.lang), told.number(value), told.say(notes)


def _layer_rows(found: Layers, told: Told) -> Rows:
    for by, layer, ties, partners, share in found.frame.itertuples(index=False, name=None):
        yield (words.word("layer", by, told.lang), layer_word(by, layer, told.lang),
               told.number(ties), told.number(partners), told.number(100 * share))  # fmt: skip


def _experiment_rows(found: Experiments, told: Told) -> Rows:
    for name, row in found.frame.iterrows():
        yield (
            str(name),
            told.word("progress", row["status"]),
            *(told.number(row[one]) for one in ("partners", "needs", "covered", "alone", "ties")),
        )


def _context_rows(found: LearningContexts, told: Told) -> Rows:
    for kind, count in found.frame["count"].items():
        if count:
            yield (words.text("report.asked.context", told.lang), told.word("context", kind),
                   told.number(count))  # fmt: skip
    for key, counted in (("way", _ways(found)), ("goal", found.goals)):
        for one, count in counted.items():
            yield words.text(f"report.asked.{key}", told.lang), str(one), told.number(count)
    for group, barriers in found.open_thresholds.items():
        shown = ", ".join(words.word("barrier", one, told.lang) for one in barriers)
        yield words.text("report.asked.barrier", told.lang, group=group), shown, told.number(0)


def _ways(found: LearningContexts) -> dict[str, int]:
    return {str(way): int(count) for way, count in found.ways.sum().items()}


def _support_rows(found: SupportActors, told: Told) -> Rows:
    for who, row in found.frame.iterrows():
        inside = words.text("report.yes" if row["partner"] else "report.no", told.lang)
        yield str(who), told.word("support", row["role"]), told.number(row["records"]), inside
    for phase, (helped, let_in) in found.per_phase.items():
        said = words.text("report.asked.per_phase", told.lang, admissions=let_in)
        yield words.text("report.asked.in_phase", told.lang, phase=phase), said, str(helped), "–"


def _surrounding_rows(found: Surroundings, told: Told) -> Rows:
    for about, what, year, value, said in found.frame.itertuples(index=False, name=None):
        yield (words.word("surroundings.about", about, told.lang), found.row(what, told.lang),
               year or "–", told.number(value),
               ", ".join(told.word("declared", one) for one in said.split(", ")))  # fmt: skip


def _risks(told: Told) -> RiskSignals:
    found = risk_signals(told.coalition, on=True)
    return replace(found, frame=found.frame.assign(partner=told.all(found.frame["partner"])))


def _risk_rows(found: RiskSignals, told: Told) -> Rows:
    for partner, signal, value in found.frame[["partner", "signal", "value"]].itertuples(
        index=False, name=None
    ):
        yield (partner, words.text(f"risk.signal_{signal}", told.lang), told.number(value),
               words.text(f"risk.innocent_{signal}", told.lang))  # fmt: skip


# Only in a report when asked for on purpose.
SIGNALS = (
    Question(
        _risks, ("partner", "signal", "value", "innocent"), _risk_rows, RiskSignals.what, (2,),
    ),
)  # fmt: skip
PARTS: dict[str, tuple[Question, ...]] = {
    "maturity": (
        Question(_stage, ("indicator", "says", "evidence"), _stage_rows, Stage.what),
        Question(
            lambda told: life_cycle(told.coalition),
            ("date", "period", "phase", "maturity", "satisfaction", "slope"), _life_cycle_rows,
            LifeCycle.what, (3, 4, 5),
        ),
        Question(
            lambda told: readiness(told.coalition), ("line", "met_or_not", "evidence"),
            _readiness_rows, Readiness.what,
        ),
        Question(
            lambda told: cooperation_form(told.coalition), ("form", "begin", "end"), _form_rows,
            CooperationForm.what,
        ),
    ),
    "vision": (
        Question(
            _vision, ("item", "group", "answered", "silent", "endorsing", "agreement"),
            _vision_rows, Vision.what, (2, 3, 4, 5),
        ),
    ),
    "formation": (
        Question(
            lambda told: motive_profile(told.coalition),
            ("motive", "partners", "fulfilled", "not_yet", "not_observable"), _motive_rows,
            MotiveProfile.what, (1, 2, 3, 4),
        ),
        Question(
            _admissions, ("about", "which", "count", "of"), _admission_rows, Admissions.what,
            (2, 3),
        ),
        Question(_invite, ("who_or_what", "why"), _invite_rows, Invitation.what),
        Question(_sites, ("fact", "value"), _site_rows, SiteEffects.what, (1,)),
        Question(
            lambda told: hats(told.coalition, by=told.by or "sector"), ("one", "other", "persons"),
            _hat_rows, Hats.what, (2,),
        ),
    ),
    "governance": (
        Question(
            lambda told: governance_form(told.coalition),
            ("contingency", "value", "level", "shared", "lead", "nao"), _governance_rows,
            Governance.what, (1,),
        ),
    ),
    "collaboration": (
        Question(
            lambda told: organising(told.coalition), ("problem", "solved", "evidence"),
            _organising_rows, Organising.what, (1,),
        ),
        Question(
            lambda told: experiments(told.coalition),
            ("experiment", "status", "partners", "needs", "covered", "alone", "ties"),
            _experiment_rows, Experiments.what, (2, 3, 4, 5, 6),
        ),
        Question(
            lambda told: layers(told.coalition), ("by", "layer", "ties", "partners", "percent"),
            _layer_rows, Layers.what, (2, 3, 4),
        ),
    ),
    "offer": (
        Question(
            lambda told: learning_contexts(told.coalition), ("about", "which", "contexts"),
            _context_rows, LearningContexts.what, (2,),
        ),
    ),
    "support": (
        Question(
            lambda told: support_actors(told.coalition), ("supporter", "role", "records", "inside"),
            _support_rows, SupportActors.what, (2,),
        ),
        Question(
            lambda told: surroundings(told.coalition), ("about", "what", "year", "value", "said"),
            _surrounding_rows, Surroundings.what, (3,),
        ),
    ),
}  # fmt: skip
