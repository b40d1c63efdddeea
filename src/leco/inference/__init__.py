"""What chance would do, for any measure."""
