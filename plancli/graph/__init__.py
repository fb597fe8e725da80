"""The web of citations: which document names which over a collection, in which role, and what is one document."""
