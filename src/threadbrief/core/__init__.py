"""What every package uses: values, problems and their codes, files, lengths, events of YAML."""
