"""Pages of registration: the school's batch, what levels above decide and see, rosters, directions."""
