"""Quality and speed of the package as shipped, with floors that cannot fall silently. See bench/README.md."""
