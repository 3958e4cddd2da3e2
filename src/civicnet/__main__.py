"""`python -m civicnet` is the command `civicnet`."""

from civicnet.cli import main

if __name__ == "__main__":
    main()
