"""Answers: one number, one row per partner, one table; against chance, over time, side by side.

An answer carries its values and what must be known to read them: the measure and its
parameters, how many partners it is about, how many were left out, and notes. It knows
nothing of the measure that made it, so it can be explained, saved or passed on alone.
"""

from leco.result.answer import About as About
from leco.result.answer import Answer as Answer
from leco.result.answer import Scores as Scores
from leco.result.answer import Statistic as Statistic
from leco.result.answer import Table as Table
from leco.result.chance import TestResult as TestResult
from leco.result.long import Comparison as Comparison
from leco.result.long import Long as Long
from leco.result.long import Track as Track
from leco.result.long import long_frame as long_frame
from leco.result.plain import BLANK_ROW as BLANK_ROW
from leco.result.plain import LONG as LONG
from leco.result.plain import json_value as json_value
