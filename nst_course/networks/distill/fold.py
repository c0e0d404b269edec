"""From a student with heads to the network that ships: each head becomes a lens. -> {layer: (kernel, bias, lens)}."""

import numpy as np


def folded(arrays, means):
    """The student's {layer: (kernel, bias, head)} with lenses in place of heads.

    `means` are the mean activations by which the teacher was evened out: the lenses take them back.
    """
    return {layer: (kernel, bias, lens(head * means[layer])) for layer, (kernel, bias, head) in arrays.items()}


def lens(head):
    """The symmetric matrix R with RᵀR = HᵀH · n/n_C, for a head H (n_C of VGG-19, n of the student).

    ‖R·Δa‖² = ‖H·Δa‖² · n/n_C, and likewise for Gram matrices, ‖R·ΔG·Rᵀ‖² = ‖H·ΔG·Hᵀ‖² · (n/n_C)²: divided by n or n²,
    as the cost functions do, they are the costs that VGG-19 would give.
    """
    n_C, n = head.shape
    values, vectors = np.linalg.eigh(head.T.astype(float) @ head)
    return (vectors * np.sqrt(np.maximum(values, 0) * n / n_C)) @ vectors.T
