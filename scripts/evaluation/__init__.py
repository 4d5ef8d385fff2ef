"""Measuring answers against question banks."""
