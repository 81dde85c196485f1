"""Up to the first byte: looked at ahead, armed, lifted, claimed, sent."""
