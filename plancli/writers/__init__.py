"""From a ``Document`` to what people and programs read."""
