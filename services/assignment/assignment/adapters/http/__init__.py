"""The HTTP side. It never decides: it writes requests to the log and shows what was decided."""
