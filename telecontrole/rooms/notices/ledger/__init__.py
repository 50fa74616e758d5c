"""The statements that move notices from state to state. Each is one step of `docs/mechanisms/notices.md`."""
