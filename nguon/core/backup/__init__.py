"""One encrypted file of everything a site keeps, and the way back.

``age`` seals and opens, ``parcel`` packs, ``database`` saves and loads the tables of one site,
``keeping`` knows where files lie and how long. Nothing here knows what the tables mean.
"""
