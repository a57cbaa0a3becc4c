"""Files that may be one child: found and weighed in the database, explained, merged with nothing lost, parted again."""
