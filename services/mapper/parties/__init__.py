"""Companies and partners, contacts and contact persons."""
