"""Pages of files: papers, classes and schools, closing and hand-over, what is taken out, and the student's own page."""
