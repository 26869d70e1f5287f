"""What departments are answered: slices as rows, files, SQL, as of any time, sealed."""
