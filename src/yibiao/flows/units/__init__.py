"""Where units stand: their one table, rounds, reminders."""
