"""The report: what is kept of each test (`facts`), collected (`collector`), shown (`page`)."""
