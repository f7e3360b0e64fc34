"""What titles and messages mean to the shipped rules, in the languages of their writers."""

import pytest
from tests.unit.qualification.samples import NOW, rules, touch

from qualification.domain.reading import of_person
from qualification.domain.terms import Term
from qualification.domain.touch import Motion
from qualification.domain.verdict import Case, count, decide


def shipped_term(name: str, motion: Motion = "inbound") -> Term:
    return next(each for each in rules(motion).terms if each.name == name)


@pytest.mark.parametrize("motion", ["inbound", "outbound"])
@pytest.mark.parametrize(
    ("title", "seniority", "department"),
    [
        ("CEO & Founder", "c_level", "other"),
        ("Chief Operating Officer (COO)", "c_level", "operations"),
        ("Vice President Supply Chain", "vp", "logistics"),
        ("Head of Procurement", "director", "procurement"),
        ("IT Manager", "manager", "it"),
        ("Assistant to the CEO", "assistant", "other"),
        ("Head of Student Affairs", "director", "other"),
        ("PhD student", "student", "other"),
        ("HR Specialist", "specialist", "hr"),
        ("Geschäftsführer", "c_level", "other"),
        ("Leiterin Logistik", "director", "logistics"),
        ("Einkaufsleiter", "director", "procurement"),
        ("Teamleiter Buchhaltung", "manager", "finance"),
        ("Sachbearbeiter Einkauf", "specialist", "procurement"),
        ("Werkstudentin", "intern", "operations"),
        ("Directeur général", "c_level", "other"),
        ("Responsable des achats", "director", "procurement"),
        ("Chef de projet informatique", "manager", "it"),
        ("Étudiante", "student", "other"),
        ("Directora General", "c_level", "other"),
        ("Jefe de Compras", "director", "procurement"),
        ("Becario", "intern", "other"),
        ("Amministratore delegato", "c_level", "other"),
        ("Responsabile della produzione", "director", "operations"),
        ("Diretor Geral", "c_level", "other"),
        ("Coordenadora de Vendas", "manager", "sales"),
        ("Algemeen directeur", "c_level", "other"),
        ("Hoofd inkoop", "director", "procurement"),
        ("Magazijnmedewerker", "other", "logistics"),
        ("Verkställande direktör", "c_level", "other"),
        ("Logistikchef", "director", "logistics"),
        ("Inköpare", "specialist", "procurement"),
        ("Ekonomichef", "director", "finance"),
        ("Prezes zarządu", "c_level", "other"),
        ("Dyrektor produkcji", "director", "operations"),
        ("Kierownik magazynu", "manager", "logistics"),
        ("Specjalista ds. zakupów", "specialist", "procurement"),
        ("Geschaeftsfuehrerin", "c_level", "other"),
        ("Produktionsleiter", "director", "operations"),
        ("Fuhrparkleiter", "director", "logistics"),
        ("Masterstudent Logistik", "student", "logistics"),
        ("Daglig leder", "c_level", "other"),
        ("Administrerende direktør", "c_level", "other"),
        ("Indkøbschef", "director", "procurement"),
        ("Økonomichef", "director", "finance"),
        ("Innkjøpssjef", "director", "procurement"),
        ("Toimitusjohtaja", "c_level", "other"),
        ("Ostopäällikkö", "manager", "procurement"),
        ("Właściciel", "c_level", "other"),
        ("Librarian", "other", "other"),
    ],
)
def test_a_title_means_the_same_in_every_language(motion: Motion, title: str, seniority: str, department: str) -> None:
    assert shipped_term("seniority", motion).meaning(title) == seniority
    assert shipped_term("department", motion).meaning(title) == department


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("Could we have a demo next week?", "to_talk"),
        ("Bitte rufen Sie mich an, Rückruf ab 15 Uhr", "to_talk"),
        ("Pouvez-vous m'envoyer un devis ?", "price"),
        ("Ile kosztuje? Proszę o cennik", "price"),
        ("How much is it?", "price"),
        ("Was kostet das?", "price"),
        ("¿Cuánto cuesta?", "price"),
        ("Hva koster det?", "price"),
        ("Proszę o ofertę", "price"),
        ("Rufen Sie mich bitte an", "to_talk"),
        ("Das Gerät zeigt einen Fehler", "support"),
        ("Please find my CV attached, my application follows", "not_buying"),
        ("We offer SEO services and backlinks", "not_buying"),
        ("Hello there", "other"),
        ("Our warehouse in Central Europe", "other"),
    ],
)
def test_a_message_means_something_in_every_language(message: str, intent: str) -> None:
    assert shipped_term("intent").meaning(message) == intent


def test_of_a_message_the_verdict_keeps_what_it_meant_and_no_word_of_it() -> None:
    secret = "Send a quote to Maya Lindqvist, +46 8 465 004 12"
    wrote = touch(contact={"message": secret, "phone": "+4684650041"})
    seen = of_person(wrote.contact, rules("inbound").terms)
    mark, said = count(wrote, seen, rules("inbound"))
    verdict = decide(Case(seen, mark=mark, said=said), rules("inbound"), NOW)
    assert verdict.facts == {"reach": "phone", "intent": "price"}
    assert not any(word in repr(verdict) for word in ("Maya", "Lindqvist", "465"))


def test_what_an_old_verdict_kept_is_judged_again_without_the_person() -> None:
    contact = {"message": "my job application", "email": "maya@nordfrakt.example"}
    first = decide(Case({"country": "SE", **of_person(contact, rules("inbound").terms)}), rules("inbound"), NOW)
    again = decide(Case(first.facts), rules("inbound"), NOW)
    assert again == first
    assert again.reason_code == "spam"
