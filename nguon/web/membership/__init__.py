"""Pages after admission: members of a place, one member's way, letters of transfer, figures."""
