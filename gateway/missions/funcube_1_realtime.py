"""FUNcube-1's real-time telemetry: the first 56 octets of every frame; see `funcube_1`."""

from construct import BitsInteger, BitStruct, Const, Flag, Struct

from gateway.definition import channel, enumeration, function, linear, table

U6, U8, U10, U16 = (BitsInteger(bits) for bits in (6, 8, 10, 16))
S8 = BitsInteger(8, signed=True)
MV = linear(0.001)
TYPES = "WO1 WO2 WO3 WO4 WO5 WO6 WO7 WO8 WO9 WO10 WO11 WO12 HR1 FM1 FM2 FM3 HR2 FM4 FM5 FM6 HR3"
FRAME_TYPE = enumeration(dict(enumerate(f"{TYPES} FM7 FM8 FM9".split())))
RESET = dict(enumerate(("power on", "external", "brown-out", "watchdog", "JTAG", "other")))
TRACKING = enumeration({0: "hardware", 1: "maximum power point", 2: "fixed software point"})
PA_POWER = function(
    "PA detector", lambda raw: 0.005 * raw**2.0629, lambda mw: (mw / 0.005) ** (1 / 2.0629),
    "0.005 raw^2.0629",
)  # fmt: skip
PA_TEMPERATURE = table(
    (0, 87.983), (79, 55.3), (91, 49.6), (103, 45.3), (115, 41.1), (125, 37.6), (129, 35.7),
    (137, 33.6), (145, 30.6), (154, 27.6), (161, 25.1), (169, 22.6), (176, 20), (183, 17.6),
    (189, 15.1), (196, 12.6), (203, 10), (208, 7.5), (214, 5), (220, 2.4), (224, 0), (230, -2.9),
    (233, -5), (237, -7.5), (241, -10), (244, -12.3), (247, -15), (252, -20), (255, -22.846),
)  # fmt: skip
ANTENNA_MV = (
    420, 432, 443, 455, 467, 479, 490, 502, 514, 525, 537, 549, 560, 572, 584, 595, 607, 618, 630,
    642, 653, 665, 676, 688, 699, 711, 722, 734, 745, 757, 769, 780, 791, 803, 814, 826, 837, 849,
    860, 872, 883, 895, 906, 917, 929, 940, 951, 963, 974, 986, 997, 1008, 1020, 1031, 1042, 1054,
    1065, 1076, 1088, 1099, 1110, 1122, 1133, 1144, 1155, 1167, 1178, 1189, 1201, 1212, 1223,
    1234, 1245, 1257, 1268, 1279, 1290, 1301, 1313, 1324, 1335, 1346, 1358, 1369, 1380, 1391,
    1403, 1414, 1425, 1436, 1448, 1459, 1470, 1481, 1492, 1503, 1514, 1525, 1536, 1547, 1558,
    1569, 1580, 1591, 1602, 1613, 1624, 1635, 1646, 1657, 1668, 1679, 1690, 1701, 1712, 1723,
    1734, 1745, 1756, 1766, 1777, 1788, 1799, 1810, 1820, 1831, 1842, 1853, 1864, 1874, 1885,
    1896, 1907, 1918, 1928, 1939, 1950, 1961, 1971, 1982, 1993, 2004, 2014, 2025, 2036, 2047,
    2057, 2068, 2079, 2089, 2100, 2111, 2122, 2132, 2143, 2154, 2164, 2175, 2186, 2197, 2207,
    2218, 2228, 2239, 2250, 2260, 2271, 2281, 2292, 2302, 2313, 2324, 2334, 2345, 2355, 2366,
    2376, 2387, 2397, 2408, 2418, 2429, 2439, 2449, 2460, 2470, 2481, 2491, 2501, 2512, 2522,
    2533, 2543, 2553, 2562, 2571, 2580, 2589, 2598, 2607, 2616,
)  # fmt: skip
# What the sensor gives from 150 degC down to -50, measured in steps of 3300 / 255.75 mV.
ANTENNA = table(*((mv * 255.75 / 3300, 150 - i) for i, mv in enumerate(ANTENNA_MV)))
SUN = channel(U10, "", table(
    (0, 0), (5, 0), (9, 2.158), (19, 2.477), (23, 2.64), (33, 2.8), (50, 2.881), (56, 2.889),
    (100, 3.04), (133, 3.14), (200, 3.25), (265, 3.346), (333, 3.475), (400, 3.58), (467, 3.69),
    (533, 3.81), (600, 3.92), (666, 4.03), (700, 4.079), (732, 4.13), (800, 4.245), (866, 4.325),
    (933, 4.38), (984, 4.42), (1023, 4.42),
))  # fmt: skip

PANELS = Struct(
    "x_plus"  / channel(U10, "degC", linear(-0.2073, 158.239)) * "panel +X",
    "x_minus" / channel(U10, "degC", linear(-0.2083, 159.227)) * "panel -X",
    "y_plus"  / channel(U10, "degC", linear(-0.2076, 158.656)) * "panel +Y",
    "y_minus" / channel(U10, "degC", linear(-0.2087, 159.045)) * "panel -Y",
)  # fmt: skip
POWER = (
    "panel_voltage"   / channel(U16, "V", MV)[3] * "solar panels X, Y, Z",
    "panel_current"   / channel(U16, "mA")       * "of all panels",
    "battery_voltage" / channel(U16, "V", MV)    * "two lithium-ion cells in series",
    "system_current"  / channel(U16, "mA")       * "all loads",
)  # fmt: skip
REALTIME = BitStruct(
    "satellite" / Const(0b10, BitsInteger(2)) * "FUNcube-1, flight model",
    "type"      / channel(U6, "", FRAME_TYPE) * "what the last 200 octets are",
    "eps" / Struct(
        *POWER,
        "reboots"             / U16                   * "since launch",
        "software_errors"     / U16                   * "counted by the power system",
        "booster_temperature" / channel(S8, "degC")[3] * "boost converters X, Y, Z",
        "battery_temperature" / channel(S8, "degC")   * "on the battery pack",
        "latch_ups_5v"        / U8                    * "on the 5 V bus",
        "latch_ups_3v3"       / U8                    * "on the 3.3 V bus",
        "reset_cause"         / channel(U8, "", enumeration(RESET)) * "of the last reset",
        "tracking"            / channel(U8, "", TRACKING) * "how the panels are loaded",
    ) * "electrical power system",
    "asib" / Struct(
        "sun"               / SUN[3]    * "light at +X, +Y, +Z, logarithmic; 4.42 is full sun",
        "panel_temperature" / PANELS                      * "solar panels",
        "bus_3v3"           / channel(U10, "V", linear(0.004)) * "3.3 V bus",
        "bus_3v3_current"   / channel(U10, "mA")          * "3.3 V bus",
        "bus_5v"            / channel(U10, "V", linear(0.006)) * "5 V bus",
    ) * "sensor interface board",
    "rf" / Struct(
        "doppler"     / U8                                  * "receiver's offset, uncalibrated",
        "rssi"        / U8                                  * "receiver, uncalibrated",
        "temperature" / channel(U8, "degC", linear(-0.857, 193.672)) * "of the board",
        "rx_current"  / channel(U8, "mA", linear(0.636))    * "receiver",
        "tx_current_3v3" / channel(U8, "mA", linear(0.636)) * "transmitter, 3.3 V bus",
        "tx_current_5v"  / channel(U8, "mA", linear(1.272)) * "transmitter, 5 V bus",
    ) * "transceiver",
    "pa" / Struct(
        "reverse_power" / channel(U8, "mW", PA_POWER)                * "reflected by the antenna",
        "forward_power" / channel(U8, "mW", PA_POWER)                * "to the antenna",
        "temperature"   / channel(U8, "degC", PA_TEMPERATURE)        * "of the device",
        "current"       / channel(U8, "mA", linear(0.5496, 2.5425))  * "of the amplifier",
    ) * "power amplifier",
    "antennas" / Struct(
        "temperature" / channel(U8, "degC", ANTENNA)[2] * "of the two controllers",
        "deployed"    / Flag[4]                         * "VHF A, VHF B, UHF A, UHF B",
    ) * "antenna system",
    "software" / Struct(
        "sequence"        / BitsInteger(24) * "rounds of 24 frames since launch",
        "dtmf_commands"   / U6              * "received, wraps",
        "dtmf_last"       / BitsInteger(5)  * "last DTMF command",
        "dtmf_success"    / Flag            * "the last DTMF command was accepted",
        "valid"           / Flag[7]         * "data of ASIB, EPS, PA, RF, iMTQ, antennas B, A",
        "eclipse"         / Flag            * "in the Earth's shadow",
        "safe_mode"       / Flag            * "in safe mode",
        "hardware_abf"    / Flag            * "autonomous backup function, hardware switch",
        "software_abf"    / Flag            * "autonomous backup function, software switch",
        "deployment_wait" / Flag            * "at the next boot",
    ) * "on-board software",
)  # fmt: skip
