"""Hall: the entrance. Knows every room; holds commands, pages made of several rooms, ticks."""
