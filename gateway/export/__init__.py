"""Export: a mission's definition in the languages of other tools.

::

    construct ──▶ the compiler's tree ──▶ parts ──▶ types  ──▶ c_header ◀── c_calibration
                                             │      what a program names
                                             └────▶ places ──▶ c_source ◀── c_writing, c_reading
                                                    where every bit goes    c_primitives

For now there is one language, C99: what a board compiles is made from the definition
that the ground reads it with, so that the two cannot differ.  `c_mission` is the entrance,
of one `c_packet` for each packet and command; `c_text` lays out lines, `names` keeps names
apart.

Pure: definitions in, text out; the commands write the files.
"""
