"""Whole leads as they come from forms and lists around Europe, and the verdict that a sales leader expects of the shipped rules."""

import pytest
from tests.unit.qualification.samples import NOW, book

from qualification.adapters.http.bodies import DryRunBody, LeadBody
from qualification.adapters.translate import touch_of
from qualification.domain.receive import receive

INBOUND = {"channel": "live", "motion": "inbound"}
OUTBOUND = {"channel": "list", "motion": "outbound"}


def verdict(**lead: object) -> DryRunBody:
    found = receive(None, touch_of(LeadBody.model_validate(lead).as_event(NOW)), book(), NOW)
    assert found is not None
    return DryRunBody.of(found)


def who(
    title: str, country: str, sector: str, size: str, budget: str | None = None, **more: object
) -> dict[str, object]:
    said = {"industry": sector, "company_size": size} | ({"budget": budget} if budget else {})
    return {"email": "a@b.example", "job_title": title, "country": country, "attributes": said, **more}


@pytest.mark.parametrize(
    ("lead", "grade", "ask"),
    [
        (who("VD", "SE", "Tillverkning", "51-200", "500 000 kr", message="Skicka en offert"), "A", {"budget"}),
        (who("Leiter Einkauf", "DE", "Spedition", "ca. 350", "10-25k €", message="Bitte um Rückruf"), "A", set()),
        (who("Produktionsleiter", "DE", "Maschinen- und Anlagenbau", "1.200", "1.2 Mio"), "A", set()),
        (who("CFO", "CH", "Maschinenbau", "1k+", "CHF 50'000", message="Was kostet das?"), "A", set()),
        (who("Owner", "GB", "Road freight", "11-50", "under £5k"), "B", set()),
        (who("Directrice des opérations", "FR", "Transport et logistique", "200 à 500"), "B", {"budget"}),
        (who("Responsabile acquisti", "IT", "Manifatturiero", "oltre 250", "da 20.000 a 50.000 euro"), "A", set()),
        (who("Jefe de almacén", "ES", "Logística", "50 a 99", "menos de 10.000 €"), "B", set()),
        (who("Diretora de Compras", "PT", "Transportes", "80", "20 mil euros"), "A", set()),
        (who("Hoofd magazijn", "NL", "Groothandel", "150 medewerkers", "€ 25.000,-"), "B", set()),
        (who("Kierownik zakupów", "PL", "Produkcja", "250+", "100 000 zł"), "B", set()),
        (who("Indkøbschef", "DK", "Logistik", "60", "DKK 200.000"), "A", set()),
        (who("Daglig leder", "NO", "Transport", "45", "NOK 300 000"), "B", set()),
        (who("Toimitusjohtaja", "FI", "Teollisuus", "75"), "B", {"budget"}),
        (who("Krankenschwester", "DE", "Hospital & Health Care", "5001-10000"), "C", {"budget"}),
        (who("Stagiaire marketing", "FR", "Hospitality", "20"), "D", {"budget"}),
    ],
)
def test_who_came_to_us_gets_the_grade_and_the_questions_that_fit(
    lead: dict[str, object], grade: str, ask: set[str]
) -> None:
    said = verdict(**INBOUND, **{**lead, "company": "Firma GmbH"})
    assert (said.outcome, said.grade, set(said.open_questions)) == ("qualified", grade, ask)


@pytest.mark.parametrize(
    ("lead", "reason"),
    [
        ({"job_title": "Masterstudent Logistik", "message": "Für meine Masterarbeit"}, "student"),
        ({"message": "Anbei meine Bewerbung und mein Lebenslauf", "job_title": "Fahrer"}, "spam"),
        ({"message": "Meine Bewerbung als Fahrer"}, "spam"),
        ({"company": "Rival Software Inc", "job_title": "Product Manager"}, "competitor"),
        ({**who("IT-Leiter", "AT", "Industrial", "500-1000"), "consent_given": False}, "no_consent"),
        ({**who("CEO", "KP", "Logistics", "500")}, "outside_territory"),
        ({**OUTBOUND, **who("Inhaberin", "DE", "Beauty", "2")}, "below_threshold"),
        ({**OUTBOUND, "email": "b@gmail.com", "job_title": "Einkäufer"}, "personal_mailbox"),
    ],
)
def test_who_is_turned_down_is_so_for_the_reason_that_a_marketer_understands(
    lead: dict[str, object], reason: str
) -> None:
    said = verdict(**{**INBOUND, **lead})
    assert (said.outcome, said.reason_code, said.suggested_approach) == ("disqualified", reason, None)


@pytest.mark.parametrize("lead", [{"email": "someone@gmail.com"}, {"phone": "+46846500412", "message": "Hi"}, {}])
@pytest.mark.parametrize("motion", [INBOUND, OUTBOUND])
def test_of_whom_next_to_nothing_is_known_nothing_but_a_fact_disqualifies(
    motion: dict[str, str], lead: dict[str, str]
) -> None:
    said = verdict(**motion, **lead)
    assert said.reason_code in (None, "personal_mailbox" if motion is OUTBOUND and "email" in lead else None)
    assert len(said.open_questions) >= 5
