"""Views of the insured person's pages."""
