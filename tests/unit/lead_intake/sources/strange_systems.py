"""More bodies of systems that nobody here has seen: chat, events, ads, CRMs, mail, and what looks like no lead."""

from tests.unit.lead_intake.sources.strangers import JO, JO_DOE, Stranger

SYSTEMS = [
    # Chat tools
    Stranger(
        "a chat with its visitor, agent and page",
        {"event": "conversation.started", "conversation": {"id": "c1", "title": "Pricing question"},
         "visitor": {"name": "Jo Doe", "email": "jo.doe@acme.example", "id": "v-9"},
         "agent": {"name": "Rae Agent", "email": "rae@us.example"}, "page": {"title": "Home", "url": "https://us.example/"},
         "message": "Do you ship?"},
        [JO_DOE | {"external_id": "v-9", "message": "Do you ship?"}],
    ),
    Stranger(
        "a bot that collected slots",
        {"botId": "b1", "sessionId": "s1", "slots": {"userName": "Jo Doe", "user_email": "jo.doe@acme.example", "userPhone": "+442079460123"}},
        [JO_DOE | {"phone": "+442079460123"}],
    ),
    Stranger(
        "an address under a name that says nothing",
        {"topic": "callback", "where": "jo.doe@acme.example", "handled_by": "nobody"},
        [JO],
    ),
    Stranger(
        "a field named email without an address, and an address in contact_info",
        {"email": "yes please", "contact_info": "jo.doe@acme.example", "name": "Jo Doe"},
        [JO_DOE],
    ),
    # Event platforms
    Stranger(
        "a webinar registration",
        {"webinar": {"id": "w1", "title": "Updated pricing webinar", "start": "2026-12-01T10:00:00Z"},
         "registrant": {"firstName": "Jo", "lastName": "Doe", "email": "jo.doe@acme.example", "organization": "Acme",
                        "jobTitle": "Buyer", "registrationDate": "2026-11-16T10:00:00Z"}},
        [JO_DOE | {"company": "Acme", "job_title": "Buyer"}],
        attributes={"event_name": "Updated pricing webinar"},
    ),
    Stranger(
        "an event whose name ends in nothing of ours",
        {"event": "Updated pricing webinar", "attendee": {"name": "Jo Doe", "e-mail": "jo.doe@acme.example"}, "organizer": {"email": "o@us.example"}},
        [JO_DOE],
    ),
    Stranger(
        "a badge scan with its booth and scanner",
        {"scan": {"at": "2026-11-16T10:00:00Z", "device": {"name": "Scanner 4"}}, "booth": {"name": "B12"},
         "badge": {"given_name": "Jo", "family_name": "Doe", "email_address": "jo.doe@acme.example", "company_name": "Acme",
                   "country_code": "GB", "mobile": "020 7946 0123"}, "staff": {"name": "Sam Rep", "email": "sam@us.example"}},
        [JO_DOE | {"company": "Acme", "country": "GB", "phone": "+442079460123"}],
    ),
    Stranger(
        "a list of attendees, half of them without an address",
        {"eventName": "Expo", "attendees": [{"name": "Jo Doe", "email": "jo.doe@acme.example"}, {"name": "No Body"}]},
        [JO_DOE],
        disposition="accept_with_warnings",
    ),
    Stranger(
        "a booking with guests",
        {"booking": {"id": "b1"}, "email": "jo.doe@acme.example", "name": "Jo Doe", "guests": [{"email": "guest@else.example"}]},
        [JO_DOE],
    ),
    # Ad platforms
    Stranger(
        "columns of an ad's form, with its campaign",
        {"leadgenId": "L1", "campaign": {"id": 5, "name": "Fleet EU"}, "adset": {"name": "Lookalike"}, "columns": [
            {"column_name": "FULL_NAME", "string_value": "Jo Doe"}, {"column_name": "WORK_EMAIL", "string_value": "jo.doe@acme.example"},
            {"column_name": "COMPANY_NAME", "string_value": "Acme"}]},
        [JO_DOE | {"company": "Acme", "campaign": "Fleet EU"}],
        attributes={"adset_name": "Lookalike"},
    ),
    Stranger(
        "two leads of an ad, and what holds for both",
        {"advertiser": "us", "campaign_name": "Autumn", "leads": [
            {"email": "jo.doe@acme.example", "name": "Jo Doe"}, {"email": "kim@fjord.example", "full_name": "Kim Dahl"}]},
        [JO_DOE | {"campaign": "Autumn"},
         {"email": "kim@fjord.example", "domain": "fjord.example", "first_name": "Kim", "last_name": "Dahl", "campaign": "Autumn"}],
    ),
    Stranger(
        "utm in an object",
        {"user": {"mail": "jo.doe@acme.example"}, "utm": {"source": "g", "medium": "cpc", "campaign": "spring"}},
        [JO | {"campaign": "spring"}],
        attributes={"utm_source": "g", "utm_medium": "cpc"},
    ),
    # CRMs
    Stranger(
        "JSON:API with owner and company",
        {"data": {"type": "contacts", "id": "77", "attributes": {
            "contact": {"emailAddress": "jo.doe@acme.example", "firstName": "Jo", "lastName": "Doe"},
            "company": {"name": "Acme", "website": "https://www.acme-group.example/about", "size": "50"},
            "owner": {"name": "Sam Rep", "email": "sam@us.example"}}}},
        [JO_DOE | {"company": "Acme", "domain": "acme-group.example"}],
        attributes={"company_size": "50"},
    ),
    Stranger(
        "name beside company",
        {"name": "Jo Doe", "title": "CTO", "email": "jo.doe@acme.example", "company": {"name": "Acme", "phone": "+442079460999"},
         "phone": "+442079460123"},
        [JO_DOE | {"company": "Acme", "job_title": "CTO", "phone": "+442079460123"}],
    ),
    Stranger(
        "an organisation with its contacts",
        {"name": "Acme", "url": "https://acme-group.example", "contacts": [
            {"name": "Jo Doe", "title": "CTO", "emails": [{"type": "home", "email": "jo@home.example"},
                                                          {"type": "work", "email": "jo.doe@acme.example", "primary": True}]}]},
        [JO_DOE | {"company": "Acme", "job_title": "CTO"}],
    ),
    Stranger(
        "properties with value and history",
        {"properties": {"firstname": {"value": "Jo", "versions": []}, "lastname": {"value": "Doe"}, "email": {"value": "jo.doe@acme.example"},
                        "jobtitle": {"value": "Buyer"}, "numberofemployees": {"value": 50}}},
        [JO_DOE | {"job_title": "Buyer"}],
        attributes={"company_size": 50},
    ),
    Stranger(
        "flattened names with two underscores",
        {"contact__first_name": "Jo", "contact__last_name": "Doe", "contact__email": "jo.doe@acme.example", "company__name": "Acme",
         "owner__email": "sam@us.example", "contact__phone_1": "+442079460123"},
        [JO_DOE | {"company": "Acme", "phone": "+442079460123"}],
    ),
    Stranger(
        "billing beside personal",
        {"billing": {"email": "ap@acme.example", "name": "AP Dept", "country": "FR"},
         "customer": {"email": "jo.doe@acme.example", "first_name": "Jo", "last_name": "Doe", "country": "GB"}},
        [JO_DOE | {"country": "GB"}],
    ),
    Stranger(
        "private beside business, in flat names",
        {"private_email": "jo@home.example", "business_email": "jo.doe@acme.example", "home_phone": "+442079460111",
         "office_phone": "+442079460123", "Full Name": "Jo Doe"},
        [JO_DOE | {"phone": "+442079460123"}],
    ),
    Stranger(
        "titles that are no job",
        {"title": "Mrs", "name": "Jo Doe", "email": "jo.doe@acme.example", "role": "user"},
        [JO_DOE],
    ),
    Stranger(
        "a phone in two parts",
        {"name": {"first": "Jo", "last": "Doe"}, "phone": {"country_code": "+44", "number": "020 7946 0123"}},
        [{"first_name": "Jo", "last_name": "Doe", "phone": "+442079460123"}],
    ),
    # E-mail tools
    Stranger(
        "a subscriber with custom fields",
        {"type": "subscriber.created", "subscriber": {"id": "sub-1", "email": "jo.doe@acme.example", "status": "active",
         "custom_fields": [{"name": "FNAME", "value": "Jo"}, {"name": "LNAME", "value": "Doe"}]}, "list": {"name": "Newsletter"}},
        [JO_DOE | {"external_id": "sub-1"}],
        attributes={"list_name": "Newsletter"},
    ),
    Stranger("unsubscribed", {"event": "unsubscribe", "recipient": "jo.doe@acme.example", "id": "x"}, [JO | {"external_id": "x"}], "suppress"),
    Stranger("opted out, in camel case", {"eventType": "contactOptedOut", "contact": {"email": "jo.doe@acme.example"}}, [JO], "suppress"),
    Stranger("a farewell in German", {"aktion": "", "event": "Abmeldung", "E-Mail": "jo.doe@acme.example"}, [JO], "suppress"),
    Stranger(
        "erased by id alone", {"action": "contact.erased", "data": {"contact": {"id": "77"}}}, [{"external_id": "77"}], "suppress"
    ),
    Stranger("tidied away", {"action": "contact.deleted", "data": {"contact": {"id": "77"}}}, [], "ignore"),
    Stranger("a tag removed", {"event": "contact.tag_removed", "contact": {"email": "jo.doe@acme.example"}}, [JO], "update_only"),
    Stranger("a mail opened", {"event": "email.opened", "email": "jo.doe@acme.example"}, [JO], "update_only"),
    Stranger("a contact changed", {"topic": "contact/updated", "data": {"email": "jo.doe@acme.example"}}, [JO], "update_only"),
    Stranger("a booking cancelled", {"trigger": "BOOKING_CANCELLED", "payload": {"email": "jo.doe@acme.example"}}, [JO], "update_only"),
    Stranger("created or updated", {"event": "contact.created_or_updated", "email": "jo.doe@acme.example"}, [JO]),
    Stranger("half a form", {"status": "partial", "answers": {"email": "jo.doe@acme.example"}}, [], "ignore"),
    Stranger("an abandoned form", {"event": "Form Abandoned", "properties": {"email": "jo.doe@acme.example"}}, [], "ignore"),
    Stranger("not completed", {"completed": False, "email": "jo.doe@acme.example"}, [], "ignore"),
    Stranger("a draft", {"is_draft": "true", "email": "jo.doe@acme.example"}, [], "ignore"),
    Stranger("a test flag", {"test": True, "email": "jo.doe@acme.example"}, [JO], "accept_test"),
    Stranger("not live", {"livemode": False, "customer": {"email": "jo.doe@acme.example"}}, [JO], "accept_test"),
    Stranger("a test event", {"event": "test_lead", "email": "jo.doe@acme.example"}, [JO], "accept_test"),
    Stranger("a test drive", {"event": "test_drive_requested", "email": "jo.doe@acme.example"}, [JO]),
    Stranger("a ping", {"event": "ping", "zen": "Keep it simple"}, [], "ignore"),
    Stranger("an id alone", {"event": "lead.created", "lead_id": "123"}, [{"external_id": "123"}], "needs_enrichment"),
    Stranger("nothing", {"hello": "world"}, [], "reject_invalid"),
    # Lists and other bodies
    Stranger(
        "CSV with German columns",
        "Vorname,Nachname,E-Mail,Firma\r\nJo,Doe,jo.doe@acme.example,Acme\r\n",
        [JO_DOE | {"company": "Acme"}],
        content_type="text/csv",
    ),
    Stranger(
        "lines of JSON",
        '{"email":"jo.doe@acme.example"}\n{"mail":"kim@fjord.example"}\n',
        [JO, {"email": "kim@fjord.example", "domain": "fjord.example"}],
        content_type="application/x-ndjson",
    ),
    Stranger(
        "multipart",
        '--XX\r\nContent-Disposition: form-data; name="Vorname"\r\n\r\nJo\r\n'
        '--XX\r\nContent-Disposition: form-data; name="contact[last_name]"\r\n\r\nDoe\r\n'
        '--XX\r\nContent-Disposition: form-data; name="E-Mail"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\njo.doe@acme.example\r\n'
        '--XX\r\nContent-Disposition: form-data; name="cv"; filename="cv.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--XX--\r\n',
        [JO_DOE],
        content_type="multipart/form-data; boundary=XX",
    ),
    Stranger(
        "a form that says it is JSON's brother",
        "first_name=Jo&last_name=Doe&email=jo.doe%40acme.example",
        [JO_DOE],
        content_type="text/plain",
    ),
    Stranger(
        "several events in one array, each with its own",
        [{"type": "contact.created", "email": "jo.doe@acme.example"}, {"type": "contact.updated", "email": "kim@fjord.example"},
         {"type": "contact.unsubscribed", "email": "lee@else.example"}],
        [JO],
    ),
    Stranger(
        "a secret beside the lead",
        {"token": "abc", "password": "hunter2", "email": "jo.doe@acme.example", "csrf_token": "x", "favourite": "blue"},
        [JO],
        attributes={"favourite": "blue"},
    ),
    # What later strangers taught
    Stranger(
        "XML as JSON",
        {"Lead": {"Customer": {"Contact": {
            "Name": [{"@part": "first", "#text": "Jo"}, {"@part": "last", "#text": "Doe"}],
            "Email": "jo.doe@acme.example", "Phone": {"#text": "+442079460123", "@type": "voice"}}}}},
        [JO_DOE | {"phone": "+442079460123"}],
    ),
    Stranger(
        "types as names",
        {"lead": {"campaign_id": "c7", "fields": [{"field_type": "EMAIL", "field_value": "jo.doe@acme.example"},
                                                  {"field_type": "FIRST_NAME", "field_value": "Jo"}]}},
        [JO | {"first_name": "Jo", "campaign": "c7"}],
    ),
    Stranger(
        "questions in whole sentences",
        {"What is the best email address to reach you at?": "jo.doe@acme.example", "What's your first name?": "Jo",
         "And your last name?": "Doe", "Which company do you work for?": "Acme", "What is your role at the company?": "CTO",
         "How many people work at your company?": "50"},
        [JO_DOE | {"company": "Acme", "job_title": "CTO"}],
        attributes={"company_size": "50"},
    ),
    Stranger(
        "names with alternatives",
        {"E-Mail / Mail": "jo.doe@acme.example", "Firma / Organisation": "Acme", "Ansprechpartner": "Jo Doe",
         "Ich stimme der Datenschutzerklärung zu": "on"},
        [JO_DOE | {"company": "Acme"}],
    ),
    Stranger(
        "pages of questions",
        {"respondent": {"email": "jo.doe@acme.example"}, "pages": [{"questions": [{"heading": "Company", "answers": [{"text": "Acme"}]}]}]},
        [JO | {"company": "Acme"}],
    ),
    Stranger(
        "a ticket with its requester and assignee",
        {"ticket": {"id": 1, "title": "Pricing", "status": "new", "requester": {"name": "Jo Doe", "email": "jo.doe@acme.example"},
                    "assignee": {"name": "Sam Rep", "email": "sam@us.example"}}},
        [JO_DOE],
        attributes={"ticket_title": "Pricing"},
    ),
    Stranger("the status of a subscriber", {"subscriber": {"email": "jo.doe@acme.example", "status": "unsubscribed"}}, [JO], "suppress"),
    Stranger("a flag that says gone", {"email": "jo.doe@acme.example", "is_deleted": True}, [], "ignore"),
    Stranger("a flag that says erased", {"email": "jo.doe@acme.example", "erased": True}, [JO], "suppress"),
    Stranger("a wish to be forgotten", {"type": "gdpr.erasure_request", "subject": {"email": "jo.doe@acme.example"}}, [JO], "suppress"),
    Stranger("an owner alone", {"deal": "d1", "owner": {"email": "sam@us.example"}, "rep_email": "r@us.example"}, [], "reject_invalid"),
]  # fmt: skip
