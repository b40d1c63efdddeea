"""What a table of a coalition may hold: rows, words, headers, dates, and the check of a cell."""
