"""Speed, time to a given J, and memory of the engine, beside the loop that tutorials write."""
