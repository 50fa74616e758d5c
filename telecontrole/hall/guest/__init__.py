"""Third persons: invited by name into a call, each by a link of their own."""
