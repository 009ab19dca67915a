"""Chapter 3: leave, resumption, and restoration after military service."""
