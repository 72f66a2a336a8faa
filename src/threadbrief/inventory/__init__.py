"""What a finished file carries, of ours or anyone's: bytes of a .docx or .pdf in, a list out."""
