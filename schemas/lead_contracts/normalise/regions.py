"""What the parts of countries are called: ISO 3166-2 codes with the names that people and CRMs write."""

from functools import cache
from typing import Final

from lead_contracts.normalise.country import folded

_REGIONS: Final = {
    "AT": """1 Burgenland; 2 Kärnten, Carinthia; 3 Niederösterreich, Lower Austria; 4 Oberösterreich, Upper Austria;
        5 Salzburg; 6 Steiermark, Styria; 7 Tirol, Tyrol; 8 Vorarlberg; 9 Wien, Vienna""",
    "AU": """ACT Australian Capital Territory; NSW New South Wales; NT Northern Territory; QLD Queensland;
        SA South Australia; TAS Tasmania; VIC Victoria; WA Western Australia""",
    "BE": "BRU Bruxelles, Brussel, Brussels; VLG Vlaanderen, Flandre, Flanders; WAL Wallonie, Wallonië, Wallonia",
    "CA": """AB Alberta; BC British Columbia; MB Manitoba; NB New Brunswick; NL Newfoundland and Labrador; NS Nova Scotia;
        NT Northwest Territories; NU Nunavut; ON Ontario; PE Prince Edward Island; QC Quebec; SK Saskatchewan; YT Yukon""",
    "CH": """AG Aargau; AI Appenzell Innerrhoden; AR Appenzell Ausserrhoden; BE Bern, Berne; BL Basel-Landschaft;
        BS Basel-Stadt; FR Fribourg, Freiburg; GE Genève, Genf, Geneva; GL Glarus; GR Graubünden, Grisons; JU Jura;
        LU Luzern, Lucerne; NE Neuchâtel, Neuenburg; NW Nidwalden; OW Obwalden; SG St. Gallen, Sankt Gallen;
        SH Schaffhausen; SO Solothurn; SZ Schwyz; TG Thurgau; TI Ticino, Tessin; UR Uri; VD Vaud, Waadt;
        VS Valais, Wallis; ZG Zug; ZH Zürich, Zuerich""",
    "DE": """BB Brandenburg; BE Berlin; BW Baden-Württemberg, Baden-Wuerttemberg; BY Bayern, Bavaria, Bavière;
        HB Bremen; HE Hessen, Hesse; HH Hamburg; MV Mecklenburg-Vorpommern; NI Niedersachsen, Lower Saxony;
        NW Nordrhein-Westfalen, North Rhine-Westphalia, NRW; RP Rheinland-Pfalz, Rhineland-Palatinate;
        SH Schleswig-Holstein; SL Saarland; SN Sachsen, Saxony; ST Sachsen-Anhalt, Saxony-Anhalt;
        TH Thüringen, Thueringen, Thuringia""",
    "DK": "81 Nordjylland; 82 Midtjylland; 83 Syddanmark; 84 Hovedstaden; 85 Sjælland",
    "ES": """AN Andalucía, Andalusia; AR Aragón; AS Asturias; CB Cantabria; CE Ceuta; CL Castilla y León;
        CM Castilla-La Mancha; CN Canarias, Canary Islands; CT Cataluña, Catalunya, Catalonia; EX Extremadura; GA Galicia;
        IB Islas Baleares, Illes Balears, Balearic Islands; MC Murcia; MD Madrid; ML Melilla; NC Navarra;
        PV País Vasco, Euskadi, Basque Country; RI La Rioja; VC Comunidad Valenciana, Valenciana, Valencia""",
    "FR": """20R Corse, Corsica; ARA Auvergne-Rhône-Alpes; BFC Bourgogne-Franche-Comté; BRE Bretagne, Brittany;
        CVL Centre-Val de Loire; GES Grand Est; HDF Hauts-de-France; IDF Île-de-France; NAQ Nouvelle-Aquitaine;
        NOR Normandie, Normandy; OCC Occitanie; PAC Provence-Alpes-Côte d'Azur, PACA; PDL Pays de la Loire""",
    "GB": "ENG England; NIR Northern Ireland; SCT Scotland; WLS Wales, Cymru",
    "IE": "C Connacht; L Leinster; M Munster; U Ulster",
    "IT": """21 Piemonte, Piedmont; 23 Valle d'Aosta; 25 Lombardia, Lombardy; 32 Trentino-Alto Adige, Südtirol;
        34 Veneto; 36 Friuli-Venezia Giulia; 42 Liguria; 45 Emilia-Romagna; 52 Toscana, Tuscany; 55 Umbria; 57 Marche;
        62 Lazio; 65 Abruzzo; 67 Molise; 72 Campania; 75 Puglia, Apulia; 77 Basilicata; 78 Calabria; 82 Sicilia, Sicily;
        88 Sardegna, Sardinia""",
    "NL": """DR Drenthe; FL Flevoland; FR Friesland, Fryslân; GE Gelderland; GR Groningen; LI Limburg;
        NB Noord-Brabant, North Brabant; NH Noord-Holland, North Holland; OV Overijssel; UT Utrecht; ZE Zeeland;
        ZH Zuid-Holland, South Holland""",
    "NO": """03 Oslo; 11 Rogaland; 15 Møre og Romsdal; 18 Nordland; 31 Østfold; 32 Akershus; 33 Buskerud; 34 Innlandet;
        39 Vestfold; 40 Telemark; 42 Agder; 46 Vestland; 50 Trøndelag; 55 Troms; 56 Finnmark""",
    "PL": """02 dolnośląskie; 04 kujawsko-pomorskie; 06 lubelskie; 08 lubuskie; 10 łódzkie; 12 małopolskie; 14 mazowieckie;
        16 opolskie; 18 podkarpackie; 20 podlaskie; 22 pomorskie; 24 śląskie; 26 świętokrzyskie; 28 warmińsko-mazurskie;
        30 wielkopolskie; 32 zachodniopomorskie""",
    "SE": """AB Stockholm, Stockholms; AC Västerbotten, Västerbottens; BD Norrbotten, Norrbottens; C Uppsala;
        D Södermanland, Södermanlands; E Östergötland, Östergötlands; F Jönköping, Jönköpings; G Kronoberg, Kronobergs;
        H Kalmar; I Gotland, Gotlands; K Blekinge; M Skåne; N Halland, Hallands; O Västra Götaland, Västra Götalands;
        S Värmland, Värmlands; T Örebro; U Västmanland, Västmanlands; W Dalarna, Dalarnas; X Gävleborg, Gävleborgs;
        Y Västernorrland, Västernorrlands; Z Jämtland, Jämtlands""",
    "US": """AL Alabama; AK Alaska; AZ Arizona; AR Arkansas; CA California; CO Colorado; CT Connecticut; DE Delaware;
        DC District of Columbia, Washington DC; FL Florida; GA Georgia; HI Hawaii; ID Idaho; IL Illinois; IN Indiana;
        IA Iowa; KS Kansas; KY Kentucky; LA Louisiana; ME Maine; MD Maryland; MA Massachusetts; MI Michigan;
        MN Minnesota; MS Mississippi; MO Missouri; MT Montana; NE Nebraska; NV Nevada; NH New Hampshire; NJ New Jersey;
        NM New Mexico; NY New York; NC North Carolina; ND North Dakota; OH Ohio; OK Oklahoma; OR Oregon;
        PA Pennsylvania; PR Puerto Rico; RI Rhode Island; SC South Carolina; SD South Dakota; TN Tennessee; TX Texas;
        UT Utah; VT Vermont; VA Virginia; WA Washington; WV West Virginia; WI Wisconsin; WY Wyoming""",
}


@cache
def names_of(country: str) -> dict[str, str]:
    """Folded code or name to the code within the country (``by`` and ``bayern`` to ``BY``); empty for others than these."""
    names: dict[str, str] = {}
    for entry in _REGIONS.get(country, "").split(";"):
        code, _, called = entry.strip().partition(" ")
        names |= {folded(name): code for name in (*called.split(","), code) if name.strip()}
    return names
