"""Data protection: what each column holds, how long each row is kept, and what a person may ask for."""
