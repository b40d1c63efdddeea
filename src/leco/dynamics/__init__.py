"""What happens over time, to any measure."""
