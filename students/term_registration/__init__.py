"""Registration of each term (Beijing 14): the grid of a class, leave for the late, the two weeks."""
