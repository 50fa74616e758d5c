"""A whole campaign driven at random: what people, doctors, providers and clocks do, in any order."""
