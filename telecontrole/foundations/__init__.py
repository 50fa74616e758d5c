"""Foundations: what every room stands on; they know no room."""
