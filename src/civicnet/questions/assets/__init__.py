"""Who brings what, and what lacks: resources, functions and community assets by one machinery."""
