"""Diagnostics: what a careful clerk would pencil in the margin."""
