"""The sensors of the Fox-1 satellites: what a 12-bit reading means; see `fox_1a`.

Sensors are read by converters of 2.5 V or 3 V full scale.  Outside its table a sensor has
no value: it is absent, broken, or off the scale that the team measured.  FoxTelem and
jradio extend the last segment, and so report -207 degC for a battery that is not there.

Source: FoxTelem (github.com/ac2cz/FoxTelem), its constants, and the team's tables as
published in jradio's `LookupTables` (Apache-2.0); `FOX1A_fm.MASTER` for what differs from
one spacecraft to the next.
"""

from gateway.definition import Calibration, linear, table

STEP_2V5, STEP_3V = 2.5 / 4096, 3.0 / 4096

_CARDS = (
    507, 510, 513, 517, 520, 524, 528, 533, 537, 542, 547, 553, 559, 565, 571, 577, 584, 592, 599,
    607, 616, 625, 634, 644, 654, 664, 675, 687, 699, 711, 724, 738, 752, 766, 782, 797, 814, 830,
    848, 866, 885, 904, 924, 944, 965, 987, 1009, 1032, 1056, 1080, 1104, 1130, 1156, 1182, 1209,
    1237, 1265, 1293, 1322, 1352, 1382, 1413, 1444, 1475, 1507, 1539, 1571, 1604, 1637, 1670,
    1703, 1737, 1771, 1805, 1839, 1873, 1907, 1941, 1976, 2010, 2044, 2078, 2112, 2146, 2179,
    2213, 2246, 2279, 2312, 2344, 2376, 2408, 2439, 2471, 2501, 2532, 2562, 2591, 2621, 2649,
    2678, 2706, 2733, 2760, 2787, 2813, 2838, 2863, 2888, 2912, 2936, 2959, 2982, 3004, 3026,
    3048, 3069, 3089, 3109, 3129, 3148, 3167, 3185, 3203, 3220, 3237, 3254, 3270, 3286, 3301,
    3316, 3331, 3346, 3360, 3373, 3386, 3399, 3412, 3424, 3436, 3448, 3459, 3470, 3481, 3492,
    3502, 3512, 3522, 3531, 3540, 3549, 3558, 3567, 3575, 3583, 3591, 3599, 3606, 3613, 3620,
    3627, 3634, 3640, 3647, 3653, 3659, 3665, 3671, 3676, 3682, 3687, 3692, 3697, 3702, 3707,
    3711, 3716, 3720, 3725, 3729, 3733, 3737, 3741, 3744, 3748, 3752, 3755, 3759, 3762, 3765,
    3768, 3771, 3774, 3777, 3780, 3783, 3786, 3788, 3791, 3793, 3796, 3798, 3801, 3803, 3805,
    3807,
)  # fmt: skip
# A reading per degree from -55 degC up.
CARD_TEMPERATURE = table(*((raw, i - 55) for i, raw in enumerate(_CARDS)))
_BATTERY = (
    608, 612, 616, 620, 624, 629, 634, 639, 645, 651, 657, 663, 670, 677, 685, 693, 701, 710, 719,
    729, 739, 750, 761, 772, 785, 797, 810, 824, 839, 854, 869, 885, 902, 920, 938, 957, 976, 996,
    1017, 1039, 1061, 1085, 1108, 1133, 1158, 1184, 1211, 1238, 1267, 1296, 1325, 1356, 1387,
    1418, 1451, 1484, 1518, 1552, 1587, 1622, 1659, 1695, 1732, 1770, 1808, 1846, 1885, 1925,
    1964, 2004, 2044, 2085, 2125, 2166, 2207, 2248, 2289, 2330, 2371, 2412, 2453, 2494, 2534,
    2575, 2615, 2655, 2695, 2735, 2774, 2813, 2851, 2890, 2927, 2965, 3002, 3038, 3074, 3110,
    3145, 3179, 3213, 3247, 3280, 3312, 3344, 3375, 3406, 3436, 3466, 3495, 3523, 3551, 3579,
    3605, 3632, 3657, 3682, 3707, 3731, 3755, 3778, 3800, 3822, 3843, 3864, 3885, 3905, 3924,
    3943, 3962, 3980, 3997, 4015, 4031, 4048, 4064, 4079, 4094,
)  # fmt: skip
BATTERY_TEMPERATURE = table(*((raw, i - 55) for i, raw in enumerate(_BATTERY)))
_PANEL = (
    2998, 3002, 3006, 3011, 3017, 3024, 3032, 3042, 3053, 3066, 3082, 3100, 3121, 3145, 3174,
    3207, 3244, 3286, 3332, 3382, 3435, 3489, 3545, 3599, 3650, 3697, 3738, 3775,
)  # fmt: skip
# A reading every 5 degC from 95 degC down.
PANEL_TEMPERATURE = table(*((raw, 95 - 5 * i) for i, raw in enumerate(_PANEL)))
_SUPPLY = (
    2313, 2317, 2323, 2330, 2346, 2366, 2395, 2424, 2452, 2483, 2511, 2539, 2569, 2597, 2626,
    2655, 2683, 2712, 2743, 2770, 2800, 2829, 2856, 2885, 2915, 2945, 2974, 3004, 3030,
)  # fmt: skip
# A reading every 50 mV from 2.9 V up, measured on the computer's own converter, number 7.
SUPPLY = table((0, 0), *((raw, 2.9 + 0.05 * i) for i, raw in enumerate(_SUPPLY)), (4096, 6))
RSSI = table(
    (0, -140), (920, -127), (953, -124), (1002, -121), (1065, -118), (1133, -115), (1197, -112),
    (1262, -109), (1335, -106), (1414, -103), (1490, -100), (1593, -95), (1698, -90), (1816, -85),
    (1920, -80), (1963, -77), (1984, -75), (1995, -73), (2000, -70), (2003, -65), (4095, -65),
)  # fmt: skip
# Two points of the computer's own thermometer.
IHU_TEMPERATURE = linear(80 / (855 - 679), 30 - 80 / (855 - 679) * 679)

CELL_A = linear(STEP_2V5)
CELLS_AB = linear(STEP_2V5 / 0.76)
PANEL_VOLTAGE = linear(STEP_3V / 0.428)
# 50 mV across the shunt is no current; the zero of this spacecraft is -1.839.
BATTERY_CURRENT = linear(-1839 * STEP_2V5, 2000 + 1839 * 0.05)
# A gain of 50 over 0.2 ohm.
PA_CURRENT = linear(STEP_3V / 50 / 0.2 * 1000)
PSU_CURRENT = linear(STEP_3V / 0.003)


def gyroscope(rest: int) -> Calibration:
    """A rate sensor of 33.3 mV per degree a second that reads *rest* when still.

    It is measured like the supply, at half its scale.
    """
    still = 2.9 / 2313 * rest
    return table(*((raw, (volts - still) / 2 / 0.0333) for raw, volts in SUPPLY.points))
