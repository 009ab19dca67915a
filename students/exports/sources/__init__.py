"""What can be exported: each source knows its columns, which rows a question means, and how a row is written."""
