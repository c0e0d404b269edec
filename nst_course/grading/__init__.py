"""Submissions -> records -> grades -> gradebook, feedback, exports. TensorFlow is imported only inside `sandbox`."""
