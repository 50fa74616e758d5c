"""Changes of diaries and of appointments: what they touch is found, shown, and only then saved."""
