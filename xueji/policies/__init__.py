"""The regulations as code: pure rules, dated numbers and chains, one folder per regulation."""
