"""Lessons: one source text -> a student edition and a solved one; students' notebooks -> their functions."""
