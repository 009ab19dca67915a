"""Working days by the State Council's calendar, and the terms of the school year."""
