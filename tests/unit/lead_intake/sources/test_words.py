"""What names of fields mean, in the languages and spellings of the vocabulary."""

from collections import defaultdict

import pytest

from lead_intake.adapters.sources import vocabulary
from lead_intake.adapters.sources.words import common, compact, meaning, member_for, snake

LANGUAGES = {
    "English": ("Email address", "Phone number", "First name", "Surname", "Company"),
    "German": ("E-Mail-Adresse", "Rufnummer", "Vorname", "Nachname", "Unternehmen"),
    "French": ("Courriel", "Téléphone portable", "Prénom", "Nom de famille", "Société"),
    "Spanish": ("Correo electrónico", "Teléfono móvil", "Nombres", "Apellidos", "Nombre de la empresa"),
    "Italian": ("Indirizzo e-mail", "Cellulare", "Primo nome", "Cognome", "Azienda"),
    "Portuguese": ("Endereço de e-mail", "Telemóvel", "Primeiro nome", "Sobrenome", "Nome da empresa"),
    "Dutch": ("E-mailadres", "Telefoonnummer", "Voornaam", "Achternaam", "Bedrijfsnaam"),
    "Swedish": ("E-postadress", "Mobilnummer", "Förnamn", "Efternamn", "Företag"),
    "Danish": ("E-mailadresse", "Tlf. nr.", "Fornavn", "Efternavn", "Virksomhed"),
    "Norwegian": ("E-postadresse", "Mobilnummer", "Fornavn", "Etternavn", "Bedriftsnavn"),
    "Finnish": ("Sähköpostiosoite", "Puhelinnumero", "Etunimi", "Sukunimi", "Yritys"),
    "Polish": ("Adres e-mail", "Numer telefonu", "Imię", "Nazwisko", "Nazwa firmy"),
    "Czech": ("E-mailová adresa", "Telefonní číslo", "Křestní jméno", "Příjmení", "Název společnosti"),
    "Hungarian": ("E-mail cím", "Telefonszám", "Keresztnév", "Vezetéknév", "Cégnév"),
    "Romanian": ("Adresa de e-mail", "Număr de telefon", "Prenume", "Nume de familie", "Companie"),
    "Turkish": ("E-posta adresi", "Telefon numarası", "Adınız", "Soyadı", "Şirket"),  # noqa: RUF001 - Turkish has this letter
    "Russian": ("Электронная почта", "Номер телефона", "Имя", "Фамилия", "Компания"),
    "Ukrainian": ("Електронна пошта", "Номер телефону", "Ім'я", "Прізвище", "Компанія"),
    "Greek": ("Ηλεκτρονική διεύθυνση", "Τηλέφωνο", "Όνομα", "Επώνυμο", "Εταιρεία"),
    "Japanese": ("メールアドレス", "電話番号", "名", "姓", "会社名"),
    "Chinese": ("电子邮件", "手机号码", "名字", "姓", "公司名称"),
    "Korean": ("이메일", "전화번호", "이름", "성", "회사명"),
    "Arabic": ("البريد الإلكتروني", "رقم الهاتف", "الاسم الأول", "اسم العائلة", "الشركة"),
    "Hebrew": ("אימייל", "מספר טלפון", "שם פרטי", "שם משפחה", "שם החברה"),
    "Bulgarian": ("Имейл", "Телефонен номер", "Име", "Фамилно име", "Име на фирмата"),
    "Croatian": ("E-mail adresa", "Broj telefona", "Ime", "Prezime", "Naziv tvrtke"),
    "Slovene": ("E-naslov", "Telefonska številka", "Ime", "Priimek", "Podjetje"),
    "Slovak": ("E-mailová adresa", "Telefónne číslo", "Krstné meno", "Priezvisko", "Názov spoločnosti"),
    "Indonesian": ("Alamat email", "Nomor telepon", "Nama depan", "Nama belakang", "Nama perusahaan"),
    "Catalan": ("Correu electrònic", "Telèfon", "Nom de pila", "Cognoms", "Nom de l'empresa"),
    "Thai": ("อีเมล", "เบอร์โทรศัพท์", "ชื่อ", "นามสกุล", "ชื่อบริษัท"),
    "Lithuanian": ("El. paštas", "Telefono numeris", "Vardas", "Pavardė", "Įmonė"),
    "Latvian": ("E-pasts", "Tālrunis", "Vārds", "Uzvārds", "Uzņēmums"),
    "Estonian": ("E-posti aadress", "Telefoninumber", "Eesnimi", "Perekonnanimi", "Ettevõte"),
}
"""What five fields of a form are called in each, as people write them; the READMEs say how many there are."""


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("email", "email"), ("E-Mail-Adresse", "email"), ("emailAddress", "email"), ("your-email", "email"),
        ("Work email*", "email"), ("email-423", "email"), ("mce-EMAIL", "email"), ("Adresse e-mail professionnelle", "email"),
        ("¿Cuál es tu correo electrónico?", "email"), ("Sähköposti", "email"), ("E-mailová adresa", "email"),
        ("Indirizzo di posta elettronica", "email"), ("e-postadress", "email"), ("メールアドレス", "email"),
        ("phone_number", "phone"), ("Telefonnummer", "phone"), ("Téléphone portable", "phone"), ("Puhelinnumero", "phone"),
        ("Número de teléfono", "phone"), ("Matkapuhelin", "phone"), ("tel-12", "phone"), ("Rufnummer (geschäftlich)", "phone"),
        ("Vorname", "first_name"), ("Prénom", "first_name"), ("FNAME", "first_name"), ("Etunimi", "first_name"),
        ("Jméno a příjmení", "full_name"), ("Vor- und Nachname", "full_name"), ("name", "full_name"),
        ("Imię", "first_name"), ("Příjmení", "last_name"), ("Efternavn", "last_name"), ("surname", "last_name"),
        ("What's your company?", "company"), ("Nombre de la empresa", "company"), ("Firmenname", "company"),
        ("Raison sociale", "company"), ("Społka", "company"), ("job_title", "job_title"), ("Fonction", "job_title"),
        ("Stanowisko", "job_title"), ("Land", "country"), ("Kraj", "country"), ("Země", "country"), ("budget", "budget"),
        ("Company size", "company_size"), ("Anzahl Mitarbeiter", "company_size"), ("Number of employees?", "company_size"),
        ("email_status", None), ("username", None), ("phone_type", None), ("shoe", None), ("", None), ("company_email_status", None),
        ("x" * 500, None),
    ],
)  # fmt: skip
def test_a_name_means_a_member(name: str, member: str | None) -> None:
    assert member_for(name) == member


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_in_each_language_is_understood(language: str) -> None:
    assert [member_for(name) for name in LANGUAGES[language]] == [
        "email",
        "phone",
        "first_name",
        "last_name",
        "company",
    ]


def test_every_phrase_means_one_thing() -> None:
    meant = defaultdict(set)
    for member, text in vocabulary.PHRASES.items():
        for phrase in " ".join(text.split()).split(", "):
            meant[compact(phrase)].add(member)

    assert {phrase: members for phrase, members in meant.items() if len(members) > 1} == {}


def test_every_phrase_is_found_by_the_way_people_write_it() -> None:
    phrases = [
        (phrase, member) for member, text in vocabulary.PHRASES.items() for phrase in " ".join(text.split()).split(", ")
    ]

    assert [phrase for phrase, member in phrases if member_for(f"{phrase.title()} *:") != member] == []


def test_addresses_at_work_go_before_private_ones_and_those_before_somebody_elses() -> None:
    ranks = [
        found.rank for name in ("Work email", "email", "private email", "billing email") if (found := meaning(name))
    ]

    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 4


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("What is your budget?", "what_is_your_budget"), ("whatIsYourBudget", "what_is_your_budget"),
        ("Größe (m²)", "grosse_m2"), ("Улица", "улица"), ("***", "field"), ("a" * 1000, "a" * 80),
    ],
)  # fmt: skip
def test_names_of_attributes_are_plain_words(name: str, kept: str) -> None:
    assert snake(name) == kept


def test_attributes_have_one_name_for_all_sources() -> None:
    assert {common(name) for name in ("Branche", "industry", "Secteur d'activité")} == {"industry"}
