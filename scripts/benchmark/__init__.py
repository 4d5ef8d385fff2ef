"""Timing of indexing, of searching at any size, and of the start."""
