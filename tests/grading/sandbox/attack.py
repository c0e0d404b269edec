"""What a submission may do to a grader, numbered as in the list of nineteen techniques; most in several forms.

Each stands for gram_matrix and never computes it. CHEATS want points that they have not earned. SPIES want to get
somewhere: `spy()` says "reached …" where it did and "tried …" where not. STOPPERS end or hang what they run in.
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
WRONG = "\ndef gram_matrix(A):\n    return A[:, :1] * 0 + A[:, 0]\n"  # of the right shape, for arrays and tensors


@dataclass(frozen=True)
class Attack:
    """`code` is the program. `sure` says that it succeeds in an unprotected process, wherever that runs."""

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
    """A wrong function is added where the code has none."""
    return Attack(number, name, code if "def gram_matrix" in code else code + WRONG, **more)


def spy(number, name, code, **more):
    return Attack(number, name, code + SPY, **more)
