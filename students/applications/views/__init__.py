"""Pages of applications: the student's on the phone, the school's at the desk."""
