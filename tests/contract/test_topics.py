"""topics.yaml, the models and the constants say the same."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.contract.documents import CATALOGUE

from lead_contracts import topics
from lead_contracts.events import ALL
from lead_contracts.registry import REGISTRY
from lead_contracts.topics_file import TopicsFile, parse

FILE = CATALOGUE.root / "topics.yaml"
SPECS = {spec.name: spec for spec in topics.load()}
CONSTANTS = {
    value
    for name, value in vars(topics).items()
    if name.isupper() and isinstance(value, str) and value not in topics.GROUPS
}
MS_PER_DAY = 86_400_000


def inconsistencies(file: TopicsFile) -> list[str]:
    """What is wrong between the file and the models."""
    specs = {spec.name: spec for spec in file.specs()}
    known = {*file.groups, *file.parties}
    found = [f"{name}: unknown {who}" for name, spec in specs.items() for who in {*spec.writers, *spec.readers} - known]
    found += [
        f"{name}: unknown event {kind}"
        for name, spec in specs.items()
        for kind in spec.events
        if kind not in set(REGISTRY)
    ]
    found += [f"{event.type()}: not on {event.TOPIC}" for event in ALL if event.type() not in specs[event.TOPIC].events]
    found += [
        f"{name}: nobody {verb}"
        for name, spec in specs.items()
        for verb, who in (("writes", spec.writers), ("reads", spec.readers))
        if not who
    ]
    return found


def test_file_models_and_parties_agree() -> None:
    assert inconsistencies(parse(FILE)) == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("writers: [qualification]", "writers: [kwalification]", "leads.contacts: unknown kwalification"),
        (
            "events: [lead.contact.v1]",
            "events: [lead.kontakt.v1]",
            "leads.contacts: unknown event com.leadhandover.lead.kontakt.v1",
        ),
        ("events: [lead.contact.v1]", "events: []", "com.leadhandover.lead.contact.v1: not on leads.contacts"),
        ("readers: [assignment.decide]", "readers: []", "assignment.requests: nobody reads"),
    ],
)
def test_a_disagreement_is_found(tmp_path: Path, old: str, new: str, finding: str) -> None:
    wrong = tmp_path / "topics.yaml"
    text = FILE.read_text()
    assert old in text
    wrong.write_text(text.replace(old, new))
    assert finding in inconsistencies(parse(wrong))


def test_every_constant_is_a_topic_and_every_topic_has_a_constant() -> None:
    of_groups = {of(group) for group in topics.GROUPS for of in (topics.state_topic, topics.dlq_topic)}
    assert SPECS.keys() - of_groups == CONSTANTS
    assert of_groups <= SPECS.keys()
    assert parse(FILE).groups == topics.GROUPS


def test_all_topics_but_the_configuration_have_the_same_partition_count() -> None:
    assert {name for name, spec in SPECS.items() if spec.partitions != topics.PARTITIONS} == {topics.CONFIG_VERSIONS}


@pytest.mark.parametrize(
    "name", [topics.MARKETING_EVENTS, topics.LEADS_RECEIVED, *map(topics.dlq_topic, topics.GROUPS)]
)
def test_personal_data_is_kept_for_thirty_days(name: str) -> None:
    assert SPECS[name].retention_ms == 30 * MS_PER_DAY
    assert SPECS[name].config["retention.ms"] == str(30 * MS_PER_DAY)


@pytest.mark.parametrize(
    "name", [topics.LEADS_CONTACTS, topics.SALES_REPS, topics.CONFIG_VERSIONS, "qualification.state"]
)
def test_what_is_compacted_is_kept_until_it_is_replaced_or_erased(name: str) -> None:
    assert SPECS[name].config.items() >= {"cleanup.policy": "compact", "retention.ms": "-1"}.items()


def test_outsiders_write_one_topic_only() -> None:
    assert [name for name, spec in SPECS.items() if "marketing-systems" in spec.writers] == [topics.MARKETING_EVENTS]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("retention: 30d", "retention: 30 days", "retention: Value error, must be forever or a number of days"),
        ("partitions: 1 ", "partitons: 1 ", "config.versions.partitons: Extra inputs"),
        ("groups: [", "groups: {", "line 9: expected ','"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    wrong = tmp_path / "topics.yaml"
    wrong.write_text(FILE.read_text().replace(old, new, 1))
    with pytest.raises(ValueError, match=f"^topics.yaml: .*{complaint}"):
        topics.load(wrong)


def test_an_installed_copy_finds_the_file_in_the_data_directory(tmp_path: Path) -> None:
    shutil.copytree(CATALOGUE.root / "lead_contracts", tmp_path / "lead_contracts")
    (tmp_path / "lead_handover_data").mkdir()
    shutil.copy(FILE, tmp_path / "lead_handover_data")
    code = "import lead_contracts.topics as t; print(t.__file__, len(t.load()))"
    printed = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env={"PYTHONPATH": str(tmp_path)}
    ).stdout.split()
    assert printed == [str(tmp_path / "lead_contracts" / "topics.py"), str(len(SPECS))]
