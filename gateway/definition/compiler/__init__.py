"""The compiler: from a layout to Python source that decodes it, walked once.

::

    construct's tree ──walk──▶ tree of nodes ──emit──▶ source ──exec──▶ functions
                               │                       runs of fixed fields become one
                               └─▶ channels, columns   call of a precompiled struct

One walk and one set of emitters serve three outputs: nested raw values, flat readings,
and the places of everything.  The last is slow and exact; it also says where and why
octets do not have the layout, so that the fast ones need not carry places along.

The source depends on the mission's file alone, never on what came from the air.
"""
