"""What a source said, in one form. Everything that is no value (a placeholder, a bad address) becomes None.

Light to import; phonenumbers, babel, email-validator and tldextract are loaded when first needed.
``lead_contracts.ids.NORMALISATION_VERSION`` is their version.
"""

from lead_contracts.normalise.company import campaign, domain
from lead_contracts.normalise.contact import email, names, phone
from lead_contracts.normalise.country import country
from lead_contracts.normalise.language import language
from lead_contracts.normalise.place import postal_prefix, region
from lead_contracts.normalise.text import is_dummy, is_placeholder, text
from lead_contracts.normalise.time import instant

__all__ = [
    "campaign",
    "country",
    "domain",
    "email",
    "instant",
    "is_dummy",
    "is_placeholder",
    "language",
    "names",
    "phone",
    "postal_prefix",
    "region",
    "text",
]
