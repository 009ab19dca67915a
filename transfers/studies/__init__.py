"""Studies inside one school: change of major and direction (Beijing 21, Zhejiang 18), retention (Beijing 16, Zhejiang 19)."""
