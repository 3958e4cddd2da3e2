"""The compiled kernels, where they were built; the sources are the modules one folder up."""
