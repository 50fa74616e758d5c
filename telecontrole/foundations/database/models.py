"""No tables. Django sends the signals of migrations only to apps that have this module."""
