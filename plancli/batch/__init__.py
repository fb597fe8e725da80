"""Archives: many documents, each parsed in a process of its own that may die, with a manifest of what became of it."""
