"""Publishing rule sets: versions count up, identical content is published once, rolling back is publishing again."""

from datetime import timedelta
from pathlib import Path

from tests.unit.qualification.samples import FILES, NOW, shipped

from qualification.adapters.publish import published_rules
from qualification.adapters.rules.published import compiled
from qualification.domain.rules import Published, RuleBook

LATER = NOW + timedelta(days=1)


def draft(tmp_path: Path, qualify: int) -> list[Path]:
    """The shipped inbound rules with another threshold."""
    path = tmp_path / f"inbound-{qualify}.yaml"
    path.write_text(FILES[0].read_text("utf-8").replace("qualify: 15", f"qualify: {qualify}"), "utf-8")
    return [path]


def test_each_file_becomes_version_1_of_its_name_in_effect_at_once() -> None:
    events = published_rules(FILES, NOW, "ops")
    assert [(event.key(), event.effective_from, event.published_by) for event in events] == [
        ("rules/inbound/1", NOW, "ops"),
        ("rules/outbound/1", NOW, "ops"),
    ]


def test_publishing_the_same_content_again_publishes_nothing() -> None:
    assert published_rules(FILES, LATER, "ops", published=published_rules(FILES, NOW, "ops")) == ()


def test_a_comment_is_not_content(tmp_path: Path) -> None:
    path = tmp_path / "inbound.yaml"
    path.write_text("# a remark\n" + FILES[0].read_text("utf-8"), "utf-8")
    assert published_rules([path], LATER, "ops", published=shipped(NOW)) == ()


def test_changed_content_is_the_next_version_and_the_old_one_stays(tmp_path: Path) -> None:
    (event,) = published_rules(draft(tmp_path, 20), LATER, "ops", published=shipped(NOW))
    assert event.key() == "rules/inbound/2"
    assert compiled(event).thresholds.qualify == 20
    assert compiled(shipped(NOW)[0]).thresholds.qualify == 15


def test_rolling_back_is_publishing_the_old_content_as_a_new_version(tmp_path: Path) -> None:
    changed = published_rules(draft(tmp_path, 20), LATER, "ops", published=shipped(NOW))
    (back,) = published_rules([FILES[0]], LATER, "ops", published=[*shipped(NOW), *changed])
    assert (back.version, back.content) == (3, shipped(NOW)[0].content)


def test_what_another_name_took_over_is_rolled_back_too(tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_text(FILES[0].read_text("utf-8").replace("name: inbound ", "name: other "), "utf-8")
    (other,) = published_rules([path], LATER, "ops", published=shipped(NOW))
    (back,) = published_rules([FILES[0]], LATER, "ops", published=[*shipped(NOW), other])
    assert (back.key(), back.content) == ("rules/inbound/2", shipped(NOW)[0].content)
    assert published_rules([FILES[0]], LATER, "ops", published=[*shipped(NOW), other, back]) == ()


def test_what_is_to_decide_later_can_be_had_at_once_and_can_be_called_off(tmp_path: Path) -> None:
    (later,) = published_rules(draft(tmp_path, 20), NOW, "ops", published=shipped(NOW), effective_from=LATER)
    known = [*shipped(NOW), later]
    (at_once,) = published_rules(draft(tmp_path, 20), NOW, "ops", published=known)
    assert (at_once.version, at_once.effective_from) == (3, NOW)
    assert published_rules([FILES[0]], NOW, "ops", published=known) == ()
    (instead,) = published_rules([FILES[0]], NOW + timedelta(1e-6), "ops", published=known, effective_from=LATER)
    book = RuleBook(tuple(Published(compiled(e), e.effective_from, e.published_at) for e in (*known, instead)))
    assert book.at("inbound", LATER).version == instead.version


def test_a_set_can_be_published_for_a_later_day() -> None:
    (event,) = published_rules([FILES[0]], NOW, "ops", effective_from=LATER)
    assert (event.effective_from, event.published_at) == (LATER, NOW)


def test_policies_of_others_do_not_count(tmp_path: Path) -> None:
    other = shipped(NOW)[0].model_copy(update={"kind": "sla", "version": 9})
    (event,) = published_rules([FILES[0]], NOW, "ops", published=[other])
    assert event.version == 1
