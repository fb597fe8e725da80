"""Collections: the outputs of a batch as tables, with keys by which the tables are joined."""
