"""What every room can use: values, problems, files, and the events of YAML."""
