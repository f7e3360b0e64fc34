"""The HTTP side: rules, dry runs, the verdicts on a lead."""
