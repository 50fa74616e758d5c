"""Words of messages in templates."""
