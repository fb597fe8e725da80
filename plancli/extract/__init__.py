"""What the document says: header, references, dates, deadlines, tasks, signatures, recipients."""
