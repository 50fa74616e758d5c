"""The database: a server of our own when none is given, its roles and privileges, copies of it."""
