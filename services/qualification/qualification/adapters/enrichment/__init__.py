"""The reference provider: companies by their domain, from a file."""
