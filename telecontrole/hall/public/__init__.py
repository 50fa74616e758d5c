"""Pages for everybody: entrance, legal notice, contact, is this message genuine."""
