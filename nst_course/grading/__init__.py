"""Submissions -> records -> grades -> gradebook, feedback, exports. Only worker/ imports TensorFlow."""
