"""Live figures for the lessons: what a layer sees, what a Gram matrix contains, the balance of content and style."""
