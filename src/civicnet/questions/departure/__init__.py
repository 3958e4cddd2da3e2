"""What if she leaves: what goes, what stays, whom to call, and the data the day after."""
