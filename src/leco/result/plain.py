"""Answers as plain values that JSON can hold."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

SCHEMA_VERSION = 1

# One row of the long shape that `Track` and `Comparison` share, with nothing in it.
BLANK_ROW: MappingProxyType[str, Any] = MappingProxyType({
    "coalition": "", "moment": None, "measure": "", "level": "", "key": "", "column": "",
    "value": math.nan, "low": math.nan, "high": math.nan, "n": 0, "missing": 0, "note": "",
})  # fmt: skip


LONG = tuple(BLANK_ROW)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a frame as a list of rows, the index with them."""
    name = str(frame.index.name or "key")
    return [
        {name: json_value(key), **{str(column): json_value(value) for column, value in row.items()}}
        for key, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]


def json_value(value: object) -> Any:
    """Turn a value into what JSON can hold: numpy to Python, not defined to None.

    >>> json_value({"a": float("nan"), "b": frozenset({2, 1})})
    {'a': None, 'b': [1, 2]}
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (np.ndarray, pd.Series)):
        value = value.tolist()
    if value is None or isinstance(value, (str, int, float)):
        return None if isinstance(value, float) and not math.isfinite(value) else value
    if isinstance(value, pd.DataFrame):
        return records(value)
    if isinstance(value, Mapping):
        return {str(key): json_value(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_value(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted((json_value(one) for one in value), key=str)
    return str(value)
