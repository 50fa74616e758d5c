"""Messages to people: the ledger, the gateways, the proof."""
