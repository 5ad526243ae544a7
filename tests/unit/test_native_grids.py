"""Copies of lists of rows that nests of loops read over and over: never seen but by their speed."""

from __future__ import annotations

import pytest

pytest.importorskip("llvmlite")

from bayan.tiers.native.grids import Grids
from tests.unit.native_loops import Loop, run_native, run_python

N = 7
FLOATS = "[[(3 * i + 5 * j) % 11 - 4.5 for j in range(n)] for i in range(n)]"
INTS = "[[(3 * i + 5 * j) % 11 * 400_000_000 - i for j in range(n)] for i in range(n)]"

PRODUCT = """
for i in range(n):
    for j in range(n):
        total = 0.0
        for k in range(n):
            total += a[i][k] * b[k][j]
        r[i][j] = total
"""
SHAPES = {
    "product": PRODUCT,
    "columns": PRODUCT.replace("r[i][j]", "r[j][i]"),
    "row": PRODUCT.replace("        total = 0.0", "        t = r[i]\n        total = 0.0").replace(
        "r[i][j]", "t[j]"
    ),
    "appended": """
for i in range(n):
    row = []
    for j in range(n):
        total = 0.0
        for k in range(n):
            total += a[i][k] * b[k][j]
        row.append(total)
    r.append(row)
""",
    "summed": """
for i in range(n):
    for j in range(n):
        r[i][j] = sum(a[i][k] * b[k][j] for k in range(n))
""",
    "from the end": PRODUCT.replace("b[k][j]", "b[-k - 1][j - n]"),
    "too far": PRODUCT.replace("b[k][j]", "b[k][j + i // (n - 1)]"),
    "too low": PRODUCT.replace("b[k][j]", "b[k - i // (n - 1) * 2 * n][j]"),
    "by bools": PRODUCT.replace("b[k][j]", "b[k > 2][j < 4]"),
}

# What happens to the copied list meanwhile: in the third round, so it is there by then.
CHANGES = {
    "a row's element": "b[2][3] = 7.5",
    "added to an element": "b[2][3] += 7.5",
    "by another name": "c[2][3] = 7.5",
    "by a row's name": "d[3] = 7.5",
    "items of a row change places": "b[2][3], b[2][4] = b[2][4], b[2][3]",
    "items of a row by its name": "d[3], d[4] = d[4], d[3]",
    "rows change places": "b[2], b[3] = b[3], b[2]",
    "another row": "b[2] = [float(i)] * n",
    "a row gets longer": "d.append(2.5)",
    "all rows get longer": "\n            for q in b:\n                q.append(2.5)",
    "a row gets shorter": "d.pop()",
    "a row is turned": "d.reverse()",
    "a row is sorted": "d.sort()",
    "the list is turned": "b.reverse()",
    "the list gets longer": "b.insert(0, [float(j)] * n)",
    "the list gets shorter": "b.pop()",
    "a row is extended": "d += [0.5]",
    "another kind of number": "d[3] = 7",
}


def variables(elements, n=N):
    space = {"n": n}
    found = {name: eval(elements, space) for name in ("a", "b")}
    found["r"] = [[0.5] * n for _ in range(n)]
    found["c"] = found["b"]
    found["d"] = found["b"][2]
    return {**found, "n": n}


def agree(text, values, pause_after=None):
    native, exits = run_native(text, values, pause_after=pause_after)
    assert native == run_python(text, values)
    assert exits


@pytest.mark.parametrize("pause_after", [None, 100, 301])
@pytest.mark.parametrize("elements", [FLOATS, INTS], ids=["floats", "ints"])
@pytest.mark.parametrize("shape", SHAPES)
def test_products(shape, elements, pause_after):
    text = SHAPES[shape]
    if elements is INTS:
        text = text.replace("0.0", "0")
    values = variables(elements)
    if shape == "appended":
        values["r"] = []
    agree(text, values, pause_after)


@pytest.mark.parametrize("pause_after", [None, 100])
@pytest.mark.parametrize("change", CHANGES)
def test_changes_of_what_is_copied(change, pause_after):
    text = f"""
for i in range(n):
    for j in range(n):
        total = 0.0
        for k in range(n - 1):
            total += a[i][k] * b[k][j]
        if i == 4:
            {CHANGES[change]}
        r[i][j] = total
"""
    agree(text, variables(FLOATS), pause_after)


@pytest.mark.parametrize("target", ["b[i][j]", "c[i][j]", "c[j][i]", "a[j][i]"])
def test_products_in_place(target):
    agree(PRODUCT.replace("r[i][j]", target), variables(FLOATS))


def test_many_rows_that_are_stored_into_by_columns():
    text = """
for i in range(n):
    for j in range(n):
        for k in range(3):
            r[j][i] = b[j][i] + b[k][j]
"""
    agree(text, variables(FLOATS, 90))


@pytest.mark.parametrize(
    "odd",
    [
        "b[10].append(1.5)",
        "b[10].pop()",
        "b[10] = tuple(b[10])",
        "b[10][10] = 1",
        "b[10][10] = True",
        "b[10][10] = 10 ** 30",
        "b[10][10] = None",
        "b[10] = []",
        "b[9:] = [[]] * 3",
        "b[11] = b[10]",
        "b[1] = a[0]",
    ],
)
def test_lists_that_are_no_grids(odd):
    values = variables(FLOATS, 12)
    exec(odd, {}, values)
    agree(PRODUCT, values)


@pytest.mark.parametrize("number", [2**30, 2**60 + 1, -(2**62), 2**63 - 1, -(2**63), 2**63, 0, -5])
def test_ints_of_all_sizes(number):
    values = variables(INTS, 12)
    values["b"][10][10] = number
    text = """
for i in range(n):
    for j in range(n):
        for k in range(n):
            r[i][j] = b[k][j]
"""
    agree(text, values)


def test_a_copy_is_wanted_in_nests_of_three_only():
    def text_of(source):
        loop = Loop(source, variables(FLOATS))
        return loop.compile(loop.iterator()).text

    assert "call {ptr, i64, i64} @grid_float" in text_of(PRODUCT)
    assert "@grid" not in text_of(PRODUCT.replace("r[i][j]", "b[i][j]").replace("a[i][k]", "1.0"))
    assert "@grid" not in text_of("for i in range(n):\n    for j in range(n):\n        s = b[i][j]")


@pytest.mark.parametrize("elements", [FLOATS, INTS], ids=["floats", "ints"])
def test_the_copy_is_what_is_read(monkeypatch, elements):
    """Where changes are not minded it shows that there is one."""
    text = PRODUCT.replace("r[i][j]", "c[i][j]").replace("a[i][k] * b[k][j]", "b[k][j] % 7 + k")
    if elements is INTS:
        text = text.replace("0.0", "0")
    values = variables(elements)
    agree(text, values)
    monkeypatch.setattr(Grids, "mind", lambda *_: None)
    assert run_native(text, values)[0] != run_python(text, values)
