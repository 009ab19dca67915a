"""Photos: one face for each record, brought one by one or by a ZIP of files named by number.

rules.py knows what a photo may look like (pure), images.py reads and re-encodes one, archive.py opens a ZIP whose sender
is not trusted, matching.py finds whose a file is, actions.py and jobs.py are the verbs. The bytes lie encrypted under the
hash of what was kept (xueji/database/shelf.py), never as they were sent: what a camera wrote into the file is gone.
"""
