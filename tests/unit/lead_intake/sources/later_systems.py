"""Bodies of systems that nobody here has seen, invented by somebody who had not read the code."""

from tests.unit.lead_intake.sources.strangers import JO, JO_DOE, Stranger

_KIM = {"email": "kim@fjord.example", "domain": "fjord.example", "first_name": "Kim", "last_name": "Dahl"}
_MAIL = "jo.doe@acme.example"

LATER = [
    # Lists of lists
    Stranger("rows below their names", [["Email", "Full name"], [_MAIL, "Jo Doe"], ["kim@fjord.example", "Kim Dahl"]], [JO_DOE, _KIM]),
    Stranger(
        "the range of a spreadsheet",
        {"range": "Sheet1!A1:B2", "majorDimension": "ROWS", "values": [["E-Mail", "Name", "Firma"], [_MAIL, "Jo Doe", "Acme"]]},
        [JO_DOE | {"company": "Acme"}],
    ),
    Stranger(
        "rows with their columns beside them",
        {"result": "ok", "columns": [{"name": "email"}, {"name": "full_name"}], "rows": [[_MAIL, "Jo Doe"], ["kim@fjord.example", "Kim Dahl"]]},
        [JO_DOE, _KIM],
    ),
    Stranger("objects in lists in a list", [[{"email": _MAIL, "name": "Jo Doe"}], [{"email": "kim@fjord.example", "name": "Kim Dahl"}]], [JO_DOE, _KIM]),
    Stranger("pairs", [["email", _MAIL], ["name", "Jo Doe"], ["company", "Acme"]], [JO_DOE | {"company": "Acme"}]),
    Stranger("pairs under fields", {"form": "demo", "fields": [["email", _MAIL], ["name", "Jo Doe"]]}, [JO_DOE]),
    Stranger("rows without names", [[_MAIL, "blue"]], [JO], attributes={"column_2": "blue"}),
    Stranger("a matrix beside a person", {"email": _MAIL, "matrix": [[1, 2], [3, 4]]}, [JO]),
    # Titles of companies
    Stranger("the title of a company", {"email": _MAIL, "company": {"title": "Acme"}}, [JO | {"company": "Acme"}]),
    Stranger("the title of an account", {"contact": {"email": _MAIL}, "account": {"title": "Acme", "id": 3}}, [JO | {"company": "Acme"}]),
    Stranger("a title beside the name of a company", {"email": _MAIL, "company": {"name": "Acme", "title": "CEO"}}, [JO | {"company": "Acme"}]),
    Stranger("a company title", {"email": _MAIL, "company_title": "Acme GmbH"}, [JO | {"company": "Acme GmbH"}]),
    # What a status says
    *(
        Stranger(f"{field}: {said}", {"email": _MAIL, field: said}, [JO], "suppress")
        for field, said in (
            ("status", "opted_out"), ("subscription_status", "unsubscribed"), ("marketing_status", "Opted out"),
            ("consent_status", "withdrawn"), ("email_consent_status", "opt-out"), ("lead_status", "Do Not Contact"),
            ("Status", "Abgemeldet"),
        )
    ),
    *(
        Stranger(f"{field}: {said}", {"email": _MAIL, field: said}, [JO])
        for field, said in (
            ("status", "new"), ("status", "subscribed"), ("status", "spam"), ("lead_status", "Unqualified"),
            ("lead_status", "In Progress"), ("consent_status", "granted"), ("order_status", "removed"),
        )
    ),
    Stranger("a deal whose status is deleted", {"type": "deal", "status": "deleted", "contact_email": _MAIL}, [JO], "update_only"),
    # Form builders
    Stranger(
        "numbered questions",
        {"submission": {"questions": [{"id": "q1", "name": "Name", "type": "ShortAnswer", "value": "Jo Doe"},
                                      {"id": "q2", "name": "Email", "type": "EmailInput", "value": _MAIL},
                                      {"id": "q3", "name": "Colour", "type": "ShortAnswer", "value": "blue"}]}},
        [JO_DOE],
        attributes={"colour": "blue"},
    ),
    Stranger(
        "types that are no names",
        {"Email": {"value": _MAIL, "field_type": "email"}, "How did you hear": {"value": "Fair", "field_type": "text"}},
        [JO],
        attributes={"how_did_you_hear": "Fair"},
    ),
    Stranger("q and a", {"lead": {"answers": [{"q": "Email", "a": _MAIL}, {"q": "Full name", "a": "Jo Doe"}]}}, [JO_DOE]),
    # Chat, webinars, badges
    Stranger(
        "a chat by WhatsApp",
        {"first_name": "Jo", "last_name": "Doe", "whatsapp_phone": "+442079460123", "email": _MAIL, "optin_email": True},
        [JO_DOE | {"phone": "+442079460123"}],
    ),
    Stranger("a role that systems give", {"data": {"attributes": {"role": "participant", "email": _MAIL}}}, [JO]),
    Stranger(
        "a badge with First and Last",
        {"Attendee": {"Prefix": "Dr", "First": "Jo", "Last": "Doe", "Title": "CTO", "Email": _MAIL, "Country": "DEU"}, "Scanner": "Booth 4"},
        [JO_DOE | {"job_title": "CTO", "country": "DE"}],
    ),
    # Languages
    Stranger(
        "Arabic",
        {"الاسم الكامل": "Jo Doe", "البريد الإلكتروني": _MAIL, "رقم الهاتف": "+971501234567", "الشركة": "Acme"},
        [JO_DOE | {"phone": "+971501234567", "company": "Acme"}],
    ),
    Stranger(
        "Hebrew",
        {"שם מלא": "Jo Doe", "אימייל": _MAIL, "טלפון": "+972501234567", "חברה": "Acme"},
        [JO_DOE | {"phone": "+972501234567", "company": "Acme"}],
    ),
    Stranger("Bulgarian", {"Име": "Jo", "Фамилия": "Doe", "Имейл": _MAIL, "Фирма": "Acme"}, [JO_DOE | {"company": "Acme"}]),
    Stranger(
        "Croatian", {"Ime": "Jo", "Prezime": "Doe", "E-pošta": _MAIL, "Tvrtka": "Acme", "Poruka": "Bok"},
        [JO_DOE | {"company": "Acme", "message": "Bok"}],
    ),
    Stranger(
        "Slovak", {"Meno": "Jo", "Priezvisko": "Doe", "E-mail": _MAIL, "Správa": "Ahoj", "Krajina": "Slovensko"},
        [JO_DOE | {"message": "Ahoj", "country": "SK"}],
    ),
    Stranger(
        "Vietnamese", {"Họ và tên": "Jo Doe", "Email": _MAIL, "Số điện thoại": "+84 91 234 5678", "Công ty": "Acme"},
        [JO_DOE | {"phone": "+84912345678", "company": "Acme"}],
    ),
    Stranger(
        "Indonesian", {"Nama Lengkap": "Jo Doe", "Alamat Email": _MAIL, "Perusahaan": "Acme", "Jabatan": "Manajer", "Pesan": "Halo"},
        [JO_DOE | {"company": "Acme", "job_title": "Manajer", "message": "Halo"}],
    ),
    Stranger("Catalan", {"Nom": "Jo", "Cognoms": "Doe", "Correu electrònic": _MAIL, "Missatge": "Hola"}, [JO_DOE | {"message": "Hola"}]),
    Stranger("Korean", {"이름": "Jo", "이메일": _MAIL, "연락처": "+82 2 312 3456"}, [JO | {"first_name": "Jo", "phone": "+8223123456"}]),
]  # fmt: skip
