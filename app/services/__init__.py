"""What happens: functions of (session, …, now). No Qt."""
