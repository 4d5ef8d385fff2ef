"""Starts the command of a name: what the launchers of this folder hand over to.

It loads nothing itself: Ctrl-C while a command still loads ends it with one word, and processes that the command starts
do not load the command again.
"""

from __future__ import annotations

import sys
from importlib import import_module

import typer


def main(name: str) -> None:
    """Run ``scripts/NAME`` with the arguments that were given to this process."""
    try:
        module = import_module(f"scripts.commands.{name.replace('-', '_')}")
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)
    app = getattr(module, "app", None)
    if app is None:
        app = typer.Typer(add_completion=False)
        app.command()(module.main)
    app(prog_name=f"scripts/{name}")


if __name__ == "__main__":
    main(sys.argv.pop(1))
