"""Exchange formats: a document as Akoma Ntoso, as edXML and Nghị định 30 metadata, markdown, plain text, chunks."""
