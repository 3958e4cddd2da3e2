"""Where the backbone should live: candidate hosts side by side."""
