"""What looks at hostile bytes, in a process of its own: little memory, little time, no network.

Start at ``inside``; ``nguon.core.uploads`` is the way in. It knows neither Django nor a database
nor a key, so that there is nothing to take from it.
"""
