"""The case of one person, from being noticed to full membership: dated events and a verdict.

Start at ``operations.record``, the one door for every act. ``facts`` is the only bridge to the
rulebook, ``projection`` the cached verdict. It refuses to know targets, figures and pages.
"""
