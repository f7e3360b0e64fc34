"""The addresses of intake and the facts that its HTTP side leaves for the worker, as both sides know them."""

from typing import Final

LEADS: Final = "/v1/leads"
ACTIVITIES: Final = "/v1/activities"
SUPPRESSIONS: Final = "/v1/suppressions"
LINKS: Final = "/v1/links"
IMPORTS: Final = "/v1/imports"
DELIVERIES: Final = "/v1/deliveries"
HOOKS: Final = "/hooks"
IDEMPOTENCY: Final = "idempotency-key"
"""The caller's Idempotency-Key, with the index of the item where a request holds several."""
IMPORT_ID: Final = "import-id"
IMPORT_ROW: Final = "import-row"
"""1 is the first row after the header line."""
PROVEN: Final = "proven-by"
"""The schemes that fitted, blanks between them; what a sender says under this name is dropped."""
