"""Documents as tables: what they hold, row for row, for people, spreadsheets and programs."""
