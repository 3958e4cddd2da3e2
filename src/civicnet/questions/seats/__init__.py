"""Who sits where, on whose behalf, with what say: one module a part of the answer."""
