"""What trains the reader: its data and its network."""
