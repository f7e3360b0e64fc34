"""What a delivery means: the canonical lead, what else a delivery can be, and the rules that need no library."""
