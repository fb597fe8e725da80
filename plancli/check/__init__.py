"""``plancli check``: what a proof-reader finds in a document, beyond what ``parse`` reports.

``parse`` gives the diagnostics of the contract. ``find_all`` adds checks of form (thể thức), of sense and of spelling;
all codes are registered in ``patterns/diagnostics.toml``, their wordings in ``patterns/checks.toml``.
"""
