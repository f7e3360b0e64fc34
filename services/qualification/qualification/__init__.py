"""Qualification: one verdict for every touch, with its reasons; the cycles of every lead."""
