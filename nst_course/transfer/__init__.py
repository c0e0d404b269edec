"""A run of style transfer: settings, objective, optimizers, scales. `run.stylize` gives its steps."""
