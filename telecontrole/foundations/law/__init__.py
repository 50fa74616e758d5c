"""The law's arithmetic: dated parameters, calendars and deadlines.

Pure: no Django, no clock, no database.  The date is always an argument.
"""
