"""What coarse dates leave open of a number."""

import math
from collections.abc import Sequence

import numpy as np
from joblib import Parallel, delayed  # type: ignore[import-untyped]  # it ships no types

from leco.coalition.coalition import Coalition
from leco.errors import LecoError, UndefinedError
from leco.graph.arrays import Floats, arrays
from leco.graph.partition import By
from leco.inference.intervals import (
    Seeds,
    around,
    children,
    defined,
    left_out,
    one_number,
)
from leco.inference.rubin import check_process, put_together
from leco.metrics.calls import Asked, Call
from leco.result import Interval
from leco.result.interval import by_draw, interval_frame
from leco.words import Note


def date_interval(
    measure: Asked,
    coalition: Coalition,
    *,
    at: object = None,
    by: By | None = None,
    weight: str | None = None,
    draws: int = 50,
    process_draws: int = 100,
    seed: int | None = None,
    n_jobs: int = 1,
) -> Interval:
    r"""Say what coarse dates leave open of a number, beside what another course would.

    A day is drawn for every coarse date, M times (`Coalition.draw_dates`), and the number taken
    each time with its variance over partners drawn once more. Rubin's rules put them together:

    .. math:: T = W + (1 + 1/M) B

    with W the mean variance of the ``process``, B the variance between the drawn ``dates``, and
    ``both`` their sum, around the mean over the draws; t with
    :math:`(M - 1) (1 + W / ((1 + 1/M) B))^2` degrees of freedom. A note says so when dates weigh
    more than the process. Draws in which the number is not defined are left out and counted.

    Parameters
    ----------
    measure : str or callable
        A measure that gives one number.
    coalition : Coalition
        The whole of it, not one moment: its dates are drawn before the moment is looked at.
    at : str, date or timestamp, optional
        The moment; else the one a measure answers for.
    by : str or mapping, optional
    weight : str, optional
    draws : int
        How often to draw the dates; two or more.
    process_draws : int
        How often to draw the partners for each; 0 leaves ``process`` and ``both`` out.
    seed : int, optional
    n_jobs : int

    Returns
    -------
    Interval

    Raises
    ------
    LecoError
        For a measure that gives no single number, or anything but a whole, dated Coalition.
    UndefinedError
        When the number is not defined on the data.

    References
    ----------
    Rubin (1987), Multiple imputation for nonresponse in surveys, p. 76.

    Examples
    --------
    >>> c = Coalition.from_frames(
    ...     [{"id": "a", "joined": "2019"}, {"id": "b", "joined": "2019"},
    ...      {"id": "c", "joined": "2020"}],
    ...     [{"source": "a", "target": "b", "start": "2019"}], name="c",
    ...     coalition=[{"observed_until": "2021"}])
    >>> found = date_interval("density", c, at="2020-06-30", process_draws=0, seed=7)
    >>> found.frame["about"].tolist(), bool(1/3 < found.frame["value"].iloc[0] < 1)
    (['dates'], True)
    """
    call = one_number(measure, by, weight, seed)
    weight = call.parameters.get("weight", weight)
    if not isinstance(coalition, Coalition) or coalition.moment is not None:
        raise LecoError("date_interval takes a whole Coalition, and the moment as at=...")
    moment = coalition.snapshot().moment if at is None else at
    if moment is None:
        raise LecoError("these tables have no dates to draw")
    check_process(process_draws)
    now = coalition.at(moment)
    answer = call.run(arrays(now, weight=weight))
    written = defined(call, float(answer.value))
    values, variances = np.full(draws, math.nan), np.full(draws, math.nan)
    for place, child in enumerate(children(seed, draws)):
        again = coalition.draw_dates(int(child.generate_state(1)[0]))
        net = arrays(again.at(moment), weight=weight)
        values[place] = call.number(net)
        if process_draws and not math.isnan(values[place]):
            found = around(call, net, values[place], child.spawn(process_draws), n_jobs)
            variances[place] = found.se**2
    known = values[~np.isnan(values)]
    if len(known) < 2:
        raise UndefinedError(f"{call.label} is not defined when days are drawn for coarse dates")
    rows = put_together(call, values, variances, "dates")
    notes = [*answer.notes, Note("dates_drawn", {"count": draws, "written": written})]
    if len(rows) > 1 and rows[0][3] > rows[1][3]:  # the standard errors of dates and process
        notes.append(Note("dates_weigh_more"))
    return Interval(measure=call.label, frame=interval_frame(call.label, rows), seed=seed,
                    n=answer.n, moment=now.moment, drawn=by_draw(values),
                    notes=(*notes, *left_out(values)))  # fmt: skip


def over_dates(
    calls: Sequence[Call], coalition: Coalition, moments: Sequence[object], seeds: Seeds,
    n_jobs: int = 1,
) -> Floats:  # fmt: skip
    """Take the numbers of one moment again with dates drawn: by draw, moment and measure.

    NaN for measures that give no single number, or compare two moments.
    """
    courses = Parallel(n_jobs=n_jobs)(
        delayed(_course)(calls, coalition, moments, child) for child in seeds
    )
    return np.array(courses).reshape(len(seeds), len(moments), len(calls))


def _course(
    calls: Sequence[Call], coalition: Coalition, moments: Sequence[object],
    child: np.random.SeedSequence,
) -> list[list[float]]:  # fmt: skip
    again = coalition.draw_dates(int(child.generate_state(1)[0]))
    rows = []
    for moment in moments:
        now = again.at(moment)
        nets = {used: arrays(now, weight=used)
                for used in {call.parameters.get("weight") for call in calls}}  # fmt: skip
        rows.append([
            math.nan if call.of_change else call.number(nets[call.parameters.get("weight")])
            for call in calls
        ])  # fmt: skip
    return rows
