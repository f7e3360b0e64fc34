"""What helps with a lead is chosen when somebody looks at it."""

from pathlib import Path
from typing import Any

import pytest

from assignment.adapters import materials_file
from assignment.adapters.materials_file import MOST, MaterialsFile
from lead_runtime.config import ConfigError

LEAD = {"sector": "Logistics", "motion": "inbound", "stage": "opener", "language": "de"}


def names(lead: dict[str, Any], **materials: dict[str, Any]) -> list[str]:
    described = [
        {"name": name, "kind": "deck", "url": "https://example.com/x", "for": for_} for name, for_ in materials.items()
    ]
    return [one.name for one in MaterialsFile.model_validate({"materials": described}).matching(lead)]


def test_the_most_particular_come_first_and_what_is_for_others_does_not_come() -> None:
    assert names(
        LEAD,
        all_={},
        german={"language": "de"},
        exact={"sector": "logistics", "language": ["de", "en"], "motion": "inbound"},
        hunters={"motion": "outbound"},
        closers={"stage": "closer"},
        second={"sector": ["steel", "LOGISTICS"]},
    ) == ["exact", "german", "second", "all_"]


def test_what_is_not_known_of_a_lead_is_not_a_match() -> None:
    assert names({"sector": None, "motion": "inbound"}, a={"sector": "steel"}, b={"language": "de"}, c={}) == ["c"]


def test_nobody_is_shown_more_than_they_would_read() -> None:
    assert len(names(LEAD, **{f"m{n}": {} for n in range(MOST + 5)})) == MOST


def test_the_shipped_material_is_there_for_a_lead() -> None:
    file = materials_file.load(Path(__file__).parents[3] / "deploy" / "config")
    assert [one.kind for one in file.matching(LEAD)][:2] == ["script", "case_study"]


def test_without_the_file_there_is_none(tmp_path: Path) -> None:
    assert materials_file.load(tmp_path).matching(LEAD) == []


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ("{name: x, kind: deck, url: ftp://example.com}", "materials.0.url"),
        ("{name: x, kind: novel, url: https://example.com}", "materials.0.kind"),
        ("{name: x, kind: deck, url: https://example.com, for: {motion: sideways}}", "materials.0.for.motion.0"),
        ("{name: x, kind: deck, url: https://example.com, for: {grade: A}}", "materials.0.for.grade"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line_and_key(tmp_path: Path, entry: str, key: str) -> None:
    (tmp_path / materials_file.NAME).write_text(f"materials:\n  - {entry}\n")
    with pytest.raises(ConfigError) as caught:
        materials_file.load(tmp_path)
    assert (caught.value.mistakes[0].line, caught.value.mistakes[0].key) == (2, key)
