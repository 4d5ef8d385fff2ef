"""What people run: each launcher in this folder starts the command of the same name."""
