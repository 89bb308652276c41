"""Export: a mission's definition in the languages of other tools.

::

    construct ──▶ the compiler's tree ──▶ parts ──▶ types  ──▶ header     what a program names
                                             └────▶ places ──▶ source     where every bit goes

For now there is one language, C99: what a board compiles is made from the definition
that the ground reads it with, so that the two cannot differ.  `gateway.export.c_mission`
is the entrance.  Pure: definitions in, text out; the commands write the files.
"""
