"""A list of outbound prospects as a prospecting tool exports it: invented people at ``.example`` companies."""

import csv
import io
from itertools import product

FIRST = (
    "Ada",
    "Bela",
    "Carla",
    "Dario",
    "Elif",
    "Femi",
    "Gita",
    "Hugo",
    "Ines",
    "Jonas",
    "Kaya",
    "Lena",
    "Mio",
    "Noor",
)
LAST = (
    "Adler",
    "Bergman",
    "Costa",
    "Duarte",
    "Evans",
    "Fischer",
    "Garcia",
    "Hansen",
    "Ito",
    "Jansen",
    "Keller",
    "Lopez",
)
PLACES = (
    ("United States", "+1 202-555-01{:02d}"),
    ("United Kingdom", "+44 20 7946 0{:03d}"),
    ("Germany", "+49 30 23125{:03d}"),
)
TITLES = ("VP Engineering", "Head of Operations", "Chief Financial Officer", "IT Manager", "Intern", "Plant Manager")
INDUSTRIES = ("machinery", "logistics & supply chain", "computer software", "retail", "hospital & health care")
COLUMNS = (
    "First Name", "Last Name", "Title", "Company Name", "Email", "Corporate Phone", "# Employees", "Industry", "Website",
    "Country", "Annual Revenue", "Apollo Contact Id",
)  # fmt: skip


def prospects(count: int) -> bytes:
    """A CSV file with a header line and ``count`` rows, each another person."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    people = product(range(count // (len(FIRST) * len(LAST)) + 1), LAST, FIRST)
    for n, (series, last, first) in zip(range(count), people, strict=False):
        country, phone = PLACES[n % len(PLACES)]
        site = f"firm{n % 211}.example"
        writer.writerow((
            first, f"{last}{series or ''}", TITLES[n % len(TITLES)], f"Firm {n % 211}",
            f"{first}.{last}{series or ''}@{site}".lower(), f"'{phone.format(n % 100)}", (n * 37) % 4000 + 1,
            INDUSTRIES[n % len(INDUSTRIES)], f"https://www.{site}", country, ((n * 7919) % 90 + 1) * 1_000_000,
            f"demo-{n:06d}",
        ))  # fmt: skip
    return file.getvalue().encode()
