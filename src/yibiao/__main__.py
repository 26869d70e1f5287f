"""`python -m yibiao` is `yibiao`."""

from yibiao.cli import main

if __name__ == "__main__":
    main()
