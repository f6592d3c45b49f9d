"""Statutory statistics on screen: periods, tables, who stands behind a line, closing."""
