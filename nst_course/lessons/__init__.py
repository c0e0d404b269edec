"""The lessons: from one source to a student and a solution edition; from students' notebooks to their functions."""
