"""sla-monitor: whenever a lead passes its deadline, one alert, at once, and never a false one."""
