"""Bodies of systems that nobody here has seen, invented, and what a careful person would make of them.

``wanted``: exactly what is said of each lead, among ``MEMBERS``.
"""

from dataclasses import dataclass
from typing import Any

MEMBERS = (
    "external_id", "email", "phone", "first_name", "last_name", "company", "domain", "job_title", "country", "campaign",
    "message",
)  # fmt: skip


@dataclass(frozen=True)
class Stranger:
    """``body``: JSON, or a form or list as text. ``attributes``: some of those that are kept beside."""

    name: str
    body: Any
    wanted: list[dict[str, str]]
    disposition: str = "accept"
    content_type: str = "application/json"
    attributes: dict[str, Any] | None = None


JO = {"email": "jo.doe@acme.example", "domain": "acme.example"}
JO_DOE = JO | {"first_name": "Jo", "last_name": "Doe"}
FORM = "application/x-www-form-urlencoded"

FORMS_AND_LANGUAGES = [
    # Form builders
    Stranger(
        "a list of questions and answers",
        {"formName": "Demo", "submissionId": "s-1", "responses": [
            {"question": "What is your full name?", "answer": "Jo Doe"},
            {"question": "Work email*", "answer": "jo.doe@acme.example"},
            {"question": "What's your company?", "answer": "Acme"},
            {"question": "What is your budget?", "answer": "10k"},
            {"question": "How did you hear about us?", "answer": ["Friend", "Fair"]},
        ]},
        [JO_DOE | {"company": "Acme"}],
        attributes={"budget": "10k", "lead_source": "Friend, Fair", "form_name": "Demo"},
    ),
    Stranger(
        "answers keyed by the number of the question",
        {"form": {"id": 77, "title": "Sign up"}, "answers": {
            "3": {"name": "fullName", "text": "Name", "type": "control_fullname", "answer": {"first": "Jo", "last": "Doe"}},
            "4": {"name": "q4", "text": "Where can we write to you?", "type": "control_email", "answer": "jo.doe@acme.example"},
            "5": {"name": "q5", "text": "Phone", "type": "control_phone", "answer": {"full": "+44 20 7946 0123"}},
        }},
        [JO_DOE | {"phone": "+442079460123"}],
    ),
    Stranger(
        "a form whose name is called name too",
        {"name": "Contact us", "site": "main", "data": {"your-email": "jo.doe@acme.example", "your-message": "Call me"}},
        [JO | {"message": "Call me"}],
    ),
    Stranger(
        "fields with labels and typed values",
        {"entry": {"id": "e9", "fields": [
            {"id": "f1", "label": "First name", "type": "text", "value": "Jo", "required": True},
            {"id": "f2", "label": "Last name", "type": "text", "value": "Doe", "required": True},
            {"id": "f3", "label": "E-mail", "type": "email", "value": "jo.doe@acme.example", "required": True},
            {"id": "f4", "label": "Position", "type": "text", "value": "Buyer"},
            {"id": "f5", "label": "I agree to the privacy policy", "type": "checkbox", "value": ["on"]},
        ]}, "page": {"title": "Pricing", "url": "https://www.us.example/pricing?utm_campaign=autumn&utm_source=x"}},
        [JO_DOE | {"job_title": "Buyer", "campaign": "autumn"}],
        attributes={"page_title": "Pricing", "utm_source": "x"},
    ),
    Stranger(
        "answers under their type, with the question in an object",
        {"submission": {"answers": [
            {"type": "text", "text": "Jo Doe", "field": {"title": "Your name"}},
            {"type": "email", "email": "jo.doe@acme.example", "field": {"ref": "mail"}},
            {"type": "choice", "choice": {"id": "c1", "label": "11-50"}, "field": {"title": "Company size"}},
        ]}},
        [JO_DOE],
        attributes={"company_size": "11-50"},
    ),
    Stranger(
        "fields by slug, each with its title and value",
        {"fields": {"name": {"id": "name", "type": "text", "title": "Nom", "value": "Doe", "required": "1"},
                    "prenom": {"id": "prenom", "type": "text", "title": "Prénom", "value": "Jo"},
                    "field_ab12": {"id": "field_ab12", "type": "email", "title": "Votre adresse e-mail", "value": "jo.doe@acme.example"}},
         "meta": {"page_url": {"title": "URL de la page", "value": "https://fr.example/contact"}}},
        [JO_DOE],
    ),
    Stranger(
        "JSON within a form field",
        'formID=77&submissionID=5&rawRequest={"q3_email":"jo.doe@acme.example","q4_fullName":{"first":"Jo","last":"Doe"}}',
        [JO_DOE],
        content_type=FORM,
    ),
    Stranger(
        "bracket names",
        "form_fields[first_name]=Jo&form_fields[last_name]=Doe&form_fields[email]=jo.doe%40acme.example&form[id]=c3"
        "&fields[phone][value]=%2B442079460123&action=submit_form",
        [JO_DOE | {"phone": "+442079460123"}],
        content_type=FORM,
    ),
    Stranger(
        "fields[email][value]",
        "fields[email][value]=jo.doe%40acme.example&fields[email][type]=email&fields[company][value]=Acme",
        [JO | {"company": "Acme"}],
        content_type=FORM,
    ),
    Stranger(
        "every value an array of one",
        {"page_name": ["Landing"], "first_name": ["Jo"], "last_name": ["Doe"], "email": ["jo.doe@acme.example"],
         "work_phone": ["+44 20 7946 0123"], "ip_address": ["192.0.2.9"]},
        [JO_DOE | {"phone": "+442079460123"}],
    ),
    Stranger(
        "numbered and prefixed inputs",
        {"input_1_email": "jo.doe@acme.example", "txtFirstName": "Jo", "txt_last_name": "Doe", "tel-423": "+442079460123",
         "text-99": "blue"},
        [JO_DOE | {"phone": "+442079460123"}],
        attributes={"text_99": "blue"},
    ),
    # Languages
    Stranger(
        "German",
        {"Anrede": "Frau", "Vorname": "Jo", "Name": "Doe", "E-Mail-Adresse *": "jo.doe@acme.example", "Telefonnummer": "030 23125 111",
         "Firma": "Acme GmbH", "Land": "Deutschland", "Ihre Nachricht": "Bitte um Rückruf", "Funktion": "Einkauf"},
        [JO_DOE | {"phone": "+493023125111", "company": "Acme GmbH", "country": "DE", "message": "Bitte um Rückruf",
                   "job_title": "Einkauf"}],
        attributes={"salutation": "Frau"},
    ),
    Stranger(
        "French",
        {"Civilité": "M.", "Nom": "Doe", "Prénom": "Jo", "Adresse e-mail professionnelle": "jo.doe@acme.example",
         "Numéro de téléphone": "01 99 00 12 34", "Société": "Acme", "Pays": "France", "Fonction": "DAF",
         "Votre message": "Rappelez-moi", "Nombre de salariés": "50"},
        [JO_DOE | {"phone": "+33199001234", "company": "Acme", "country": "FR", "job_title": "DAF", "message": "Rappelez-moi"}],
        attributes={"company_size": "50"},
    ),
    Stranger(
        "Spanish",
        {"Nombre": "Jo", "Apellidos": "Doe", "Correo electrónico": "jo.doe@acme.example", "Teléfono móvil": "+34 612 345 678",
         "Nombre de la empresa": "Acme", "País": "España", "Cargo": "Compras", "Mensaje": "Hola"},
        [JO_DOE | {"phone": "+34612345678", "company": "Acme", "country": "ES", "job_title": "Compras", "message": "Hola"}],
    ),
    Stranger(
        "Italian",
        {"nome": "Jo", "cognome": "Doe", "indirizzo_email": "jo.doe@acme.example", "cellulare": "+39 06 1234 5678",
         "azienda": "Acme", "ruolo": "Acquisti", "nazione": "Italia", "messaggio": "Ciao", "consenso_privacy": "accetto"},
        [JO_DOE | {"phone": "+390612345678", "company": "Acme", "country": "IT", "job_title": "Acquisti", "message": "Ciao"}],
    ),
    Stranger(
        "Portuguese",
        {"Nome completo": "Jo Doe", "Qual é o seu e-mail?": "jo.doe@acme.example", "Telemóvel": "+351 912 345 678",
         "Empresa": "Acme", "País": "Portugal", "Mensagem": "Olá"},
        [JO_DOE | {"phone": "+351912345678", "company": "Acme", "country": "PT", "message": "Olá"}],
    ),
    Stranger(
        "Dutch",
        {"Voornaam": "Jo", "Achternaam": "Doe", "E-mailadres": "jo.doe@acme.example", "Bedrijfsnaam": "Acme BV",
         "Telefoonnummer": "+31 20 123 4567", "Functie": "Inkoper", "Land": "Nederland", "Opmerking": "Bel mij"},
        [JO_DOE | {"phone": "+31201234567", "company": "Acme BV", "country": "NL", "job_title": "Inkoper", "message": "Bel mij"}],
    ),
    Stranger(
        "Swedish",
        {"Förnamn": "Jo", "Efternamn": "Doe", "E-post": "jo.doe@acme.example", "Företag": "Acme AB", "Mobil": "+46 70 123 45 67",
         "Befattning": "Inköpare", "Land": "Sverige", "Meddelande": "Hej"},
        [JO_DOE | {"phone": "+46701234567", "company": "Acme AB", "country": "SE", "job_title": "Inköpare", "message": "Hej"}],
    ),
    Stranger(
        "Danish and Norwegian",
        [{"Fornavn": "Jo", "Efternavn": "Doe", "E-mailadresse": "jo.doe@acme.example", "Virksomhed": "Acme ApS", "Stilling": "Køber"},
         {"Navn": "Kim Dahl", "E-postadresse": "kim@fjord.example", "Bedrift": "Fjord AS", "Melding": "Ring meg"}],
        [JO_DOE | {"company": "Acme ApS", "job_title": "Køber"},
         {"first_name": "Kim", "last_name": "Dahl", "email": "kim@fjord.example", "domain": "fjord.example", "company": "Fjord AS",
          "message": "Ring meg"}],
    ),
    Stranger(
        "Finnish, Polish and Czech",
        {"records": [
            {"Etunimi": "Jo", "Sukunimi": "Doe", "Sähköposti": "jo.doe@acme.example", "Puhelinnumero": "+358 40 1234567", "Yritys": "Acme Oy"},
            {"Imię i nazwisko": "Jan Nowak", "Adres e-mail": "jan@nowak.example", "Nazwa firmy": "Nowak", "Treść wiadomości": "Proszę"},
            {"Jméno": "Jan", "Příjmení": "Novák", "E-mailová adresa": "jan@novak.example", "Společnost": "Novák s.r.o.", "Země": "Česko"},
        ]},
        [JO_DOE | {"phone": "+358401234567", "company": "Acme Oy"},
         {"first_name": "Jan", "last_name": "Nowak", "email": "jan@nowak.example", "domain": "nowak.example", "company": "Nowak",
          "message": "Proszę"},
         {"first_name": "Jan", "last_name": "Novák", "email": "jan@novak.example", "domain": "novak.example",
          "company": "Novák s.r.o.", "country": "CZ"}],
    ),
    Stranger(
        "Japanese",
        {"氏名": "Jo Doe", "メールアドレス": "jo.doe@acme.example", "会社名": "Acme", "電話番号": "+81 3 1234 5678", "国": "日本のどこか"},
        [JO_DOE | {"company": "Acme", "phone": "+81312345678"}],
        disposition="accept_with_warnings",
    ),
]  # fmt: skip
