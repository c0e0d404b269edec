"""What a submission may do to a grader, numbered as in the list of nineteen techniques; most in several forms.

Each replaces gram_matrix and never computes it. CHEATS try to get points they haven't earned. SPIES try to reach
something: `spy()` says "reached …" if they did and "tried …" if not. STOPPERS end or hang the process they run in.
"""

from dataclasses import dataclass

SPY = """
def attempt(*ways):
    said = []
    for way in ways:
        try:
            said.append("reached " + str(way()))
        except BaseException as error:
            said.append("tried " + type(error).__name__)
    return "; ".join(said)

def gram_matrix(A):
    raise ValueError(spy(A))
"""
WRONG = "\ndef gram_matrix(A):\n    return A[:, :1] * 0 + A[:, 0]\n"  # of the correct shape, for arrays and tensors


@dataclass(frozen=True)
class Attack:
    """`code` is the program. `sure` means that it succeeds in any unprotected process, on any machine."""

    number: int
    name: str
    code: str
    sure: bool = True
    seconds: float = 20
    exercise: str = "gram_matrix"
    memory: int = 1500

    @property
    def pieces(self):
        return (self.code,)


def cheat(number, name, code, **more):
    """Adds a wrong function if the code has none."""
    return Attack(number, name, code if "def gram_matrix" in code else code + WRONG, **more)


def spy(number, name, code, **more):
    return Attack(number, name, code + SPY, **more)
