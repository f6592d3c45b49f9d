"""Charts drawn by us as SVG: numbers and words go in, a picture comes out that prints in grey.

Start with ``upright.columns`` and ``lying.bars``; both give a ``drawing.Chart``. They refuse to
know where numbers come from: whoever counts them says so in words, and shows them as a table too.
"""
