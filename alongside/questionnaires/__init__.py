"""Forms as data: what is asked and why, conditions, sums. Answers belong to whoever asked."""
