"""Mailboxes that many people read: an address that identifies a company, never a person."""

from typing import Final

_SHARED_TEXT: Final = """
abuse account accounting accounts achats admin administration agenda aide ask assistant billing bonjour booking
bookings buchhaltung business buying careers comercial commercial compras comptabilite contact contacto
contact-us contactus contato customercare customerservice customersupport direction einkauf email enquiries enquiry
events export facturation faktura feedback finance frontdesk geral general genel hallo hello help helpdesk hi
hola hostmaster hr import info information inkoop inquiries inquiry invoice invoices it jobs kontakt
kundenservice legal logistics mail mailbox management marketing media news newsletter no-reply noreply office
oficina order orders partner partners people personal post postmaster praxis presse press privacy procurement
production purchase purchasing reception recruiting recruitment rechnung reservations rh root sales sekretariat
secretariat security service servicio shop staff store studio support team tech technik vendas ventas verkauf
verkoop vertrieb vente ventes verwaltung web webmaster welcome zentrale
"""
_SHARED: Final = frozenset(_SHARED_TEXT.split())
"""Local parts; RFC 2142 and what firms in Europe and the Americas use."""
_LONGEST_REGION: Final = 3


def is_shared(address: str) -> bool:
    """Whether a lower-case address is shared: ``info@``, ``info+web@``, and with a region, ``sales.uk@``, ``info-de@``."""
    local = address.partition("@")[0].partition("+")[0]
    if local in _SHARED:
        return True
    for separator in ".-_":
        first, found, rest = local.partition(separator)
        if found and first in _SHARED and len(rest) <= _LONGEST_REGION:
            return True
    return False
