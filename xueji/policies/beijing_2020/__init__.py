"""Beijing's 2020 regulation."""
