"""Web kit: base pages, components, tables, forms, charts, error pages and security headers.

See README.md for one example of each component.
"""
