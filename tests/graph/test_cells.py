import pytest

from deckard.graph import cells


def test_what_stands_for_nothing_is_left_out():
    read = {"role": "", "quantity": float("nan"), "source": None, "target": False, "recipe": 0}
    assert cells.filled(read) == {"target": False, "recipe": 0}


@pytest.mark.parametrize("value", [2, 2.0, "2", "2.0"])
def test_a_number_is_whole_whatever_type_a_program_gave_it(value):
    assert cells.whole({"quantity": value}, "quantity", 1) == 2


def test_a_large_number_keeps_its_digits():
    assert cells.whole({"env_steps": 10**17 + 1}, "env_steps", 0) == 10**17 + 1


@pytest.mark.parametrize("value", [0.5, "two", "inf"])
def test_what_is_no_whole_number_is_named(value):
    with pytest.raises(ValueError, match=str(value)):
        cells.whole({"quantity": value}, "quantity", 1)


@pytest.mark.parametrize("value", [True, "true", "True", 1, 1.0, "1"])
def test_a_mark_is_set_in_any_type(value):
    assert cells.is_true(value)
    assert not cells.is_true(None)
    assert not cells.is_true("false")
