"""Fairness as it is promised in domain/turns.py."""

from fractions import Fraction
from math import ceil, floor

from hypothesis import given, settings
from hypothesis import strategies as st

from assignment.domain.slots import mask_of
from assignment.domain.turns import Group, Pick, Turns, next_turn

WEIGHTS = st.lists(st.sampled_from([1, 250, 500, 750, 1000, 1500, 2000, 7000]), min_size=1, max_size=7)


class Dealer:
    """Deals leads in turn and counts; ``rep-N`` sits in slot N."""

    def __init__(self, weights: list[int], catch_up: int | None = None) -> None:
        self.weights = {f"rep-{n}": weight for n, weight in enumerate(weights)}
        self.used = dict.fromkeys(self.weights, 0)
        self.counts = dict.fromkeys(self.weights, 0)
        self.turns, self.catch_up = Turns(), catch_up
        for slot, weight in enumerate(weights):
            self.turns.put(slot, 0, weight)

    def deal(self, eligible: list[str] | None = None) -> str:
        pick = self.pick(eligible)
        rep = f"rep-{pick.slot}"
        self.turns.drop(pick.slot, self.used[rep], self.weights[rep])
        self.turns.put(pick.slot, pick.turns, self.weights[rep])
        self.used[rep] = pick.turns
        self.counts[rep] += 1
        return rep

    def pick(self, eligible: list[str] | None = None) -> Pick:
        who = mask_of(int(rep.removeprefix("rep-")) for rep in eligible or self.weights)
        return next_turn(self.turns.groups(who), self.catch_up)


@given(WEIGHTS, st.integers(1, 120))
def test_while_the_same_reps_can_take_every_lead_each_has_its_share_rounded_down_or_up(
    weights: list[int], n: int
) -> None:
    dealer = Dealer(weights)
    for dealt in range(1, n + 1):
        dealer.deal()
        for rep, weight in dealer.weights.items():
            share = Fraction(dealt * weight, sum(weights))
            assert floor(share) <= dealer.counts[rep] <= ceil(share)


@given(st.data(), WEIGHTS)
@settings(max_examples=200)
def test_whoever_comes_and_goes_those_who_stay_are_at_most_one_turn_of_the_slower_apart(
    data: st.DataObject, weights: list[int]
) -> None:
    dealer = Dealer(weights)
    reps = list(dealer.weights)
    staying = data.draw(st.lists(st.sampled_from(reps), min_size=1, unique=True))
    visits = data.draw(st.lists(st.lists(st.sampled_from(reps), unique=True), min_size=1, max_size=60))
    for visitors in visits:
        dealer.deal(sorted({*staying, *visitors}))
        for one in staying:
            for other in staying:
                apart = Fraction(dealer.counts[one], dealer.weights[one]) - Fraction(
                    dealer.counts[other], dealer.weights[other]
                )
                assert abs(apart) <= Fraction(1, min(dealer.weights[one], dealer.weights[other]))


@given(st.data(), st.integers(2, 6))
def test_with_equal_weights_those_who_stay_are_within_one_lead_of_their_share(data: st.DataObject, size: int) -> None:
    dealer = Dealer([1000] * size)
    reps = list(dealer.weights)
    staying = data.draw(st.lists(st.sampled_from(reps), min_size=1, unique=True))
    for visitors in data.draw(st.lists(st.lists(st.sampled_from(reps), unique=True), max_size=60)):
        dealer.deal(sorted({*staying, *visitors}))
    theirs = sum(dealer.counts[rep] for rep in staying)
    for rep in staying:
        assert abs(dealer.counts[rep] - Fraction(theirs, len(staying))) < 1


def test_who_comes_back_from_a_long_absence_is_not_flooded() -> None:
    dealer = Dealer([1000, 1000, 1000])
    for _ in range(300):
        dealer.deal(["rep-0", "rep-1"])
    taken = [dealer.deal() for _ in range(12)]
    assert taken.count("rep-2") in (4, 5)
    assert taken[:3].count("rep-2") <= 2


def test_a_heavy_rep_who_was_away_gets_at_most_what_one_who_stayed_could_be_owed() -> None:
    dealer = Dealer([1000, 4000])
    for _ in range(100):
        dealer.deal(["rep-0"])
    taken = [dealer.deal() for _ in range(10)]
    assert taken.count("rep-1") == 9


def test_the_order_in_which_groups_come_does_not_matter() -> None:
    three = [Group(4, 1000, 0b1), Group(2, 500, 0b10), Group(9, 2000, 0b100)]
    assert {next_turn(order).slot for order in (three, three[::-1], [three[1], three[2], three[0]])} == {
        next_turn(three).slot
    }


def test_equal_reps_take_turns_in_the_order_in_which_they_joined() -> None:
    dealer = Dealer([1000, 1000, 1000])
    assert [dealer.deal() for _ in range(6)] == ["rep-0", "rep-1", "rep-2"] * 2
