"""Use case: what does a provider know of the company that a touch names?"""

from collections.abc import Iterable

from qualification.application.ports import Company, EnrichmentProvider


async def found(provider: EnrichmentProvider, domains: Iterable[str | None]) -> Company | None:
    """The first of the domains that it knows, the website before the host of the address. Raises ProviderAway."""
    for domain in dict.fromkeys(filter(None, domains)):
        company = await provider.company(domain)
        if company is not None:
            return company
    return None
