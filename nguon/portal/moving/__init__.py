"""Moving here from a NukeViet site: its database dump read as text, its old addresses answered.

Start at ``operations.move``. ``dump`` reads the text of mysqldump as a stream, ``shelf`` keeps
what is wanted of it until all is there, ``operations`` lets the rooms of this site write it.
"""
