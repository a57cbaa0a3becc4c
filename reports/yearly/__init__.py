"""A yearly report: figures from the ledger → frozen snapshot → document and data files → published."""
