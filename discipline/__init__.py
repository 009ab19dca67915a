"""Chapter 5: awards, sanctions and appeals. Holds its place in the house; its records come with their own chapter."""
