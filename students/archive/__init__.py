"""The student file (学籍档案): what it consists of, who keeps it, where it goes when the student leaves (Beijing 9, Zhejiang 8)."""
