"""What the pages show of cases: plain objects for the components, made from rows that were read already."""
