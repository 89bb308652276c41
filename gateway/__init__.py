"""Cupola: a ground-station telemetry gateway.

The folders are the way of a frame: `sources` -> `framing` (`coding`) -> `journal` ->
`decoder` (`links`, `missions`) -> `monitor` -> `sinks`.
"""
