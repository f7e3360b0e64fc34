"""The use cases of qualification and their ports."""
