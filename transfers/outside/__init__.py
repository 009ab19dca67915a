"""Transfers with a school outside the register on one side: other provinces, general high schools. It answers on paper."""
