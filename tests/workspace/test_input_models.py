import math

import numpy as np
import pytest
from msgspec.structs import replace

from adstudio.workspace import array_edits, array_files, literals, number_table
from adstudio.workspace.expression import number, spelled
from adstudio.workspace.inputs import Input, at_of, from_inspection, sized
from adstudio.workspace.scale import Scale, sensible_range

MATRIX = Input("A", tuple(map(float, range(6))), (2, 3), default=tuple(map(float, range(6))))
LIST = Input("xs", (1.0, 2.0), (2,), default=(1.0, 2.0), resizable=True, default_shape=(2,))


def entry(name="x", kind="scalar", shape=(), value=2.0, given=True, literal=False):
    shape = None if shape is None else list(shape)
    return {"name": name, "kind": kind, "shape": shape, "value": value, "given": given, "literal": literal}


# -- scales


def test_a_step_is_a_short_number_and_stays_on_its_grid():
    scale = Scale(-5.0, 10.0)
    assert (scale.step, scale.stepped(2.0, 1), scale.stepped(2.0, -3), scale.stepped(2.0, 0.1)) == (0.1, 2.1, 1.7, 2.01)


@pytest.mark.parametrize(("low", "high"), [(-5, 10), (0, 1), (-1e308, 1e308), (1e-12, 2e-12), (0.0, 1e-300)])
def test_a_drag_from_end_to_end_stays_within_the_range_and_never_falls(low, high):
    scale = Scale(float(low), float(high))
    values = [scale.at(share / 100) for share in range(101)]
    assert (values[0], values[-1]) == (low, high)
    assert values == sorted(values)
    assert scale.share(low) == 0.0
    assert scale.share(high) == 1.0


def test_a_logarithmic_scale_has_equal_factors_for_equal_ways():
    scale = Scale(1e-3, 1e3, log=True)
    assert [scale.at(share) for share in (0.0, 1 / 6, 0.5, 1.0)] == [1e-3, 0.01, 1.0, 1e3]
    assert scale.stepped(1.0, 20) == pytest.approx(10.0)
    assert scale.share(10.0) == pytest.approx(4 / 6)


@pytest.mark.parametrize(
    ("low", "high", "log", "why"),
    [(1.0, 1.0, False, "begins below its end"), (0.0, math.inf, False, "finite"), (0.0, 1.0, True, "above zero")],
)
def test_a_range_that_is_none_is_refused(low, high, log, why):
    with pytest.raises(ValueError, match=why):
        Scale(low, high, log)


def test_a_logarithmic_scale_around_a_value_holds_it_and_a_negative_one_has_none():
    made = Scale(-5.0, 10.0).logarithmic(2.0)
    assert (made.low, made.high, made.log) == (0.001, 10.0, True)
    with pytest.raises(ValueError, match="above zero"):
        Scale().logarithmic(-1.0)


def test_a_logarithmic_range_becomes_linear_when_it_has_to_hold_a_negative_number():
    item = Input("x", (2.0,), (), 0.001, 10.0, log=True).with_value(0, -3.0)
    assert not item.log
    assert item.low <= -3.0


def test_infinities_and_nan_are_not_stepped():
    assert Scale().stepped(math.inf, 1) == math.inf
    assert math.isnan(Scale().stepped(math.nan, 1))


# -- inputs


def test_reset_gives_value_shape_and_range_of_the_program():
    item = from_inspection(entry("xs", "varargs", (2,), [1.0, 2.0]))
    moved = item.with_values((7.0, 80.0, 9.0), (3,))
    assert moved.edited
    assert moved.high >= 80.0
    assert moved.reset() == item
    assert not item.edited


def test_a_shape_changes_only_where_the_program_takes_any():
    given = from_inspection(entry("xs", "list", (2,), [1.0, 2.0]))
    with pytest.raises(ValueError, match="xs is 2 numbers in the program; change its default there"):
        given.with_values((1.0,), (1,))
    free = from_inspection(entry("xs", "list", (0,), None, given=False))
    assert array_edits.reshaped(free, (2, 2)).plain() == [[1.0, 2.0], [1.0, 1.0]]


def test_a_program_that_is_edited_keeps_the_point_and_a_changed_default_wins():
    moved = from_inspection(entry()).with_value(0, 9.0)
    assert from_inspection(entry(), moved) is moved
    assert from_inspection(entry(value=3.0), moved).values == (3.0,)


def test_a_default_of_nan_is_known_again():
    moved = from_inspection(entry(value=math.nan)).with_value(0, 9.0)
    assert from_inspection(entry(value=math.nan), moved) is moved


def test_a_fixed_input_is_asked_for_only_when_it_was_edited():
    function = from_inspection(entry("g", "fixed", None, "<function g>"))
    count = from_inspection(entry("n", "fixed", None, 3, literal=True))
    assert at_of((function, count)) == {}
    assert at_of((function, replace(count, fixed=4))) == {"n": 4}


def test_sizes_in_words():
    assert [sized(shape) for shape in ((), (1,), (784,), (3, 4))] == ["a number", "1 number", "784 numbers", "3 × 4"]


@pytest.mark.parametrize(
    ("text", "like", "value"),
    [
        ("4", 3, 4),
        ("1e3", 3, 1000),
        ("sum", "mean", "sum"),
        ("false", True, False),
        ("pi", 1.0, math.pi),
        ("'a'", None, "a"),
    ],
)
def test_a_literal_keeps_the_kind_of_the_program(text, like, value):
    typed = literals.typed(text, like)
    assert (type(typed), typed) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "like", "why"),
    [
        ("2.5", 3, "no whole number"),
        ("maybe", True, "neither True nor False"),
        ("f()", None, "no number, text in quotes"),
    ],
)
def test_a_literal_of_another_kind_is_refused(text, like, why):
    with pytest.raises(ValueError, match=why):
        literals.typed(text, like)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 0.1, 1e-8, -0.0, 123456789012345678901234567890.0])
def test_what_is_spelled_in_full_is_read_as_the_same_number(value):
    again = number(spelled(value, 17))
    assert again == value or (math.isnan(again) and math.isnan(value))


# -- tables of numbers


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1\t2\n3\t4\n", [[1, 2], [3, 4]]),  # a spreadsheet's clipboard
        ("a, b\n1, 2/4\n3, pi\n", [[1, 0.5], [3, math.pi]]),  # headings
        ("1,5;2\n3;4,25\n", [[1.5, 2], [3, 4.25]]),  # a German one
        ("# measured\n1 2 3\n\n4 5 6", [[1, 2, 3], [4, 5, 6]]),
        ("1,2,\n3,4,\n", [[1, 2], [3, 4]]),
        ("\ufeff7\r\n8\r\n", [[7], [8]]),
    ],
)
def test_numbers_are_read_as_spreadsheets_and_files_have_them(text, rows):
    assert number_table.read(text) == rows


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1,2\n3,four", "row 2, column 2: 'four' is no number"),
        ("1,2\n3", "row 2 has one entry, and those before have 2"),
        ("1\t\t2", "row 1, column 2: the cell is empty"),
        ("  \n", "there are no numbers"),
        ("x\n1\nos.system('true')", "row 3, column 1: .* is no number"),
    ],
)
def test_what_is_no_number_is_named_by_row_and_column(text, why):
    with pytest.raises(ValueError, match=why):
        number_table.read(text)


def test_written_numbers_are_read_to_the_last_bit():
    rows = [[0.1, 1 / 3, 1e-320], [math.inf, -0.0, 2.0]]
    again = number_table.read(number_table.write(rows))
    assert [[x.hex() for x in row] for row in again] == [[x.hex() for x in row] for row in rows]


# -- files


def test_a_csv_and_an_npy_go_out_and_come_in_unchanged(tmp_path):
    for name in ("a.csv", "a.npy"):
        array_files.save(tmp_path / name, MATRIX)
        blank = array_edits.filled(MATRIX, 0.0)
        assert array_files.load(tmp_path / name, blank).values == MATRIX.values


def test_a_row_or_a_column_is_a_vector(tmp_path):
    for text in ("1,2\n", "1\n2\n"):
        (tmp_path / "v.csv").write_text(text)
        assert array_files.load(tmp_path / "v.csv", replace(LIST, resizable=False)).values == (1.0, 2.0)


def test_a_longer_file_makes_a_list_longer_where_the_program_takes_any(tmp_path):
    (tmp_path / "v.csv").write_text("1\n2\n3\n")
    assert array_files.load(tmp_path / "v.csv", LIST).shape == (3,)


class Hostile:
    def __reduce__(self):
        return (print, ("it ran",))


@pytest.mark.parametrize(
    ("name", "what", "why"),
    [
        ("wrong.npy", np.zeros((3, 2)), r"A is 2 × 3, and wrong.npy holds 3 × 2"),
        ("complex.npy", np.zeros((2, 3), complex), "holds complex numbers, not real numbers"),
        ("text.npy", np.array([["a"]]), "holds texts"),
        ("empty.npy", np.zeros((0, 3)), "holds no numbers"),
    ],
)
def test_an_npy_that_does_not_fit_is_refused_with_what_it_holds(tmp_path, name, what, why):
    np.save(tmp_path / name, what)
    with pytest.raises(ValueError, match=why):
        array_files.load(tmp_path / name, MATRIX)


def test_python_objects_are_never_loaded(tmp_path, capsys):
    np.save(tmp_path / "o.npy", np.array([Hostile()], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match=r"o\.npy holds Python objects"):
        array_files.load(tmp_path / "o.npy", MATRIX)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("name", "bytes_"), [("a.npy", b"\x93NUMPY\x01"), ("a.npy", b""), ("a.csv", b"\xff\xfe\x00")])
def test_damaged_files_are_refused_in_one_sentence(tmp_path, name, bytes_):
    (tmp_path / name).write_bytes(bytes_)
    with pytest.raises(ValueError, match=r"a\.(npy|csv) is no "):
        array_files.load(tmp_path / name, MATRIX)


def test_three_dimensions_are_no_csv(tmp_path):
    cube = Input("T", (1.0,) * 8, (2, 2, 2))
    with pytest.raises(ValueError, match=r"save it as \.npy"):
        array_files.save(tmp_path / "t.csv", cube)
    array_files.save(tmp_path / "t.npy", cube)
    assert np.load(tmp_path / "t.npy").shape == (2, 2, 2)


# -- edits of arrays


def test_fill_linspace_identity_and_random():
    square = Input("S", (0.0,) * 4, (2, 2), -1.0, 1.0)
    assert array_edits.filled(square, 3.0).values == (3.0,) * 4
    assert array_edits.linspace(square, 0.0, 3.0).values == (0.0, 1.0, 2.0, 3.0)
    assert array_edits.identity(square).plain() == [[1.0, 0.0], [0.0, 1.0]]
    drawn = array_edits.uniform(square).values
    assert all(-1.0 <= value <= 1.0 for value in drawn)
    assert len(set(drawn)) == 4
    assert len(set(array_edits.normal(square).values)) == 4
    with pytest.raises(ValueError, match="not square"):
        array_edits.identity(MATRIX)


def test_a_block_is_pasted_where_the_cell_is_and_nowhere_else():
    made = array_edits.pasted(MATRIX, (0, 1), [[9.0, 8.0], [7.0, 6.0]])
    assert made.plain() == [[0.0, 9.0, 8.0], [3.0, 7.0, 6.0]]
    with pytest.raises(ValueError, match="2 × 2 does not fit at row 1, column 2 of 2 × 3"):
        array_edits.pasted(MATRIX, (1, 2), [[1.0, 1.0], [1.0, 1.0]])


def test_a_paste_beyond_a_list_makes_it_longer_or_says_how_much_is_left():
    assert array_edits.pasted(LIST, (1,), [[5.0], [6.0], [7.0]]).values == (1.0, 5.0, 6.0, 7.0)
    with pytest.raises(ValueError, match=r"3 numbers were pasted, and from xs\[1\] on there are 1"):
        array_edits.pasted(replace(LIST, resizable=False), (1,), [[5.0, 6.0, 7.0]])


def test_a_block_lands_in_the_slice_that_is_shown():
    cube = Input("T", tuple(map(float, range(8))), (2, 2, 2))
    assert array_edits.pasted(cube, (1, 0, 0), [[9.0]]).values == (0, 1, 2, 3, 9, 5, 6, 7)


@pytest.mark.parametrize(("text", "shape"), [("5", (5,)), ("3 × 4", (3, 4)), ("3x4", (3, 4)), ("(2, 3, 4)", (2, 3, 4))])
def test_shapes_are_read_as_people_type_them(text, shape):
    assert array_edits.shape_of(text) == shape


@pytest.mark.parametrize("text", ["", "0", "-1", "two", "1e9", "100000 100000", "2.5"])
def test_what_is_no_shape_is_refused(text):
    with pytest.raises(ValueError):
        array_edits.shape_of(text)


def test_ends_are_two_numbers():
    assert array_edits.ends_of("-pi to pi") == (-math.pi, math.pi)
    with pytest.raises(ValueError, match="two numbers"):
        array_edits.ends_of("1")


def test_a_range_grows_with_what_is_loaded():
    made = MATRIX.with_values((0.0, 0.0, 0.0, 0.0, 0.0, 900.0))
    assert (made.low, made.high) == (-1000.0, 1000.0)
    assert sensible_range((900.0,)) == (-1000.0, 1000.0)


def test_whole_numbers_of_a_program_stay_whole_and_others_are_floats():
    """range(n) takes no 5.0; a slider that stands between two numbers gives what it shows."""
    item = from_inspection(entry("n", "scalar", (), 5))
    assert (item.plain(), type(item.plain())) == (5, int)
    assert item.with_value(0, 5.5).plain() == 5.5
    assert type(item.with_value(0, 7.0).plain()) is int
    assert type(from_inspection(entry("n", "scalar", (), 5.0), item).plain()) is float
    assert from_inspection(entry("xs", "list", (2,), [1, 2])).plain() == [1, 2]
    assert type(from_inspection(entry("xs", "list", (2,), [1, 2.5])).plain()[0]) is float


@pytest.mark.parametrize("value", [10**308, -(10**308), 2**1023], ids=["10**308", "-10**308", "2**1023"])
def test_the_largest_whole_numbers_have_a_range(value):
    made = from_inspection(entry(value=value))
    assert made.low <= made.values[0] <= made.high
