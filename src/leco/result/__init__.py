"""Answers: one number, one row per partner, one table; against chance, over time, side by side.

An answer carries its values and what must be known to read them: the measure and its
parameters, how many partners it is about, how many were left out, and notes. It knows
nothing of the measure that made it, so it can be explained, saved or passed on alone.
"""

from leco.result.answer import (
    About as About,
    Answer as Answer,
    Scores as Scores,
    Statistic as Statistic,
    Table as Table,
)
from leco.result.chance import TestResult as TestResult
from leco.result.interval import Interval as Interval
from leco.result.long import (
    Comparison as Comparison,
    Long as Long,
    Track as Track,
    long_frame as long_frame,
)
from leco.result.plain import BLANK_ROW as BLANK_ROW, LONG as LONG, json_value as json_value
