"""The sizes of pieces, apart from what cuts them, so that the command line starts without it."""

DEFAULT_LIMIT, LEAST_LIMIT = 2000, 200
"""Characters: some 500 to 800 tokens of Vietnamese; below the least hardly a paragraph fits."""
