"""Change of major and direction (转专业): Beijing 20 and 21, Zhejiang 18."""
