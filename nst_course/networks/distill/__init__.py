"""How the pocket network is trained: a narrow VGG learns to see what VGG-19 sees.

Hinton, Vinyals & Dean, "Distilling the Knowledge in a Neural Network" (2015), on features instead of classes
(Romero et al., "FitNets", 2015). `python -m nst_course.networks.distill --help` runs it.
"""
