"""What fields are called: phrases by meaning, separated by commas, in the languages that forms are written in.

Accents, case and signs do not count (``E-Mail-Adresse`` is ``e mail adresse``), nor do words that only fill
(``What is your …?``). A phrase has one meaning; words with several are in ``VAGUE``, and what stands around them decides.
"""

from typing import Final

PHRASES: Final[dict[str, str]] = {
    "external_id": """external id, lead id, contact id, person id, customer id, user id, subscriber id, visitor id, member id,
        prospect id, client id, crm id, record id, kontakt id, kundennummer, id cliente, id client, lead uuid, contact uuid""",
    "event_id": """event id, submission id, message id, response id, entry id, delivery id, conversion id, event uuid,
        submission uuid, uuid evenement, request id, transaction id, registration id, booking id, idempotency key, dedupe id""",
    "email": """email, e mail, email address, e mail address, mail, mail address, work email, business email, your email,
        emails, email addresses, email id, emailid, electronic mail, contact email, reply to email, courriel,
        adresse email, adresse e mail, adresse mail, adresse courriel, adresse electronique, adresse de messagerie,
        email adresse, e mail adresse, mailadresse, mail adresse, emailadresse, elektronische post,
        correo, correo electronico, direccion de correo, direccion de correo electronico, direccion de email, email laboral,
        posta elettronica, indirizzo email, indirizzo e mail, indirizzo mail, indirizzo di posta elettronica,
        endereco de email, endereco de e mail, correio eletronico, correio electronico, endereco eletronico,
        email adres, e mailadres, emailadres, mailadres, epost, e post, epostadress, e postadress, epost adress, mejl,
        mejladress, mailadress, epostadresse, e postadresse, emailadresser, sahkoposti, sahkopostiosoite, s posti, sposti,
        adres email, adres e mail, adres mailowy, mejl kontaktowy, poczta, poczta elektroniczna, emailova adresa,
        e mailova adresa, mailova adresa, email cim, e mail cim, adresa de email, adresa email, eposta, e posta,
        eposta adresi, e posta adresi, почта, электронная почта, эл почта, адрес электронной почты, имейл, пошта,
        електронна пошта, ηλεκτρονικη διευθυνση, メール, メールアドレス, 邮箱, 电子邮件, 電子郵件, 이메일, 이메일주소,
        البريد الإلكتروني, البريد الالكتروني, بريد الكتروني, ايميل, אימייל, דואל, דוא ל, כתובת אימייל, имейл адрес, e
        posta adresi, eposta adresiniz, e posta adresiniz, email naslov, e naslov, elektronska posta, e mail adresa,
        email adresa, dia chi email, thu dien tu, alamat email, surel, correu, correu electronic, adreca electronica,
        อีเมล, ईमेल, el pastas, e pasts, epasts, e posti aadress, meiliaadress""",
    "phone": """phone, phone number, phones, phone numbers, telephone, telephone number, tel, tel number, tel no, phone no,
        mobile, mobile phone, mobile number, mobile phone number, mobile no, cell, cell phone, cell number, cellphone, cellular,
        work phone, business phone, direct phone, direct dial, direct line, direct phone, direct phone number, direct number, landline, contact number, contact no, contact phone,
        phone e164, phonenumber, whatsapp, whatsapp number, whatsapp phone, wa id, whats app, call back number, callback number, msisdn, sms number,
        telefon, telefonnummer, telefon nummer, telefon nr, telefonnr, tel nr, tel nummer, rufnummer, durchwahl, handy,
        handynummer, handy nr, mobil, mobilnummer, mobiltelefon, mobilfunknummer, mobilrufnummer, festnetz, festnetznummer,
        ruckrufnummer, telefonisch erreichbar unter, numero de telephone, num telephone, no telephone, no de telephone,
        telephone portable, telephone mobile, portable, numero de portable, tel portable, numero mobile, ligne directe,
        telefono, numero de telefono, numero telefono, telefono movil, movil, celular, numero celular, numero de celular,
        telefono celular, numero de movil, telefono de contacto, numero de contacto, telefono fijo, recapito telefonico,
        numero di telefono, telefono cellulare, cellulare, numero cellulare, numero di cellulare, recapito, telefono fisso,
        telefone, numero de telefone, telefone celular, telemovel, numero de telemovel, telefone de contato, fone, celular whatsapp,
        telefoon, telefoonnummer, mobiel, mobiel nummer, mobiele nummer, mobiele telefoon, gsm, gsm nummer, telefoon nummer,
        telefonnumret, mobilnr, mobilnummeret, mobiltelefonnummer, tlf, tlf nr, tlfnr, telefonnr, puhelin, puhelinnumero,
        matkapuhelin, puh, kannykka, gsm numero, numer telefonu, nr telefonu, telefon kontaktowy, telefon komorkowy, komorka,
        numer komorkowy, telefonni cislo, cislo telefonu, mobilni telefon, mobilni cislo, telefonszam, mobilszam,
        numar de telefon, numar telefon, telefon mobil, telefon numarasi, cep telefonu, телефон, номер телефона,
        мобильный телефон, мобильный, номер телефону, τηλεφωνο, κινητο, 電話, 電話番号, 携帯電話, 电话, 电话号码, 手机, 手机号,
        手机号码, 電話號碼, 전화, 전화번호, 휴대폰, 휴대전화,
        رقم الهاتف, الهاتف, رقم الجوال, الجوال, موبايل, טלפון, מספר טלפון, נייד, телефонен номер, мобилен телефон,
        broj telefona, broj mobitela, telefonska stevilka, telefonne cislo, cislo telefonu, so dien thoai, dien thoai,
        nomor telepon, nomor hp, no hp, nomor handphone, telepon, 연락처, เบอร์โทร,
        เบอร์โทรศัพท์, โทรศัพท์, फ़ोन, फोन, telefono numeris, telefonas, talrunis, talruna numurs, telefoninumber""",
    "first_name": """first name, firstname, fname, given name, givenname, given names, first names, forename, christian name,
        name first, name given, contact first name, first and middle name, vorname, rufname, vornamen, prenom, prenoms, nom de pila,
        primer nombre, nombre de pila, nombres, nome proprio, primo nome, primeiro nome, nome de batismo, voornaam, roepnaam,
        fornamn, tilltalsnamn, fornavn, fornavne, etunimi, imie, imiona, krestni jmeno, krestni, utonev, keresztnev, prenume,
        adiniz, isim, имя, імя, ονομα, 名, 名前, 名字, 이름,
        الاسم الاول, الاسم الأول, שם פרטי, име, ime, meno, krstne meno, nama depan, ชื่อ, vardas, vards, eesnimi""",
    "last_name": """last name, lastname, lname, surname, family name, familyname, second name, name last, name family,
        contact last name, nachname, familienname, zuname, nom de famille, nom famille, apellido, apellidos,
        primer apellido, cognome, sobrenome, apelido, ultimo nome, achternaam, familienaam, efternamn, efternavn, etternavn,
        slaektsnamn, sukunimi, nazwisko, prijmeni, vezeteknev, csaladnev, nume de familie, soyad, soyadi, soyadiniz, soyisim,
        фамилия, прізвище, επωνυμο, 姓, 성,
        اسم العائلة, الاسم الاخير, الاسم الأخير, שם משפחה, фамилно име, презиме, prezime, priimek, priezvisko, nama
        belakang, cognoms, นามสกุล, pavarde, uzvards, perekonnanimi""",
    "full_name": """full name, fullname, name, your name, contact name, person name, complete name, first and last name,
        first name and last name, name surname, name and surname, display name, real name, nickname, contact full name, attendee,
        contact person, ansprechpartner, ansprechpartnerin, kontaktperson, vollstandiger name, vor und nachname,
        vorname und nachname, vorname nachname, vor nachname, name vorname, vorname name, ihr name, ganzer name,
        nom, nom complet, nom et prenom, prenom et nom, nom prenom, prenom nom, votre nom, personne a contacter,
        nombre, nombre completo, nombre y apellido, nombre y apellidos, nombres y apellidos, persona de contacto,
        nome, nome completo, nome e cognome, nome cognome, cognome e nome, nominativo, referente, persona di contatto,
        nome e sobrenome, pessoa de contato, naam, volledige naam, voor en achternaam, voornaam en achternaam,
        contactpersoon, uw naam, namn, fullstandigt namn, for och efternamn, ditt namn, navn, fulde navn, fullt navn,
        for og efternavn, for og etternavn, dit navn, ditt navn, nimi, koko nimi, etu ja sukunimi, yhteyshenkilo,
        imie i nazwisko, imie nazwisko, osoba kontaktowa, jmeno, jmeno a prijmeni, cele jmeno, kontaktni osoba, nev,
        teljes nev, kapcsolattarto, nume, nume complet, nume si prenume, ad soyad, adi soyadi, isim soyisim, фио, полное имя,
        имя и фамилия, піб, ονοματεπωνυμο, お名前, 氏名, ご氏名, 姓名, 성함, 성명,
        الاسم الكامل, الاسم, שם מלא, שם, име и фамилия, ime i prezime, ime in priimek, meno a priezvisko, ho va ten,
        ho ten, nama lengkap, nama, nom i cognoms, ชื่อเต็ม, ชื่อ นามสกุล, पूरा नाम, नाम, vardas pavarde, vards
        uzvards, taisnimi, nick""",
    "company": """company, company name, companyname, organisation, organization, organisation name, organization name,
        org, org name, orgname, employer, employer name, business, business name, account name, firm, firm name, workplace,
        company or organization, company organization, agency name, agency, institution, institution name, legal name,
        company title, account title, organisation title, organization title, where do you work, who do you work for, name of company, company legal name, contact company,
        firma, firmenname, firmen name, unternehmen, unternehmensname, name des unternehmens, name der firma, betrieb,
        organisationsname, arbeitgeber, entreprise, nom de l entreprise, nom entreprise, nom de l organisation,
        societe, nom de la societe, nom societe, raison sociale, organisme, etablissement, employeur,
        empresa, nombre de la empresa, nombre empresa, nombre de empresa, compania, organizacion, razon social, negocio,
        azienda, nome azienda, nome dell azienda, ragione sociale, societa, nome societa, impresa, ditta, ente,
        organizzazione, nome da empresa, nome empresa, organizacao, razao social, companhia, instituicao,
        bedrijf, bedrijfsnaam, naam bedrijf, organisatie, organisatienaam, naam organisatie, onderneming, werkgever,
        foretag, foretagsnamn, foretagets namn, bolag, bolagsnamn, arbetsgivare, virksomhed, virksomhedsnavn, firmanavn,
        virksomhet, bedrift, bedriftsnavn, selskap, selskab, firmanamn, yritys, yrityksen nimi, organisaatio, tyonantaja,
        nazwa firmy, przedsiebiorstwo, nazwa przedsiebiorstwa, organizacja, spolka, nazev firmy, jmeno firmy, spolecnost,
        nazev spolecnosti, podnik, organizace, ceg, cegnev, vallalat, companie, nume companie, numele companiei, sirket,
        sirket adi, firma adi, sirketiniz, kurum, компания, название компании, организация, компанія, назва компанії, εταιρεια,
        会社, 会社名, 貴社名, 御社名, 公司, 公司名称, 公司名稱, 회사, 회사명,
        الشركة, اسم الشركة, المؤسسة, חברה, שם חברה, שם החברה, фирма, име на фирмата, организация, tvrtka, naziv
        tvrtke, poduzece, podjetje, spolocnost, nazov firmy, nazov spolocnosti, cong ty, ten cong ty, perusahaan, nama
        perusahaan, nom de l empresa, บริษัท, ชื่อบริษัท, कंपनी, imone, imones pavadinimas, uznemums, ettevote,
        ettevotte nimi""",
    "website": """website, web site, website url, web address, company website, company domain, domain, url, homepage,
        home page, web, site web, web url, company url, internetseite, webseite, webadresse, firmenwebsite, site internet,
        adresse du site, sitio web, pagina web, web de la empresa, sito, sito web, sito internet, sito aziendale, website aziendale,
        site da empresa, pagina da empresa, webbplats, webbsida, hemsida, hjemmeside, nettside, nettsted, kotisivu,
        verkkosivusto, verkkosivu, strona internetowa, strona www, adres strony, webove stranky, webova stranka, weboldal,
        honlap, site ul, web sitesi, сайт, вебсайт, домен, ウェブサイト, 网站, 公司网站, 웹사이트, company host, email domain""",
    "job_title": """job title, jobtitle, title, position, role, job role, job position, job function, occupation, profession,
        business title, title at company, work title, what do you do, designation, role in company, your role, job,
        position im unternehmen, funktion, beruf, berufsbezeichnung, stellenbezeichnung, jobtitel, jobbezeichnung, rolle, stelle,
        titel, poste, fonction, intitule de poste, intitule du poste, titre, titre du poste, poste occupe, metier,
        cargo, puesto, puesto de trabajo, ocupacion, profesion, titulo, rol, qualifica, ruolo, ruolo aziendale, posizione,
        mansione, professione, carica, posizione lavorativa, funcao, profissao, cargo na empresa, ocupacao,
        functie, functietitel, functieomschrijving, beroep, rol binnen bedrijf, befattning, jobbtitel, yrkestitel, yrke,
        arbetstitel, stilling, stillingsbetegnelse, jobtitle, tittel, rolle i virksomheden, tehtavanimike, titteli, asema,
        ammatti, tehtava, stanowisko, stanowisko pracy, funkcja, pozice, pracovni pozice, funkce, beosztas, pozicio,
        munkakor, functia, unvan, gorev, pozisyon, должность, посада, θεση, 役職, 职位, 职务, 職稱, 직책, 직함,
        المسمى الوظيفي, الوظيفة, תפקיד, длъжност, позиция, radno mjesto, delovno mesto, pracovna pozicia, chuc vu,
        chuc danh, jabatan, carrec, ตำแหน่ง, pareigos, amats, ametikoht""",
    "country": """country, country code, country name, country iso, country region, country territory, nation, land, pays,
        pais, paese, stato estero, nazione, pais de residencia, country of residence, your country, landcode, land code, landesname,
        staat land, maa, kraj, kraj zamieszkania, stat zeme, zeme, orszag, tara, ulke, страна, країна, χωρα, 国, 国家, 國家, 국가,
        code pays, codigo de pais, address country, billing country, mailing country, pays de residence, maakoodi, kod kraju,
        الدولة, البلد, מדינה, ארץ, държава, drzava, krajina, zemlja, quoc gia, negara, ประเทศ, देश, salis, valsts,
        riik""",
    "utm_campaign": "utm campaign, utmcampaign, utm campaign name, utm c",
    "campaign": """campaign, campaign name, kampagne, kampagnenname, campagne, nom de campagne, campana, nombre de campana,
        campagna, nome campagna, campanha, nome da campanha, kampanj, kampanje, kampanja, kampania, kampan, campaign title,
        promotion name, marketing campaign""",
    "campaign_id": "campaign id, campaign uuid, ad campaign id, kampagnen id, sfdc campaign id",
    "message": """message, comment, comments, question, questions, description, notes, note, enquiry, inquiry, how can we help,
        how can we help you, how may we help you, tell us more, tell us about project, project description, additional information,
        additional info, additional comments, anything else, details, request, feedback, remarks, your message, body text,
        message text, what are you looking for, what can we do for you, reason for contact, reason for inquiry,
        nachricht, ihre nachricht, mitteilung, anfrage, bemerkung, bemerkungen, kommentar, anmerkung, anmerkungen, frage,
        anliegen, ihr anliegen, wie konnen wir helfen, notiz, freitext, commentaire, commentaires, votre message, demande,
        votre demande, remarque, remarques, precisions, comment pouvons nous vous aider, mensaje, comentario, comentarios,
        consulta, observaciones, pregunta, como podemos ayudarte, messaggio, commento, commenti, richiesta, domanda,
        la tua richiesta, come possiamo aiutarti, mensagem, comentario adicional, duvida, pergunta, observacoes, assunto da mensagem,
        bericht, uw bericht, opmerking, opmerkingen, vraag, toelichting, meddelande, kommentarer, fraga, arende, besked,
        bemaerkning, bemaerkninger, sporgsmal, henvendelse, melding, beskjed, viesti, viestisi, lisatiedot, kysymys,
        wiadomosc, tresc wiadomosci, komentarz, uwagi, zapytanie, pytanie, tresc, zprava, vase zprava, poznamka, dotaz,
        uzenet, megjegyzes, mesaj, mesajul, mesajiniz, yorum, сообщение, комментарий, вопрос, повідомлення, μηνυμα, メッセージ,
        お問い合わせ内容, 留言, 备注, 메시지, 문의내용, last message, initial message, first message, content, body,
        الرسالة, رسالتك, ملاحظات, הודעה, הערות, съобщение, poruka, vasa poruka, sporocilo, sprava, loi nhan, noi dung,
        tin nhan, pesan, pesan anda, missatge, el teu missatge, ข้อความ, संदेश, zinute, zina, zinojums, sonum""",
    "consent_text": "consent text, consent statement, consent wording, consent message",
    "consent": """consent, opt in, optin, gdpr consent, gdpr, marketing consent, marketing opt in, email opt in, email consent,
        consent given, has consent, optin email, email optin, accepts marketing, agree, agreed, i agree, privacy consent, privacy policy, accept privacy policy,
        newsletter, newsletter opt in, subscribe to newsletter, subscribe me, may we contact you, keep me updated,
        keep me informed, permission, permission to contact, marketing permission, mailing consent, terms, data processing consent,
        einwilligung, datenschutz, datenschutzerklarung, ich stimme der datenschutzerklarung zu,
        ich akzeptiere die datenschutzerklarung, ich stimme zu, ich bin einverstanden, datenschutzbestimmungen, i consent, accept terms,
        terms and conditions, politique de confidentialite, j accepte la politique de confidentialite, datenschutz akzeptiert, zustimmung, einverstanden,
        newsletter anmeldung, werbeeinwilligung, dsgvo, consentement, rgpd, j accepte, accord, opt in marketing,
        consentimiento, acepto, acepto la politica de privacidad, politica de privacidad, consenso, consenso marketing,
        consenso privacy, accetto, accetto la privacy, privacy, consentimento, aceito, lgpd, aceito receber,
        toestemming, akkoord, privacyverklaring, avg, samtycke, jag godkanner, samtykke, jeg accepterer, suostumus,
        hyvaksyn, zgoda, zgoda marketingowa, zgoda rodo, rodo, wyrazam zgode, souhlas, souhlasim, souhlas se zpracovanim,
        hozzajarulas, consimtamant, sunt de acord, onay, kvkk, согласие, згода, 同意, プライバシーポリシー, 동의""",
    "opt_out": """opt out, optout, opted out, has opted out, email opt out, has opted out of email, marketing opt out,
        unsubscribed, unsubscribed from all, do not contact, do not email, do not call, do not market, dnc, abgemeldet,
        desinscrit, dado de baja, disiscritto, descadastrado, uitgeschreven""",
    "motion": "motion, lead motion, lead direction",
    "is_test": """is test, test, test mode, testmode, test lead, is test lead, istestlead, test submission, is dummy,
        sandbox, is sandbox, testdaten, probelead, dry run""",
    "is_live": "live mode, livemode, is live, is production",
    "occurred_at": """occurred at, submitted at, submitted, submission date, submission time, submit time, date submitted,
        submitted on, submit date, created at, created on, created, date created, create date, creation date, created time,
        create time, created date, event time, event timestamp, timestamp, time stamp, time, date, datetime, date time, registered at,
        registration date, registration time, subscribed at, signup date, signed up at, sign up date, completed at, fired at, submission date time, submit date time, scanned at, scan time, scan date,
        received on, sent at, triggered at, lead date, zeitpunkt, zeitstempel, eingegangen am, erstellt am, datum, absendedatum,
        date de soumission, date de creation, cree le, soumis le, horodatage, fecha, fecha de envio, fecha de creacion,
        enviado el, data invio, data di invio, data creazione, inviato il, data de envio, data de criacao, enviado em,
        verzonden op, aangemaakt op, ingediend op, skapad, skickad, inskickad, oprettet, indsendt, opprettet, sendt inn,
        lahetetty, luotu, data wyslania, data utworzenia, utworzono, odeslano, vytvoreno, datum odeslani, bekuldve""",
    # From here on: what is kept among the attributes, under one name for all sources.
    "industry": """industry, sector, industry name, business sector, line of business, vertical, branche, industrie,
        wirtschaftszweig, secteur, secteur d activite, domaine d activite, sector de actividad, settore, settore di attivita,
        setor, segmento, ramo de atividade, bransch, bransje, toimiala, branza, odvetvi, obor, iparag, industria, sektor, отрасль, 業種, 行业""",
    "company_size": """company size, employees, num employees, number of employees, no of employees, how many employees,
        employee count, employee range, headcount, size of company, organization size, organisation size, team size,
        employees count, nb employees, company employees, how many employees do you have, how many people work at your company, company headcount, number of staff, how big is company,
        unternehmensgrosse, mitarbeiterzahl, anzahl mitarbeiter, mitarbeiter, mitarbeiteranzahl, firmengrosse,
        taille de l entreprise, taille entreprise, nombre d employes, nombre de salaries, effectif, effectifs,
        numero de empleados, empleados, tamano de la empresa, numero di dipendenti, numero dipendenti, dipendenti,
        dimensione azienda, dimensioni azienda, numero de funcionarios, funcionarios, tamanho da empresa, aantal medewerkers,
        aantal werknemers, bedrijfsgrootte, bedrijfsomvang, antal anstallda, anstallda, foretagsstorlek, antal medarbejdere,
        antal ansatte, antall ansatte, virksomhedsstorrelse, henkilosto, henkiloston maara, yrityksen koko,
        liczba pracownikow, wielkosc firmy, pocet zamestnancu, velikost firmy, letszam, calisan sayisi""",
    "budget": """budget, project budget, estimated budget, what is your budget, budget range, presupuesto, orcamento,
        budjetti, budzet, rozpocet, projektbudget, budget previsionnel, begroting""",
    "timeline": """timeline, timeframe, time frame, purchase timeframe, purchasing timeframe, when do you plan to start,
        project timeline, zeitrahmen, zeitplan, delai, plazo, tempistiche, prazo""",
    "annual_revenue": """annual revenue, revenue, yearly revenue, turnover, annual turnover, company revenue, jahresumsatz,
        umsatz, chiffre d affaires, facturacion anual, fatturato, faturamento, omzet, omsattning, omsaetning, liikevaihto""",
    "department": "department, abteilung, departement, departamento, reparto, afdeling, avdelning, avdeling, osasto, dzial, oddeleni",
    "salutation": """salutation, anrede, civilite, tratamiento, saluto, aanhef, tilltal, honorific, name prefix,
        courtesy title""",
    "middle_name": "middle name, middlename, second first name, zweiter vorname, deuxieme prenom, segundo nombre, tussenvoegsel",
    "street": """street, street address, address line 1, address 1, address1, strasse, strasse und hausnummer, rue, calle,
        rua, straat, gata, vej, katuosoite, ulica, ulice, address""",
    "city": "city, town, ort, stadt, wohnort, ville, ciudad, citta, cidade, stad, woonplaats, stad ort, kaupunki, miasto, mesto, varos",
    "region": "region, state, province, state province, state region, bundesland, etat, provincia, estado, provincie, county, regione",
    "postal_code": """postal code, zip, zip code, zipcode, postcode, post code, plz, postleitzahl, code postal, codigo postal,
        cep, postnummer, postnr, postinumero, kod pocztowy, psc, iranyitoszam""",
    "language": "language, locale, lang, preferred language, sprache, langue, idioma, lingua, taal, sprak, sprog, kieli, jezyk, jazyk",
    "preferred_contact": """preferred contact, preferred contact method, contact preference, preferred channel,
        how should we contact you, preferred method of contact, bevorzugter kontaktweg""",
    "lead_source": "lead source, leadsource, source of lead, how did you hear about us, how did you find us, hear about us",
    "linkedin_url": "linkedin, linkedin url, linkedin profile, linkedin profile url, person linkedin url",
    "utm_source": "utm source, utmsource",
    "utm_medium": "utm medium, utmmedium",
    "utm_term": "utm term, utmterm",
    "utm_content": "utm content, utmcontent",
    "gclid": "gclid, gcl id, google click id",
    "form_id": "form id, formid, form uuid, survey id, landing page id, form key",
    "form_name": "form name, form title, survey name, survey title, formularname, nom du formulaire, formulario, form",
    "page_url": """page url, source url, landing page url, landing page, page, referrer url, submission url, page uri, current url,
        conversion url, location href, form url, page link""",
    "page_title": "page title, page name, landing page name, landing page title",
    "referrer": "referrer, referer, http referer, http referrer",
    "event_name": "event name, event title, webinar name, webinar title, webinar, session title, meeting name, event type name",
    "campaign_source": "campaign source, traffic source",
}  # fmt: skip

VAGUE: Final = """name, nom, nombre, nome, naam, namn, navn, nimi, jmeno, nev, nume, attendee, title, titel, titre, titulo,
titolo, position, role, rolle, rol, funktion, business, url, web, domain, agency, account, job, date, time,
timestamp, created, created at, datum, fecha, data, description, details, note, notes, question, questions, request, request id,
feedback, content, body, test, form, page, page title, webinar, event name, user id, message id, record id, privacy, newsletter, terms, gdpr, ime, име, meno, nama, שם, الاسم, nick, company title, account title, organisation title, organization title, source, stat zeme, referente, location href"""
"""Words with several meanings: they count where a person (or a company, a campaign) is spoken of, and last."""

FILLERS: Final = """c do your my our me the a an and or of for in at to on is are be i you we us please enter tell give what whats
which who s re fill provide insert current primary main best valid full required optional mandatory field input fld txt tbx
inp value answer q new form wpforms cf7 mce acf entry hidden custom cf contact lead user customer visitor attendee client
prospect subscriber person personal participant registrant invitee respondent applicant guest bitte geben sie ihre ihr ihren
deine dein wie lautet ist die der das ein eine eingeben pflichtfeld angabe angeben kontakt votre vos ton ta quel quelle est
le la les l d de du des veuillez saisir renseigner obligatoire facultatif su tu cual es el los por favor introduzca introduce
ingrese ingresa obligatorio opcional contacto tuo tua suo sua il lo qual e di del della dell inserisci inserire obbligatorio
contatto seu o digite informe obrigatorio contato uw je jouw wat het vul vereist verplicht din ditt mitt vad ar ange
obligatorisk dit mit hvad er indtast hva skriv inn anna syota pakollinen twoj twoja twoje panstwa pani pana podaj wpisz jaki
jest wymagane wymagany vas vase vasi zadejte uvedte povinne povinny jaky je"""
"""Left out of a name that is no phrase as it stands."""

BETTER: Final = """work business professional corporate company office direct geschaftlich geschaftliche geschaftlicher dienstlich
dienstliche beruflich berufliche firmen pro professionnel professionnelle profesional laboral trabajo corporativo aziendale
professionale lavoro ufficio profissional comercial zakelijk zakelijke werk jobb arbejde arbeid jobbet tyo sluzbowy firmowy
sluzbova pracovni direct"""
WORSE: Final = """private privat private privater perso personnel personnelle particular privado privata privato pessoal prive
privee yksityinen prywatny osobni home secondary second alternate alternative alt other additional backup zweite weitere
autre otro otra altro altra outro tweede andere annan annen muu inny personal2"""
"""Qualifiers of a person's own addresses and numbers: a lead is answered at work first."""

ASIDE: Final = """billing bill invoice invoicing shipping ship delivery rechnung rechnungs liefer facturation livraison facturacion
envio fatturazione spedizione faturamento cobranca factuur verzend faktura fakturering laskutus fakturacja fakturacni headquarters hq
corporate_switchboard parent accounting accounts payable"""
"""Addresses of the same order that may be somebody else's: taken only where there are no others."""

OTHERS: Final = """owner owners agent agents assignee assigned assignment rep reps representative salesrep salesperson operator host hosts
organizer organiser inviter staff consultant advisor teammate teammates creator createdby updatedby modifiedby createdbyuser
modifiedbyuser to cc bcc emergency referral referredby friend manager supervisor moderator presenter speaker speakers
instructor notify notification besitzer betreuer bearbeiter zustandig inhaber proprietaire proprietario responsable responsabile
responsavel eigenaar admin administrator support broker seller vendor closer setter"""
"""People on our own side, or third ones: never the lead."""

PLACES: Final[dict[str, str]] = {
    "person": """contact contacts lead leads person persons people customer customers user users visitor visitors attendee attendees
        registrant registrants subscriber subscribers prospect prospects invitee invitees participant participants respondent
        applicant traits profile profiles member members guest client clients buyer sender from kontakt kontakte interessent
        teilnehmer kunde cliente clientes contacto contactos contatto contato persona pessoa personne prospecto klant
        deelnemer asiakas klient osoba zakaznik requester requestor submitter candidate caller individual personal inscrit
        anmelder besteller deltagare deltager osallistuja uczestnik ucastnik""",
    "company": """company companies organization organisation organizations organisations account accounts business employer firm
        firma unternehmen empresa azienda societe entreprise bedrijf foretag virksomhed virksomhet yritys spolka spolecnost org
        firmographics enterprise""",
    "campaign": "campaign campaigns utm utms kampagne campagne campana campagna campanha kampanj kampania utmparams",
    "thing": """form forms page site website event webinar meeting session list product products workspace project survey quiz
        flow bot channel source asset ad adset adgroup creative deal opportunity pipeline stage order ticket conversation template
        room venue store app integration webhook device browser os context meta metadata plan segment audience tag tags team file
        attachment invoice payment course exhibition stand booth video content message download funnel automation workflow
        trigger landingpage queue department office branch calendar appointment slot service library referrer ip geo headers request
        client_info useragent screen timezone origin experiment variant property listing vehicle car address location""",
    "answers": """fields answers values responses data properties attributes submission submissions response results custom customfields
        formfields formdata formresponse payload body questions inputs entries fielddata usercolumndata details questionsandanswers
        questionnaire antworten felder reponses respuestas risposte respostas antwoorden svar vastaukset odpowiedzi odpovedi
        champs campos campi velden item resource""",
}
"""Whose names and ids stand below a name: of a person, a company, …; ``answers`` are whatever a person filled in."""

HONORIFICS: Final = """mr mrs ms miss mx dr prof sir madam herr frau divers m mme mlle monsieur madame sr sra srta senor senora sig sigra
signor signora dhr mevr mevrouw hr fru pan pani doctor"""

OUR_WORDS: Final = """lead user admin customer contact subscriber visitor prospect member guest owner client person attendee participant registrant
    panelist subscriber respondent speaker host"""
"""What systems call people: no job."""

YES: Final = """checked accepted accept granted agreed agree opted_in optin subscribed consented given confirmed ja oui si sim tak ano
kylla evet igen da x ✓ active"""

NO: Final = """unchecked declined denied refused rejected opted_out optout unsubscribed withdrawn revoked nein non nao nee nej nei
nie ne ei hayir nem nu inactive"""

LISTS: Final = """leads lead contacts records prospects rows people persons subscribers customers registrants profiles batch kontakte
contactos contatti contatos interessenten"""
"""Lists of leads."""

MAYBE_LISTS: Final = """attendees participants members users guests visitors data items results entries events responses submissions list hits
value values table objects messages payload body notifications changes teilnehmer participantes registrations signups clients"""
"""Lists that may as well be companions of a person, or answers: of leads where nobody else can be reached."""
