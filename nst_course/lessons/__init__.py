"""The lessons: from one source to a student and a solution edition, and from students' notebooks to their functions."""
