"""Live figures of the lessons: what a layer sees, what a Gram matrix holds, and the balance of content and style."""
