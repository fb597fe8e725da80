"""How fast plancli is, beside what one would otherwise run: ``python -m benchmarks``."""
