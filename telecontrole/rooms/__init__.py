"""Rooms: one package per capability; imports only go down (see .importlinter)."""
