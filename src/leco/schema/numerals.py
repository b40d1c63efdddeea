"""Numbers as people write them, with a decimal point or a decimal comma."""

import re

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")


def read_number(value: object) -> float | None:
    """Read one cell as a number; None when it is none (a truth value is no number).

    >>> read_number("2,5"), read_number(3), read_number("1.250,00"), read_number(True)
    (2.5, 3.0, None, None)
    """
    if isinstance(value, str):
        text = value.strip()
        return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value)
