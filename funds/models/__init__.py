"""Funds: the nouns."""
