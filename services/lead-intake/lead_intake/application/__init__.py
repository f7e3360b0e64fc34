"""The use cases: keep a delivery, say what it means."""
