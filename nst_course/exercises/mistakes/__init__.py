"""The named mistakes of each exercise."""
