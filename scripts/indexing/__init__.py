"""Re-indexing from the command line: reports, the gate, watching."""
