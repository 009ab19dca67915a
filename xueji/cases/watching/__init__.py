"""What the watches of the deadline sweep have found: one row for each thing that came due."""
