"""Questions of citizens: a receipt code, a due day, an answer, and its publication with consent.

Start at ``operations``. Nobody but whoever holds the code and the staff who answer sees a question
before it is published; how to reach the asker is sealed and forgotten after its time.
"""
