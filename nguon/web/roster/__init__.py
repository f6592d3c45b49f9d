"""The clerk's Excel list on its way in: upload, preview, ties, confirmation, report."""
