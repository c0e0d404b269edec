"""[Grade] -> the files of other systems: one file, one system."""
