"""What the office tells the public: aggregates without small numbers, signed, in one file each.

Start at ``operations``: the office proposes, the committee approves, the file lies in a folder
to be carried to the public site. Nothing here knows of that site; the file is all that crosses.
"""
