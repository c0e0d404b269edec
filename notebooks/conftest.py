"""The solved notebooks are tests (nbval): run anew, each text compared, but for what tests/nbval.cfg names."""

from pathlib import Path

HERE = Path(__file__).parent
collect_ignore = [path.name for path in HERE.glob("*.ipynb")]  # student editions hold no outputs to compare with


def pytest_configure(config):
    if config.option.nbval_sanitize_with is None:  # from here, whatever the working folder
        config.option.nbval_sanitize_with = str(HERE.parent / "tests" / "nbval.cfg")
