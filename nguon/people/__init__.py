"""Persons who agreed to be in the register, their consents and memberships.

Start at ``operations`` (nominate, consent, register, erase) and ``vault``, the only reader of
sensitive fields. It refuses to know how somebody becomes a member.
"""
