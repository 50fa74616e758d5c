"""The practitioner's entry: by a link and a code, or by an RPPS number and the code of a letter."""
