"""Who owns which result: one module a part of the answer."""
