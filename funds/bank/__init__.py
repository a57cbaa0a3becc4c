"""Bank statements: read a bank's file, recognise its columns, name each movement. Nothing here asks the database."""
