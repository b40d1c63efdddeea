"""Small coalitions that fill every section of a report."""

import pytest

import leco

HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(2)>',
    "{{ 7 * 7 }} {count} %s",
    "javascript:alert(3)",
    "</title></style><b>",
    "'; alert(4); //\u2028",
    "]]>&lt;&amp;\u202e",
    "__proto__",
)  # fmt: skip


def coalition_of(names, sectors, name, *, dated=True):
    """Eight partners at three moments, with needs: the last is alone, the first two connect."""
    partners = [
        {"id": one, "sector": sectors[place % len(sectors)], "offers": ("room", "advice")[place % 2]}
        | ({"joined": "2020" if place < 6 else "2021"} if dated else {})
        for place, one in enumerate(names)
    ]  # fmt: skip
    pairs = [(0, 1), (0, 2), (1, 2), (0, 3), (1, 4), (2, 5), (0, 6), (1, 6), (3, 4)]
    ties = [
        {"source": names[a], "target": names[b]}
        | ({"start": "2020" if place < 6 else "2021-05"} if dated else {})
        for place, (a, b) in enumerate(pairs)
    ]
    return leco.Coalition.from_frames(
        partners, ties, name=name, needs=[{"need": "room"}, {"need": f"bus {names[0]}"}],
        coalition=[{"name": name, "objective": f"for {names[1]}"}
                   | ({"observed_from": "2020", "observed_until": "2022"} if dated else {})],
    )  # fmt: skip


@pytest.fixture(scope="session")
def hostile_coalitions():
    """Two coalitions in which every name, group and need tries to break out."""
    return [coalition_of(HOSTILE, HOSTILE[:3], HOSTILE[0]),
            coalition_of(HOSTILE[::-1], HOSTILE[3:6], HOSTILE[4], dated=False)]  # fmt: skip
