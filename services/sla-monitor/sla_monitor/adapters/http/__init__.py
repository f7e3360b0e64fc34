"""The HTTP side: it shows and it passes requests on; it decides nothing."""
