"""Pages of the case: the lists, the file, and one form for every act of the procedure."""
