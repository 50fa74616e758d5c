"""Indemnités journalières: sickness (maladie), work accident and occupational disease (AT/MP).

``calculation.allowance`` is the door; the other modules are its steps.
"""
