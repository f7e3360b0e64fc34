"""What is settled of single sources in YAML: read, checked with file, line and key, and obeyed."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.lead_intake.world import NOW, driver, hooked, settings

from handover.shipped import config_directory
from lead_intake import bootstrap
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.check import RequestFile, check
from lead_intake.adapters.mappings import load_mapping, load_mappings
from lead_intake.adapters.sources.mapping import BadPath, Index, Name, Where, steps_of, taken
from lead_intake.domain.delivery import Channel
from lead_intake.settings import SourceSettings
from lead_runtime.config import ConfigError
from lead_runtime.exits import ConfigurationError

REQUEST = RequestFile(url="https://x.example/hooks/fair", verify_at=NOW.isoformat())


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path


def written(directory: Path, text: str, name: str = "fair") -> Path:
    path = directory / f"{name}.yaml"
    path.write_text(text)
    return path


def catalogue(directory: Path, **sources: SourceSettings) -> Catalogue:
    return Catalogue.of(sources, None, load_mappings(directory))


def record(directory: Path, body: Any) -> dict[str, Any]:
    result = check(json.dumps(body).encode(), REQUEST, catalogue(directory))
    return (
        {"disposition": result.disposition} | {k: v for k, v in result.records[0].items() if v}
        if result.records
        else {"disposition": result.disposition}
    )


def test_paths_constants_and_words_settle_what_a_body_means(directory: Path) -> None:
    written(directory, """
motion: outbound
fields:
  "1.3": first_name
  a.b[0].c: email
  answers[q=emp].text: attributes.company_size
  noise: ignore
constants:
  campaign: Fair 2026
  country: DE
event: meta.what
dispositions:
  came by: accept
  left: suppress
""")  # fmt: skip
    body = {"1.3": "Jo", "a": {"b": [{"c": "jo@acme.example"}]}, "answers": [{"q": "x"}, {"q": "emp", "text": "50"}], "noise": "N",
            "Nachname": "Doe", "meta": {"what": "Came By"}}  # fmt: skip

    assert record(directory, body) == {
        "disposition": "accept", "received_at": "2026-11-16T12:00:00Z", "motion": "outbound", "email": "jo@acme.example",
        "first_name": "Jo", "last_name": "Doe", "domain": "acme.example", "country": "DE", "campaign": "Fair 2026",
    }  # fmt: skip
    assert record(directory, body | {"meta": {"what": "left"}})["disposition"] == "suppress"


def test_of_two_paths_to_one_member_the_first_that_says_something_counts(directory: Path) -> None:
    written(directory, "fields: {work: email, home: email}")

    assert record(directory, {"home": "h@acme.example"})["email"] == "h@acme.example"
    assert record(directory, {"home": "h@acme.example", "work": "w@acme.example"})["email"] == "w@acme.example"


@pytest.mark.parametrize(("word", "reason"), [("contact.deleted", "erasure"), ("bye", "unsubscribed")])
def test_a_source_that_deletes_only_who_asked_for_it_may_say_so(directory: Path, word: str, reason: str) -> None:
    written(directory, f"dispositions: {{{word}: suppress}}")
    worker = driver(mappings=directory)

    worker.feed(hooked("fair", json.dumps({"event": word, "email": "jo@acme.example"}).encode()))

    assert [event.reason_code for event in worker.outputs] == [reason]


def test_the_rest_may_be_left_out(directory: Path) -> None:
    written(directory, "fields: {x: email}\nrest: ignore")

    result = check(b'{"x": "jo@acme.example", "Vorname": "Jo"}', REQUEST, catalogue(directory))

    assert result.records[0]["first_name"] is None
    assert (result.recognised, result.ignored) == ({"x": "email"}, ("Vorname",))


def test_the_list_of_leads_may_be_settled(directory: Path) -> None:
    written(directory, "leads: out.people\nfields: {addr: email, fair: campaign}")

    result = check(
        json.dumps({"fair": "F", "out": {"people": [{"addr": "a@acme.example"}, {"addr": "b@acme.example"}]}}).encode(),
        REQUEST,
        catalogue(directory),
    )

    assert [(one["email"], one["campaign"]) for one in result.records] == [
        ("a@acme.example", "F"),
        ("b@acme.example", "F"),
    ]


def test_a_mapping_may_name_the_adapter_the_motion_and_the_channel_of_a_source(directory: Path) -> None:
    written(directory, "adapter: typeform\nmotion: outbound\nchannel: list")

    found = catalogue(directory).known("fair")

    assert (found.adapter, found.motion, found.channel) == ("typeform", "outbound", Channel.LIST)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fields:\n  a: email\n  b: emial\n", "fair.yaml:3: fields.b: not a member of a lead"),
        ("fields:\n  a: email\n  a..b: phone\n", "fair.yaml:3: fields.a..b"),
        ("fields:\n  a: email\n  a: phone\n", "fair.yaml:3:"),
        ("fields:\n  a[x: email\n", "fair.yaml:2: fields.a[x"),
        ("motion: sideways\n", "fair.yaml:1: motion"),
        ("\nadapter: nobody\n", "fair.yaml:2: adapter: not one of"),
        ("dispositions:\n  gone: forget\n", "fair.yaml:2: dispositions.gone"),
        ("constants:\n  campaign: x\nfields:\n  y: campaign\n", "campaign is given by a path and by a constant"),
        ("adapter: hubspot\nfields:\n  y: email\n", "need the adapter generic"),
        ("feilds: {}\n", "fair.yaml:1: feilds: this key is not known here"),
        ("fields:\n  a: attributes.Not Plain\n", "fair.yaml:2: fields.a"),
        ("", "fair.yaml:1: the file is empty"),
    ],
)
def test_a_mistake_is_named_with_its_file_line_and_key(directory: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        load_mapping(written(directory, text))

    assert said in str(refusal.value)


def test_a_file_is_called_like_its_source(directory: Path) -> None:
    with pytest.raises(ConfigError, match="called like its source"):
        load_mapping(written(directory, "motion: inbound", "My Fair"))


def test_a_mapping_that_contradicts_the_settings_stops_the_start(directory: Path) -> None:
    hubspot = SourceSettings(adapter="hubspot", secret_env=("S",))

    written(directory, "adapter: typeform")
    with pytest.raises(ConfigurationError, match=r"fair\.yaml: adapter: LEAD_INTAKE_SOURCES\.fair\.adapter is hubspot"):
        catalogue(directory, fair=hubspot)
    written(directory, "fields: {a: email}")
    with pytest.raises(ConfigurationError, match="fair is read by hubspot"):
        catalogue(directory, fair=hubspot)


def test_the_shipped_mapping_can_be_used() -> None:
    assert "example-fair" in load_mappings(config_directory(Path.cwd()) / "sources")


def test_a_directory_that_is_not_there_settles_nothing(directory: Path) -> None:
    assert load_mappings(directory / "none") == {}


def test_the_worker_obeys_the_mapping_of_its_directory(directory: Path) -> None:
    written(directory, "fields: {x: email}\nchannel: list", "stranger")
    worker = driver(mappings=directory)

    worker.feed(hooked("stranger", b'{"x": "jo@acme.example"}'))

    (lead,) = worker.outputs
    assert (lead.email, lead.channel) == ("jo@acme.example", "list")


def test_building_refuses_a_mapping_that_is_wrong(directory: Path) -> None:
    written(directory, "fields: {x: nothing}")

    with pytest.raises(ConfigurationError, match=r"fair\.yaml:1: fields\.x"):
        bootstrap.catalogue_of(settings(mappings=directory))


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("a", (Name("a"),)),
        ("a.b c.d", (Name("a"), Name("b c"), Name("d"))),
        ("[0].x", (Index(0), Name("x"))),
        ("q[label=E-Mail *].value", (Name("q"), Where("label", "E-Mail *"), Name("value"))),
        ("fields[0][1]", (Name("fields"), Index(0), Index(1))),
    ],
)
def test_a_path_is_read(path: str, steps: tuple[object, ...]) -> None:
    assert steps_of(path) == steps


@pytest.mark.parametrize("path", ["", ".", "a.", ".a", "a..b", "a[", "a[]", "a]", "a[b", "a=b", "a[0]b"])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(BadPath):
        steps_of(path)


def test_what_is_taken_is_no_longer_there() -> None:
    body: dict[str, Any] = {"a": [{"b": 1, "c": 2}], "d.e": 3}

    assert taken(body, steps_of("a[0].b")) == (1, {"a": [{"b": None, "c": 2}], "d.e": 3})
    assert taken(body, steps_of("d.e")) == (3, {"a": [{"b": 1, "c": 2}], "d.e": None})
    assert taken(body, steps_of("a[7].b")) == (None, body)
