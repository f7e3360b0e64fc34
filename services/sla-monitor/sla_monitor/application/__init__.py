"""What people ask of the monitor: clocks, alerts, reports; and the ports behind which they are kept."""
