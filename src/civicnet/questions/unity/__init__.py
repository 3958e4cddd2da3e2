"""One body or silos: one module a part of the answer."""
