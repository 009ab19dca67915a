"""The Ministry's 2010 regulation: the base. Only what is certain; cited by subject, not by number."""
