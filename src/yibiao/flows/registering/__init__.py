"""Forms and the catalogue: what departments register, what their fields mean, who answers for an element."""
