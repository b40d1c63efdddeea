"""How sure an interval of leco is, everywhere: 95 %."""

LEVEL = 0.95
MIDDLE = (0.025, 0.975)  # the quantiles such an interval lies between
NORMAL = 1.959963984540054  # standard deviations to either side, of a normal distribution
