"""Benchmarks behind `nst bench`: the engine, the pictures, the course, grading, and the studio.

Each module measures one of them: `measure(…)` returns a record for JSON, `…_table(record)` formats the record as
Markdown.
"""
