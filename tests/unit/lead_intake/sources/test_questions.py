"""What a question of a form asks for."""

import pytest
from tests.unit.lead_intake.sources.reading import read

from lead_intake.adapters.sources.questions import answered, laid_flat, meaning


@pytest.mark.parametrize(
    ("question", "member"),
    [
        ("Email", "email"),
        ("your-email", "email"),
        ("What is your email?", "email"),
        ("Please enter your phone number", "phone"),
        ("Your role", "job_title"),
        ("Name (First)", "first_name"),
        ("Name (Last)", "last_name"),
        ("Name (Vorname)", "first_name"),
        ("Address (Country)", "country"),
        ("Address (City)", "city"),
        ("Address (ZIP / Postal Code)", "postal_code"),
        ("Address (State / Province)", "region"),
        ("Email (Work)", "email"),
        ("Vorname", "first_name"),
        ("E-Mail-Adresse", "email"),
        ("Prénom", "first_name"),
        ("Téléphone", "phone"),
        ("Empresa", "company"),
        ("Favourite colour", None),
        ("", None),
        (None, None),
    ],
)
def test_a_question_is_known_by_what_its_words_ask_for(question: str | None, member: str | None) -> None:
    assert meaning(question) == member


def test_the_first_answer_that_says_anything_counts_and_a_second_one_is_kept() -> None:
    found = answered([("email", ""), ("your-email", "a@firm.example"), ("Work e-mail", "b@firm.example"), ("x", None)])

    assert found["email"] == "a@firm.example"
    assert "b@firm.example" in found.values()
    assert "x" not in found


def test_fields_lie_flat_however_deep_they_came() -> None:
    deep: dict[str, object] = {"a": 1}
    for _ in range(50):
        deep = {"b": deep}

    assert list(laid_flat({"name": {"first": "Ann"}, "1": {"label": "E-mail", "value": "a"}, "c": deep})) == [
        ("name (first)", "Ann"),
        ("E-mail", "a"),
    ]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({"Nom": "Dupont", "Prénom": "Jean"}, ("Jean", "Dupont")),
        ({"Name": "Martinez", "Vorname": "Martin"}, ("Martin", "Martinez")),
        ({"Name": "Ann Mary Lee", "First name": "Ann Mary"}, ("Ann Mary", "Lee")),
        ({"Name": "Ann", "First name": "Ann"}, ("Ann", None)),
        ({"Name": "Ann Lee", "Last name": "Lee"}, ("Ann", "Lee")),
        ({"Name": "Ashlee", "Last name": "Lee"}, ("Ashlee", "Lee")),
    ],
)
@pytest.mark.parametrize("adapter", ["wpforms", "generic"])
def test_a_name_beside_one_part_is_the_other_part(
    adapter: str, said: dict[str, str], names: tuple[str, str | None]
) -> None:
    (lead,) = read(adapter, {**said, "Email": "a@acme.example"}).leads

    assert (lead.first_name, lead.last_name) == names
