"""What if: a plan imagined on other diaries, in memory. Nobody's diary and no appointment is touched."""
