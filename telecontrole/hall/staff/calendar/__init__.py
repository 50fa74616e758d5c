"""The médecin-conseil's diary in their own calendar: one secret address each, read by any calendar program."""
