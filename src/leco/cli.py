"""The shell: ``leco check``, ``measure``, ``test``, ``track``, ``compare`` and others.

Tables go to the terminal, or with ``--format csv`` or ``json`` to a pipe, or with ``--out`` to
a file. Exit code 0: fine; 1: the data have problems; 2: wrong usage. Everything heavy is
imported inside the commands, so that ``leco --help`` answers at once.
"""

import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from leco import __version__, cli_data, words
from leco.errors import DataError, FormatError, LecoError
from leco.options import (
    At as _At,
    By as _By,
    Every as _Every,
    Format as _Format,
    Interval as _Interval,
    Jobs as _Jobs,
    Kind as _Kind,
    Lang as _Lang,
    Measures as _Measures,
    Out as _Out,
    Path_ as _Path,
    Paths as _Paths,
    Persons as _Persons,
    Seed as _Seed,
    Weight as _Weight,
)
from leco.terminal import (
    asked_language,
    bar,
    busy,
    emit as _emit,
    read as _read,
    refusal,
    write as _write,
    write_json as _write_json,
)

if TYPE_CHECKING:
    from leco.dynamics.tracking import Around
    from leco.kernels.nulls import Null

app = typer.Typer(
    name="leco",
    help="Network analysis of coalition formation: read, check, measure, follow, compare, report.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for _command in (
    cli_data.new, cli_data.check, cli_data.describe, cli_data.convert, cli_data.example,
    cli_data.pseudonymise, cli_data.leftovers,
):  # fmt: skip
    app.command()(_command)


def main() -> None:
    """Run the shell; turn leco's own errors into a message and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows pipe lacks some signs, such as the mathematical minus: show a mark instead.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        sys.exit(app(prog_name="leco", standalone_mode=False))
    except (DataError, FormatError) as error:
        typer.echo(error.say(asked_language()), err=True)
        sys.exit(1)
    except typer.Abort:
        sys.exit(130)
    except (LecoError, ValueError, OSError, typer.TyperException) as error:
        typer.echo(f"leco: {refusal(error, asked_language())}", err=True)
        sys.exit(2)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"leco {__version__}")
        raise typer.Exit


@app.callback()
def _app(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def measures(
    lang: _Lang = None,
    form: _Format = "table",
    out: _Out = None,
) -> None:
    """List every measure: what it says, per what, its range and its source."""
    import pandas as pd

    import leco

    rows = [
        {
            "measure": name,
            "says": words.word("measure", name, lang),
            "per": entry.level,
            "lowest": entry.bounds[0],
            "highest": entry.bounds[1],
            "parameters": ", ".join(entry.parameters),
            "source": words.source(name, entry.source, lang),
        }
        for name, entry in leco.measures().items()
    ]
    frame = pd.DataFrame(rows)
    if form == "table" and out is None:  # as much as a terminal is wide; csv and json have all
        ends = (frame.pop(side).astype(float) for side in ("lowest", "highest"))
        low, high = ([words.number(end, lang) for end in side] for side in ends)
        frame["range"] = [f"{one} – {other}" for one, other in zip(low, high, strict=True)]
        frame["per"] = [words.word("level", one, lang) for one in frame["per"]]
        shown = ("measure", "says", "per", "range")
        frame = frame[list(shown)].set_axis(
            [words.word("shell", one, lang) for one in shown], axis=1
        )
    _emit(frame, form, out, lang, index=False)


@app.command()
def measure(
    name: Annotated[str, typer.Argument(help="A measure, such as density or hill_number:order=2.")],
    path: _Path,
    by: _By = None,
    weight: _Weight = None,
    kind: _Kind = None,
    at: _At = None,
    partner: Annotated[
        str | None, typer.Option(help="Say which pairs this partner stands between.")
    ] = None,
    persons: _Persons = False,
    lang: _Lang = None,
    form: _Format = "table",
    out: _Out = None,
) -> None:
    """Measure one coalition, and say what the answer means."""
    from leco.metrics.broker_pairs import Brokerage
    from leco.metrics.calls import resolve
    from leco.result import Answer, Scores

    coalition = _read(path, kind, lang, persons=persons)
    asked = coalition.at(at) if at else coalition
    if name == "integration":  # with the gate and the problems that the tables fill in
        from leco.practice.profile import profile

        answer: Answer = profile(asked, by=by or "sector")
    else:
        answer = resolve(name).given(by=by, weight=weight).run(asked)
    if partner is not None:
        if not isinstance(answer, Brokerage):
            raise LecoError.of("no_pairs", name=name)
        if form == "table" and out is None:
            _write(answer.explain(lang, partner=partner), out)
        else:
            _emit(answer.pairs(partner), form, out, lang, index=False)
        return
    if form == "json":
        _write_json(answer.to_dict(), out)
        return
    if isinstance(answer, Scores):
        _emit(answer.frame, form, out, lang)
    elif form == "csv" or out is not None:
        from leco.result import long_frame

        _emit(long_frame(answer.rows(coalition.name)), form, out, lang, index=False)
    if form == "table":
        typer.echo(answer.explain(lang))


@app.command("test")
def hold(
    measures: Annotated[str, typer.Argument(help="A measure, or several separated by commas.")],
    path: _Path,
    null: Annotated[str, typer.Option(help="What chance keeps: labels, size, dyads, degree, "
                                      "two_mode_degree, reattach or arrival.")],
    by: _By = None, weight: _Weight = None, kind: _Kind = None, at: _At = None,
    within: Annotated[str | None, typer.Option(help="Shuffle labels inside this column.")] = None,
    draws: Annotated[int, typer.Option(help="Draws, when not all can be tried.")] = 999,
    jobs: _Jobs = 1,
    seed: _Seed = 1, persons: _Persons = False, lang: _Lang = None, form: _Format = "table",
    out: _Out = None,
) -> None:  # fmt: skip
    """Hold measures against what chance would give."""
    from leco.inference.permutation import test as held

    coalition, asked = _read(path, kind, lang, persons=persons), _listed(measures)
    with bar("drawing") as progress:
        found = held(
            asked[0] if len(asked) == 1 else asked, coalition.at(at) if at else coalition, by=by,
            weight=weight, null=cast("Null", null), within=within, draws=draws, seed=seed,
            n_jobs=jobs, progress=progress,
        )  # fmt: skip
    if form == "json":
        _write_json(found.to_dict(), out)
        return
    shown = found.frame.reset_index()
    shown["key"] = [", ".join(map(str, key)) if isinstance(key, tuple) else key
                    for key in shown["key"]]  # fmt: skip
    _emit(shown, form, out, lang, index=False)
    if form == "table" and out is None:
        typer.echo(found.explain(lang))


@app.command()
def track(
    path: _Path,
    measures: _Measures,
    every: _Every = "year",
    by: _By = None,
    weight: _Weight = None,
    kind: _Kind = None,
    interval: _Interval = None,
    jobs: _Jobs = 1,
    seed: _Seed = 1,
    persons: _Persons = False,
    lang: _Lang = None,
    form: _Format = "table",
    out: _Out = None,
) -> None:
    """Follow measures over time, one row per moment (csv and json: tidy, one row per value)."""
    from leco.dynamics.tracking import track as follow

    coalition = _read(path, kind, lang, persons=persons)
    with busy("following"):
        found = follow(
            coalition, _listed(measures), every=_moments(every), by=by, weight=weight, seed=seed,
            interval=cast("Around | None", interval), n_jobs=jobs,
        )  # fmt: skip
    if form == "table" and out is None:
        _emit(found.wide().droplevel("coalition"), form, out, lang)
        if interval is not None:
            _emit(found.around().drop(columns="coalition"), form, out, lang, index=False)
        typer.echo(found.explain(lang))
    else:
        _emit(found.frame, form, out, lang, index=False)


@app.command("shrinking-core")
def shrinking_core(
    path: _Path,
    every: _Every = "year",
    kind: _Kind = None,
    seed: _Seed = 1,
    draws: Annotated[int, typer.Option(help="Draws for the share; 0 leaves it out.")] = 99,
    figure: Annotated[
        Path | None, typer.Option(help="Draw core and periphery over time (.png, .svg, .pdf).")
    ] = None,
    persons: _Persons = False,
    lang: _Lang = None,
    form: _Format = "table",
    out: _Out = None,
) -> None:
    """Tell whether the core shrinks while the periphery expands, and how sure that is."""
    from leco.dynamics.core_change import shrinking_core as tell

    coalition = _read(path, kind, lang, persons=persons)
    with busy("following"):
        found = tell(coalition, every=_moments(every), seed=seed, draws=draws)
    if figure is not None:
        from leco.io.whole import replacing
        from leco.plot.figures import draw as drawn, panels

        drawing, axes = panels(1, height=3.4)
        drawn(found, ax=axes[0], lang=lang)
        with replacing(figure) as fresh:
            drawing.savefig(fresh, dpi=200)
    if form == "json":
        _write_json(found.to_dict(), out)
    elif form == "csv" or out is not None:
        _emit(found.frame, form, out, lang)
    else:
        shown = found.frame[["partners", "core", "core_low", "core_high", "periphery", "share"]]
        _emit(shown, form, out, lang)
        _emit(found.flows, form, out, lang)
        typer.echo(found.explain(lang))


@app.command()
def compare(
    paths: _Paths,
    measures: _Measures = "density,connectedness,compactness,core_share,hill_number,bridging_ratio",
    by: _By = "sector",
    weight: _Weight = None,
    kind: _Kind = None,
    at: _At = None,
    seed: _Seed = 1,
    interval: _Interval = None,
    draws: Annotated[int, typer.Option(help="Draws per chance model, and for an interval.")] = 199,
    jobs: _Jobs = 1,
    persons: _Persons = False,
    lang: _Lang = None,
    form: _Format = "table",
    out: _Out = None,
) -> None:
    """Put coalitions side by side: what can be compared, then each number beside chance."""
    from leco.comparison.side_by_side import compare as side_by_side

    coalitions = [_read(path, kind, lang, persons=persons) for path in paths]
    if at:
        coalitions = [one.at(at) for one in coalitions]
    with busy("comparing"):
        found = side_by_side(
            coalitions, _listed(measures), by=by, weight=weight, seed=seed, draws=draws,
            interval=cast("Around | None", interval), n_jobs=jobs,
        )  # fmt: skip
    if form == "json":
        _write_json(found.to_dict(), out)
    elif form == "table" and out is None:
        _emit(found.comparability.T.rename_axis(""), form, out, lang)
        for note in found.cautions:
            typer.echo(f"! {note.say(lang)}")
        typer.echo("")
        _emit(found.side_by_side(words.language(lang)), form, out, lang)
        if interval is not None:
            _emit(found.around().drop(columns="moment"), form, out, lang, index=False)
        for line in found.said_of_differences(lang):
            typer.echo(line)
    else:
        _emit(found.frame, form, out, lang, index=False)


@app.command()
def invite(
    path: _Path, by: _By = "sector",
    candidates: Annotated[Path | None, typer.Option(help="Candidates: a list of partners.")] = None,
    persons: _Persons = False, lang: _Lang = None, form: _Format = "table", out: _Out = None,
) -> None:  # fmt: skip
    """Tell whom to invite next, and why."""
    from leco.practice.invitation import invite as ask

    given = None if candidates is None else _read(candidates, lang=lang, persons=persons).partners
    found = ask(_read(path, lang=lang, persons=persons), by=by, candidates=given)
    if form == "json":
        _write_json(found.to_dict(), out)
        return
    if form == "csv" or out is not None or len(found.frame):
        _emit(found.frame, form, out, lang)
    if form == "table":
        typer.echo(found.explain(lang))


@app.command()
def report(
    paths: _Paths,
    out: Annotated[Path, typer.Option("--out", "-o", help="The HTML file to write.")] = Path(
        "report.html"
    ),
    by: _By = "sector",
    kind: _Kind = None,
    every: Annotated[str, typer.Option(help="month, quarter, year, phase or wave.")] = "year",
    seed: _Seed = 1,
    persons: _Persons = False,
    lang: _Lang = None,
) -> None:
    """Write one HTML page, to open offline, about one or more coalitions."""
    from leco.report.build import write_report

    coalitions = [_read(path, kind, lang, persons=persons) for path in paths]
    with busy("writing"):
        written = write_report(
            coalitions, out, by=by, every=every, lang=lang, seed=seed, persons=persons
        )
    typer.echo(f"{written} ({written.stat().st_size // 1000} kB)")


def _moments(every: str) -> str | list[str]:
    periods = {"month", "quarter", "year", "phase", "wave"}
    return every if every in periods else [part.strip() for part in every.split(",")]


def _listed(measures: str) -> list[Any]:
    """Split at commas, but keep a measure's own parameters (``a:x=1,y=2``) together."""
    return [part.strip() for part in re.split(r",(?!\s*\w+=)", measures) if part.strip()]
