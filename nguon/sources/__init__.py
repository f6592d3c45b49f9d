"""Where new members come from: reviews of sources, movements, classes, the way counted in stages.

Start at ``operations`` for what is recorded, at ``queries`` for classes and reviews, at
``stages`` for the funnel. It keeps numbers until a person agreed: nobody is named here who has
no case.
"""
