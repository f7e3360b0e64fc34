"""When a process that died is started again."""

import pytest

from handover.stack.policy import FIRST_PAUSE, LONGEST_PAUSE, STEADY_AFTER, Halt, Restart, judge


@pytest.mark.parametrize("exit_code", [0, 1, 70, -9, -15])
def test_a_process_that_ends_however_is_started_again_soon(exit_code: int) -> None:
    assert judge(exit_code, ran_for=1, failures=0) == Restart(after=FIRST_PAUSE, failures=1)


def test_a_process_that_halted_on_purpose_is_left_alone() -> None:
    assert judge(78, ran_for=1, failures=0) == Halt()


def test_pauses_double_with_each_death_in_a_row_up_to_a_limit() -> None:
    pauses, failures = [], 0
    for _ in range(9):
        verdict = judge(1, ran_for=1, failures=failures)
        assert isinstance(verdict, Restart)
        pauses.append(verdict.after)
        failures = verdict.failures
    assert pauses[:4] == [0.5, 1, 2, 4]
    assert pauses[-1] == LONGEST_PAUSE


def test_deaths_are_forgotten_after_a_steady_run() -> None:
    assert judge(1, ran_for=STEADY_AFTER, failures=7) == Restart(after=FIRST_PAUSE, failures=1)
