"""Events in: connectors turn files into normal records; bad rows keep their reason."""
