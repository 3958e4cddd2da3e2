"""Edits made in a room, or another file, taken into the data after they are checked."""
