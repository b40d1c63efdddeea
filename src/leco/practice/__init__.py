"""What the people of a coalition ask: whom to invite, is there a shared why, who does what."""
