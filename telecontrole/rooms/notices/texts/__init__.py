"""Words: templates, what they may say, how they become an email, an SMS or a calendar entry."""
