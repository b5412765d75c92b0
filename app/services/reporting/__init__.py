"""Reports: what a workbook is made of, the writer that streams it, and one file per report."""
