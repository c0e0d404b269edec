"""The named mistakes of each exercise. To add one, add it to the exercise's file.

Of mistakes with equal results, the first is reported.
"""
