"""Setting up, starting, testing and checking the register; reached by ../run."""
