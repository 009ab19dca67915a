"""The second fence: database roles, row-level security and the connection that owns no table."""
