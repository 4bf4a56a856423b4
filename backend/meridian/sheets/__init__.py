"""Tables in files: how CSV and XLSX are recognised, read and written. Pure: no database, no web framework."""
