"""Which partners leave sooner: R's coefficients through a coalition, and what is refused."""

import math

import numpy as np
import pytest
from tests.conftest import reference
from tests.dynamics.test_survival import coalition, day

import leco
from leco.kernels.cox import cox

ROWS = [
    {"id": f"p{place:02}", "size": str(place % 5), "sector": ("care", "youth", "art")[place % 3],
     "joined": day(3 * (place % 7)), "left": day(20 + 11 * place % 97) if place % 4 else ".."}
    for place in range(24)
]  # fmt: skip


def test_numbers_and_labels_become_terms_of_the_kernel_that_equals_r():
    # The kernel is held against R on JOIN60 in tests/kernels; here, that dates reach it as days.
    found = leco.tenure_regression(coalition(ROWS, begin=5, until=200), ["size", "sector"])
    assert found.frame.index.tolist() == ["size", "sector: care", "sector: youth"]
    joined = np.array([3 * (place % 7) for place in range(24)])
    left = np.array([20 + 11 * place % 97 for place in range(24)])
    gone = np.array([place % 4 > 0 for place in range(24)])
    design = np.array([[place % 5, place % 3 == 0, place % 3 == 1] for place in range(24)], float)
    by_hand = cox(np.maximum(0, 5 - joined), np.where(gone, left, 200) + 1 - joined, gone, design)
    assert found.frame["coefficient"].tolist() == pytest.approx(
        by_hand.coefficients.tolist(), abs=1e-9
    )
    assert found.frame["ratio"].tolist() == pytest.approx(np.exp(by_hand.coefficients).tolist())
    # By the normal distribution, 1.96 standard errors to both sides.
    for side, sign in (("low", -1), ("high", 1)):
        assert np.log(found.frame[side]).tolist() == pytest.approx(
            (by_hand.coefficients + sign * 1.959964 * by_hand.se).tolist(), abs=1e-6
        )
    assert found.frame["p"].tolist() == pytest.approx(
        [math.erfc(abs(z) / math.sqrt(2)) for z in by_hand.coefficients / by_hand.se]
    )
    assert (found.n, found.events) == (24, 18)
    assert {note.code for note in found.notes} == {"tenure_before", "few_leavers"}
    assert "times as large" in found.explain("en")
    assert "keer zo groot" in found.explain("nl")


def test_one_column_of_the_reference_through_a_coalition():
    # R's Efron fit of two columns that do not change, from the same rows folded to one each.
    data = reference("temporal_inference")["data"]["JOIN60"]["rows"]
    last = {row[0]: row for row in data}
    rows = [
        {"id": str(one), "gap": row[4], "km": row[5], "joined": day(0),
         "left": day(row[2] - 1) if row[3] else ".."}
        for one, row in last.items()
    ]  # fmt: skip
    found = leco.tenure_regression(coalition(rows, until=7), ["gap", "km"])
    values = np.array(data, dtype=float)
    direct = cox(values[:, 1], values[:, 2], values[:, 3] > 0, values[:, 4:6])
    assert found.frame["coefficient"].tolist() == pytest.approx(
        direct.coefficients.tolist(), abs=1e-9
    )


def test_what_is_not_known_is_left_out_and_counted():
    rows = [dict(row) for row in ROWS]
    rows[0]["size"] = None
    rows[1]["sector"] = "care; youth"
    rows.append({"id": "gone", "joined": day(0), "tier": "former", "size": 1, "sector": "care"})
    found = leco.tenure_regression(coalition(rows, until=200), ["size", "sector"])
    assert (found.n, found.missing) == (22, 3)
    assert {note.code for note in found.notes} == {"labels_missing", "few_leavers", "tenure_no_end"}


def test_the_order_of_rows_changes_nothing():
    plain = leco.tenure_regression(coalition(ROWS, until=200), ["sector"])
    turned = leco.tenure_regression(coalition(ROWS[::-1], until=200), ["sector"])
    assert turned.to_json() == plain.to_json()


def test_what_has_no_answer_is_refused():
    world = coalition(ROWS, until=200)
    with pytest.raises(leco.MissingAttributeError, match="did you mean 'sector'"):
        leco.tenure_regression(world, ["sektor"])
    with pytest.raises(ValueError, match="give a list"):
        leco.tenure_regression(world, "sector")
    with pytest.raises(leco.UndefinedError, match="say the same"):
        leco.tenure_regression(coalition([row | {"flat": 1} for row in ROWS], until=200), ["flat"])
    with pytest.raises(leco.UndefinedError, match="nobody"):
        leco.tenure_regression(
            coalition([row | {"left": ".."} for row in ROWS], until=200), ["size"]
        )
    told = [row | {"told": int(row["left"] != ".."), "joined": day(0)} for row in ROWS]
    with pytest.raises(leco.UndefinedError, match="exactly who left"):
        leco.tenure_regression(coalition(told, until=200), ["told"])
