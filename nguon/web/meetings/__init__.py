"""Meetings: called, prepared, counted; the pack on its way to the printer."""
