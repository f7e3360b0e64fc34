"""Keeping who has to do with a company, where the policy asks for it."""

from assignment.application.desk import Desk
from assignment.domain.account import freed, taken
from assignment.domain.lead import Lead
from assignment.domain.needs import domain_of


def owners_of(desk: Desk, domain: str) -> tuple[str, ...]:
    """Who holds or won leads of the company, who came last first."""
    account = desk.book.account(domain)
    return account.owners if account else ()


def took(desk: Desk, lead: Lead, rep_id: str) -> None:
    """The rep has the lead now."""
    domain = domain_of(lead) if desk.policy.knows_accounts else None
    if domain:
        desk.book.set_account(domain, taken(desk.book.account(domain), rep_id, desk.now))


def lost(desk: Desk, lead: Lead, rep_id: str, *, won: bool = False) -> None:
    """The rep has it no more. What an account holds is kept right even if no policy asks for it any more."""
    domain = domain_of(lead)
    account = desk.book.account(domain) if domain else None
    if domain and account:
        desk.book.set_account(domain, freed(account, rep_id, desk.now, won=won))
