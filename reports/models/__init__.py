"""Reports: the nouns."""
