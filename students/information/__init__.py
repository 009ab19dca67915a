"""Information changes (信息变更): Beijing 33, Zhejiang 24. Old and new values side by side; numbers encrypted."""
