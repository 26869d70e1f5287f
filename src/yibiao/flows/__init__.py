"""What people come to do: gather, decide, write once, answer."""
