"""Where students' code runs: worker processes that know nothing of what would be right.

`bubblewrap` says what a worker sees of the machine, `pools` starts and ends workers for the judge, `wire` is all that
passes between the two. The rest runs on the untrusted side, in a folder of its own beside Python and TensorFlow:
`fork_server` (imports TensorFlow once and forks a worker for each submission), `confine` (what a worker gives up),
`serve` (loads a function and runs it), `remote_reference` and `stand_in` (what stands for the course there).
"""
