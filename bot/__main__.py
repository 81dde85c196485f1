"""`python -m bot` is `embargo`."""

from bot.cli import main

main()
