"""Code sets, divisions, majors, identity and student numbers, names: data files and pure functions."""
