"""The planner: frozen dataclasses in, the best plan and its proof out. See docs/mechanisms/planning.md."""
