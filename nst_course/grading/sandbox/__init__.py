"""Where students' code runs: worker processes that don't know the correct results.

`bubblewrap` defines what a worker sees of the machine, `pools` starts and ends workers for the judge, and everything
that passes between the two goes through `wire`. The rest runs on the untrusted side, in its own folder beside Python
and TensorFlow: `fork_server` (imports TensorFlow once and forks a worker for each submission), `confine` (drops a
worker's rights), `serve` (loads a function and runs it), `remote_reference` and `stand_in` (replace the course there).
"""
