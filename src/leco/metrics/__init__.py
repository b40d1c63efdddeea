"""What one coalition looks like at one moment."""
