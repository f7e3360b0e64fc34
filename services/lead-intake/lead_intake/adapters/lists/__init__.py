"""Lists: rows of CSV files and workbooks, read as they arrive, whatever program wrote them. Pure but for temp files."""
