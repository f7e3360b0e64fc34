"""What the documents count is counted here."""

from pathlib import Path

import pytest
from tests.unit.lead_intake.sources.test_words import LANGUAGES

from lead_intake.adapters.sources import ADAPTERS

ROOT = Path(__file__).parents[3]
OURS = {"activities", "canonical", "cloudevents", "enrichments", "generic", "links", "suppressions"}
"""Adapters of shapes that are no vendor's."""
NAMED = {"hubspot", "salesforce", "meta_lead_ads", "linkedin", "google_ads", "typeform"}


@pytest.mark.parametrize("readme", ["README.md", "services/lead-intake/README.md"])
def test_the_documents_say_how_many_languages_are_understood(readme: str) -> None:
    assert f"in {len(LANGUAGES)} languages" in (ROOT / readme).read_text()


def test_the_readme_says_how_many_vendors_there_are_beside_those_it_names() -> None:
    assert ADAPTERS >= OURS | NAMED
    assert f"{len(ADAPTERS - OURS - NAMED)} more are verified" in (ROOT / "README.md").read_text()
