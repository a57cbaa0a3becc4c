"""Official lists of establishments: from a file's bytes to rows that say what they mean; no database here."""
