"""A notebook or Python file -> its cells -> a function with everything it needs. Nothing is executed.

`nst check`, `nst.collect()` and `nst grade` all read students' files here.
"""
