"""Where a person works, and what brought them."""

import re
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pydantic import JsonValue

from lead_contracts.normalise.contact import email
from lead_contracts.normalise.text import text

if TYPE_CHECKING:
    from tldextract import TLDExtract

_HOST: Final = re.compile(r"(?=.{4,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,62}")
_FREEMAIL_BRANDS: Final = frozenset(
    {"aol", "gmail", "gmx", "googlemail", "hotmail", "live", "msn", "outlook", "protonmail", "yahoo", "yandex", "ymail"}
)
"""Under any public suffix: yahoo.co.uk, outlook.fr."""
_FREEMAIL_TEXT: Final = """
126.com 163.com alice.it att.net bellsouth.net bigpond.com blueyonder.co.uk bol.com.br btinternet.com
comcast.net cox.net daum.net email.com fastmail.com fastmail.fm free.fr freenet.de hanmail.net hey.com
hushmail.com icloud.com ig.com.br interia.pl laposte.net libero.it mac.com mail.com mail.de mail.ru me.com
naver.com neuf.fr ntlworld.com o2.pl onet.pl optonline.net orange.fr pm.me posteo.de proton.me qq.com
rediffmail.com rocketmail.com rogers.com sbcglobal.net seznam.cz sfr.fr shaw.ca sina.com sky.com sympatico.ca
t-online.de talktalk.net telenet.be terra.com.br tiscali.it tuta.io tutanota.com uol.com.br verizon.net
virgilio.it wanadoo.fr web.de wp.pl zoho.com
"""
_FREEMAIL: Final = frozenset(_FREEMAIL_TEXT.split())
_NOT_A_COMPANY: Final = frozenset(
    {
        "facebook.com",
        "instagram.com",
        "linkedin.com",
        "linktr.ee",
        "t.me",
        "tiktok.com",
        "twitter.com",
        "x.com",
        "youtube.com",
    }
)
"""Hosts of profiles: the website of a person, never the domain of their company."""


def domain(website: JsonValue = None, email_address: JsonValue = None) -> str | None:
    """The host of the website without scheme, ``www`` and path; else that of a business e-mail; lower case."""
    return _website_host(text(website)) or _business_host(email(email_address))


def campaign(utm_campaign: JsonValue = None, name: JsonValue = None, identifier: JsonValue = None) -> str | None:
    """``utm_campaign``, else the campaign's name, else its id."""
    return text(utm_campaign) or text(name) or text(identifier)


def is_freemail(host: str) -> bool:
    """Whether everybody can have an address there."""
    if host in _FREEMAIL:
        return True
    if not _FREEMAIL_BRANDS.intersection(host.split(".")):
        return False
    return _suffixes()(host).domain in _FREEMAIL_BRANDS


def _website_host(website: str | None) -> str | None:
    if website is None:
        return None
    try:
        host = website.lower() if _is_bare(website) else urlsplit(_with_scheme(website)).hostname or ""
    except ValueError:
        return None
    host = host.removesuffix(".").removeprefix("www.")
    return host if _HOST.fullmatch(host) and host not in _NOT_A_COMPANY else None


def _is_bare(website: str) -> bool:
    """Whether there is nothing to part: ``www.acme.com``."""
    return website.isascii() and _HOST.fullmatch(website) is not None


def _with_scheme(website: str) -> str:
    return website if "://" in website else f"//{website.lstrip('/')}"


def _business_host(address: str | None) -> str | None:
    host = (address or "").rpartition("@")[2]
    return host if host and not is_freemail(host) else None


@cache
def _suffixes() -> "TLDExtract":
    from tldextract import TLDExtract

    return TLDExtract(cache_dir=None, suffix_list_urls=())
