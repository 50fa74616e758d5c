"""Pages of the staff made of several rooms: home by role, cases, the case page and its panels."""
