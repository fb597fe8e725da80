"""From clean text to lines, paragraphs and the parts of a document."""
