"""The outside world behind one protocol: SMTP, SMPP, HTTP, and twins that need no world."""
