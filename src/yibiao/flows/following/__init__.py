"""What has changed: fed to departments, sent to their systems, and caught up with by the service itself."""
