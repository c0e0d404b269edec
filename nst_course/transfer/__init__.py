"""The optimisation of pixels: objective, optimizers, scales, precision. `stylize` gives its steps."""
