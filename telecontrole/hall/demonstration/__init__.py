"""The demonstration: fictitious data moved to today, persons to be, every message shown. Never in production."""
