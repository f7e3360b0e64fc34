"""The rules of qualification: pure functions over frozen values, standard library only."""
