"""The law at the door: `law` verbs on the command line and under /api, and the page « calculer ».

Without Django and without a database, apart from ``api``, ``views`` and ``urls``.
"""
