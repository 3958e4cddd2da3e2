"""Where are we one person deep: every departure, closure and funder loss at once."""
