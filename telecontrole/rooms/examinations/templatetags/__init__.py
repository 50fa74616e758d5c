"""Pieces of the desk."""
