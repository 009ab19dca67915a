"""The frame of all matters of one school (chapter 3, information changes): leave, withdrawal, change of major …

A kind gives its row, its form, its facts and its changes; the frame gives the pages on which it is opened and corrected, the
rules beside the form, the effect and what takes it back.
"""
