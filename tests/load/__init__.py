"""A working day in ten minutes: fifty people at once over PostGIS, whose server is restarted in the middle."""
