"""The interview, the médecin-conseil's avis, and who is told of it."""
