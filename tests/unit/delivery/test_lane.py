"""What waits for one receiver: in order for each lead, a few at once, at rest while it is broken."""

from lead_runtime.delivery.lane import Lane, Ref

A1, A2, B1, C1 = (0, "a1"), (0, "a2"), (0, "b1"), (0, "c1")


def lane(at_once: int = 2, broken_after: int = 2) -> Lane:
    made = Lane(at_once, broken_after)
    for at, (ref, lead) in enumerate([(A1, "a"), (A2, "a"), (B1, "b"), (C1, "c")]):
        made.add(ref, lead, at)
    return made


def taken(made: Lane, now: float) -> list[Ref]:
    found = []
    while (ref := made.take(now)) is not None:
        found.append(ref)
    return found


def test_no_more_than_a_few_are_under_way() -> None:
    made = lane()
    assert taken(made, 100) == [A1, B1]
    made.finish(B1)
    assert taken(made, 100) == [C1]


def test_the_second_message_about_a_lead_waits_for_the_first() -> None:
    made = lane(at_once=9)
    assert taken(made, 100) == [A1, B1, C1]
    made.retry(A1, 200)
    assert taken(made, 150) == []
    assert made.next_at() == 200
    assert taken(made, 200) == [A1]
    made.finish(A1)
    assert taken(made, 200) == [A2]
    made.finish(A2)
    assert len(made) == 2


def test_nothing_is_tried_before_its_time() -> None:
    made = lane()
    assert taken(made, 1) == [A1]
    assert made.next_at() == 2


def test_a_broken_receiver_is_left_alone_then_tried_with_one_until_it_works() -> None:
    made = lane(at_once=9)
    for ref in taken(made, 100):
        made.failed(100, 50, asked=False)
        made.retry(ref, 101)
    assert made.broken
    assert taken(made, 149) == []
    assert made.next_at() == 150
    (probe,) = taken(made, 150)
    assert made.next_at() is None
    made.succeeded()
    made.finish(probe)
    assert len(taken(made, 150)) == 3


def test_a_pause_that_the_receiver_asks_for_holds_for_all() -> None:
    made = lane(at_once=1)
    (first,) = taken(made, 100)
    made.failed(100, 30, asked=True)
    made.retry(first, 130)
    assert not made.broken
    assert taken(made, 129) == []
    assert taken(made, 130) == [B1]


def test_what_is_dropped_is_passed_over_and_what_is_under_way_stays() -> None:
    made = lane(at_once=1)
    assert taken(made, 100) == [A1]
    assert not made.drop(A1)
    assert made.drop(A2)
    assert not made.drop(A2)
    assert made.drop(B1)
    made.finish(A1)
    assert taken(made, 100) == [C1]
    made.finish(C1)
    assert (len(made), made.next_at()) == (0, None)


def test_one_that_comes_again_while_it_is_under_way_is_there_once() -> None:
    made = Lane(1, 2)
    made.add(A1, "a", 0)
    assert taken(made, 1) == [A1]
    made.add(A1, "a", 0)
    made.finish(A1)
    assert taken(made, 1) == []
    made.add(A2, "a", 0)
    assert taken(made, 1) == [A2]
