"""The untrusted side: runs students' functions on the inputs that come over a wire, and sends back what was seen.

Nothing here knows what would be right. It stands in a folder of its own (see grading/sandbox.py), beside Python and
TensorFlow and nothing else.
"""
